import type { Deletion, LabelChange, VersionFact } from "../../domain/model/fact.ts";
import { isMillis, type Millis } from "../../domain/model/time.ts";
import { storeUnexpected } from "../../ports/store-error.ts";
import { asideKey, type LateVersion } from "./aside-key.ts";
import type { Bucket } from "./bucket.ts";
import { companionKey, sha256 } from "./layout.ts";
import { encodeMetadata, METADATA_KEY, type WrittenOnto } from "./metadata-codec.ts";
import { ABSENT, type WrittenObject } from "./s3-object.ts";
import { EXPIRES, toTagging } from "./tags.ts";
import { StoreFailure } from "./to-store-error.ts";

const TEXT = "text/plain; charset=utf-8";
const JSON_TEXT = "application/json";

const HALF_CHARACTER = "a value holds half a character: UTF-8 can't hold it as it is";

const NO_TIME = "a version was made at a time that no date can show";

/** Digits of a hash that tell copies of one version apart. */
const COPY_DIGITS = 16;

/** The condition of a write onto the current object, and the new object's metadata on the object below. */
export interface Onto extends WrittenOnto {
  /** The ETag that the current object must have, or `absent`. */
  readonly onlyIf: string;
}

const identityOfLate = ({ modifiedAt, version }: VersionFact): Omit<LateVersion, "_tag" | "copy"> => ({
  modifiedAt,
  ...(version === undefined ? {} : { version }),
});

const toText = (time: Millis): string => new Date(time).toISOString();

const describe = ({ name, at, source }: Deletion) => ({ parameter: name, deleted: toText(at), toldBy: source });

/** Makes objects of facts. Each method answers whether the object was new. */
export class ObjectWriter {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Writes a version as the current object; `undefined` when the condition does not hold. */
  async putVersion(version: VersionFact, { onlyIf, ...onto }: Onto): Promise<WrittenObject | undefined> {
    return this.#putVersion(version, version.name, onlyIf, onto, toTagging(version));
  }

  /** Writes a version aside. */
  async putLate(version: VersionFact): Promise<boolean> {
    return this.#putAside(version, { _tag: "LateVersion", ...identityOfLate(version) });
  }

  /** Writes another copy of a version aside, under a key with a hash of the metadata. */
  async putCopy(version: VersionFact): Promise<boolean> {
    const { document } = encodeMetadata(version, companionKey);
    const copy = sha256(document).slice(0, COPY_DIGITS);
    return this.#putAside(version, { _tag: "LateVersion", ...identityOfLate(version), copy });
  }

  /** Writes a deletion aside. A delete marker that is written within an hour counts as ssmbak's. */
  async putDeletion(deletion: Deletion): Promise<boolean> {
    return this.#putFact(asideKey(deletion.name, { _tag: "Deletion", deletion }), describe(deletion), EXPIRES);
  }

  /**
   * Announces another delete marker for a deletion that was stored earlier. The deletion's own object stays untouched:
   * the object's LastModified explains the first marker.
   */
  async putAnnouncement(deletion: Deletion, announcedAt: Millis): Promise<boolean> {
    const key = asideKey(deletion.name, { _tag: "Announcement", deletion, announcedAt });
    return this.#putFact(key, { ...describe(deletion), announced: toText(announcedAt) }, EXPIRES);
  }

  /** Writes evidence aside: a reader who knew of the deletion saw a version alive. */
  async putEvidence(deletion: Deletion, aliveSince: Millis): Promise<boolean> {
    const key = asideKey(deletion.name, { _tag: "Evidence", deletion, aliveSince });
    return this.#putFact(key, { ...describe(deletion), aliveSince: toText(aliveSince) }, EXPIRES);
  }

  /** Writes a label change aside, for good: where a label was last put is part of a parameter's state. */
  async putLabelChange(change: LabelChange): Promise<boolean> {
    const { _tag, name, at, ...move } = change;
    return this.#putFact(asideKey(name, { _tag, change }), { parameter: name, changed: toText(at), ...move });
  }

  /** The key holds the fact. The body is for people; the SDK warns of empty bodies. */
  async #putFact(key: string, body: object, tagging?: string): Promise<boolean> {
    const written = await this.#bucket.put({
      ...{ key, body: JSON.stringify(body), contentType: JSON_TEXT, onlyIf: ABSENT },
      ...(tagging === undefined ? {} : { tagging }),
    });
    return written !== undefined;
  }

  async #putAside(version: VersionFact, late: LateVersion): Promise<boolean> {
    const tagging = `${toTagging(version)}&${EXPIRES}`;
    return (await this.#putVersion(version, asideKey(version.name, late), ABSENT, {}, tagging)) !== undefined;
  }

  async #putVersion(
    version: VersionFact,
    key: string,
    onlyIf: string,
    onto: WrittenOnto,
    tagging: string,
  ): Promise<WrittenObject | undefined> {
    const body = version.value.reveal();
    if (!body.isWellFormed()) throw new StoreFailure(storeUnexpected(HALF_CHARACTER));
    if (!isMillis(version.modifiedAt)) throw new StoreFailure(storeUnexpected(NO_TIME));
    const { document, companion } = encodeMetadata(version, companionKey, onto);
    if (companion !== undefined) {
      // The key is a hash of the content: a companion under this key is equal.
      await this.#bucket.put({ key: companion.key, body: companion.json, contentType: JSON_TEXT, onlyIf: ABSENT });
    }
    const metadata = { [METADATA_KEY]: document };
    return this.#bucket.put({ key, body, contentType: TEXT, metadata, tagging, onlyIf });
  }
}
