import { newestIn } from "../../domain/history/history.ts";
import {
  type BackupRecord,
  compareRecords,
  identityOf,
  isRelabelling,
  isRivalOf,
  type RecordSummary,
  type Tombstone,
  type VersionRecord,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Millis } from "../../domain/model/time.ts";
import { storeConflict, storeUnexpected } from "../../ports/store-error.ts";
import { ABSENT, type Bucket, type NewObject, type WrittenObject } from "./bucket.ts";
import { chainOnto } from "./chain.ts";
import { newestDeletion } from "./delete-marker.ts";
import type { HeadState } from "./head-revision.ts";
import type { KeyReader } from "./key-reader.ts";
import { companionKey, lateVersionKey, relabellingKey, tombstoneKey } from "./layout.ts";
import { listAside, listKey } from "./listing.ts";
import { encodeMetadata, METADATA_KEY, type WrittenOnto } from "./metadata-codec.ts";
import { EXPIRES, toTagging } from "./tags.ts";
import { isConflict, StoreFailure } from "./to-store-error.ts";

/** The newest record while appending, and the object that holds it: none for a delete marker. */
interface Onto extends HeadState {
  readonly record: RecordSummary;
}

const TEXT = "text/plain; charset=utf-8";
const JSON_TEXT = "application/json";

/** The body of a relabelling; the SDK warns of an empty one. */
const NO_VALUE = "labels";

const HALF_CHARACTER = "a value holds half a character: UTF-8 can't keep it as it is";

/** A deletion that is filed anew, earlier than the newest record says, stands there from now on. */
const movedIn = (onto: Onto | undefined, records: ReadonlyArray<BackupRecord>): Onto | undefined => {
  const moved = records.find((record) => onto !== undefined && identityOf(record) === identityOf(onto.record));
  return moved === undefined || isAfter(moved, onto) ? onto : { record: moved, etag: onto?.etag };
};

type LabelledRecord = VersionRecord & { readonly labelledAt: Millis };

const isAfter = (record: BackupRecord, onto: Onto | undefined): boolean =>
  onto === undefined || compareRecords(record, onto.record) > 0;

/**
 * Writes records. A parameter's own object only ever gets newer: each version is written on the condition that the
 * one before it is still current. What is older than the newest record goes beside it, under a key of its own, so
 * that a plain GET, the Python package and lifecycle rules keep seeing the newest state as the current one.
 */
export class Appender {
  readonly #bucket: Bucket;
  readonly #reader: KeyReader;

  constructor(bucket: Bucket, reader: KeyReader) {
    this.#bucket = bucket;
    this.#reader = reader;
  }

  /** Appends records (oldest first) to what `onto` says is the newest; answers how many were new. */
  async append(name: ParameterName, records: ReadonlyArray<BackupRecord>, onto: Onto | undefined): Promise<number> {
    const base = movedIn(onto, records);
    const older = records.filter((record) => !isAfter(record, base));
    const newer = records.filter((record) => isAfter(record, base));
    return (await this.#appendOlder(name, older)) + (await this.#appendNewer(name, newer, base));
  }

  /** Records from before the head come late and rarely; only the whole history tells whether they are there. */
  async #appendOlder(name: ParameterName, records: ReadonlyArray<BackupRecord>): Promise<number> {
    if (records.length === 0) return 0;
    const history = records.every(isRelabelling) ? [] : await this.#reader.history(await listKey(this.#bucket, name));
    const known = new Map(history.map((record) => [identityOf(record), record]));
    let added = 0;
    for (const record of records) {
      if (isRelabelling(record)) {
        added += await this.#putRelabelling(record);
        continue;
      }
      const kept = known.get(identityOf(record));
      // A tombstone that was decided with the re-creation in view stands earlier and is kept too.
      const better = kept?._tag === "Tombstone" && compareRecords(record, kept) < 0;
      if (kept !== undefined && !better) continue;
      if (record._tag === "Tombstone") await this.#putTombstone(record);
      else await this.#putVersion(record, lateVersionKey(name, record.modifiedAt, record.version), {}, EXPIRES);
      if (kept === undefined) added += 1;
    }
    return added;
  }

  async #appendNewer(
    name: ParameterName,
    records: ReadonlyArray<BackupRecord>,
    onto: Onto | undefined,
  ): Promise<number> {
    let added = 0;
    let { etag, chain }: HeadState = onto ?? {};
    for (const record of records) {
      if (isRelabelling(record)) {
        added += await this.#putRelabelling(record);
      } else if (record._tag === "Version") {
        const written = await this.#putVersion(record, name, { etag: etag ?? ABSENT, chain });
        if (etag === undefined) await this.#checkFirst(record, written.etag);
        etag = written.etag;
        chain = chainOnto(written.versionId, chain);
        added += 1;
      } else if (await this.#addTombstone(record)) added += 1;
    }
    // With a newer state behind it a deletion leaves no marker: it would hide that state from a plain GET.
    if (newestIn(records)?._tag === "Tombstone") await this.#endWithDeletion(name, etag, onto);
    return added;
  }

  /**
   * "There is no object" also holds after another handler kept a deletion. What was just written is then older than
   * that deletion, or its re-creation: it must not stay current, and whoever sees both has to decide.
   */
  async #checkFirst(version: VersionRecord, etag: string): Promise<void> {
    const deletion = newestDeletion(await listAside(this.#bucket, version.name));
    if (deletion === undefined || compareRecords(deletion, version) < 0) return;
    await this.#bucket.mark(version.name, etag);
    throw new StoreFailure(storeConflict("a deletion was kept meanwhile"));
  }

  /**
   * Makes a deletion current. Where no object is, S3 has no condition for that: so it is looked for afterwards, and
   * whoever wrote last sees the other.
   */
  async #endWithDeletion(name: ParameterName, etag: string | undefined, onto: Onto | undefined): Promise<void> {
    if (etag !== undefined || onto === undefined) await this.#bucket.mark(name, etag);
    if (etag !== undefined) return;
    const wasWritten =
      onto === undefined
        ? (await listKey(this.#bucket, name)).written.some(({ _tag }) => _tag === "Object")
        : (await this.#bucket.current(name))._tag === "Object";
    if (wasWritten) throw new StoreFailure(storeConflict("a version was kept meanwhile"));
  }

  /** A handler that died between tombstone and marker leaves a tombstone that the head doesn't show. */
  async #addTombstone(tombstone: Tombstone): Promise<boolean> {
    const aside = await listAside(this.#bucket, tombstone.name);
    const known = aside.some(
      ({ entry }) => entry._tag === "Deletion" && identityOf(entry.tombstone) === identityOf(tombstone),
    );
    if (!known) await this.#putTombstone(tombstone);
    return !known;
  }

  /**
   * It stands aside whatever the head is, without its value, which its version's object has: nothing but labels outlives
   * the restore window. Its key says which one it is. Answers how many were new, 0 or 1.
   */
  async #putRelabelling(record: LabelledRecord): Promise<number> {
    const key = relabellingKey(record.name, record);
    const metadata = await this.#describe(record, {});
    try {
      await this.#bucket.put({ key, body: NO_VALUE, contentType: TEXT, metadata, onlyIf: ABSENT });
      return 1;
    } catch (error) {
      if (!isConflict(error)) throw error;
      const kept = await this.#reader.relabellingAt(record.name, key);
      if (kept === undefined || isRivalOf(record, kept))
        throw new StoreFailure(storeConflict("another label's record is in that place"));
      return 0;
    }
  }

  async #putTombstone(tombstone: Tombstone): Promise<void> {
    await this.#bucket.put({
      key: tombstoneKey(tombstone),
      body: JSON.stringify(tombstone),
      contentType: JSON_TEXT,
      tagging: EXPIRES,
    });
  }

  async #putVersion(record: VersionRecord, key: string, onto: HeadState = {}, tag?: string): Promise<WrittenObject> {
    const { etag: onlyIf, chain } = onto;
    const value = record.value.reveal();
    if (!value.isWellFormed()) throw new StoreFailure(storeUnexpected(HALF_CHARACTER));
    const metadata = await this.#describe(record, {
      ...(onlyIf === ABSENT ? { first: true } : {}),
      ...(chain === undefined ? {} : { chain }),
    });
    return this.#bucket.put({
      key,
      body: value,
      contentType: TEXT,
      metadata,
      tagging: [toTagging(record), ...(tag === undefined ? [] : [tag])].join("&"),
      ...(onlyIf === undefined ? {} : { onlyIf }),
    });
  }

  /** The metadata of a version's object; attributes that don't fit into it are written first. */
  async #describe(record: VersionRecord, onto: WrittenOnto): Promise<Readonly<Record<string, string>>> {
    const { document, companion } = encodeMetadata(record, companionKey, onto);
    if (companion !== undefined) await this.#putOnce(companion.key, companion.json);
    return { [METADATA_KEY]: document };
  }

  /** A companion is named by its content: one that is there already is the same. */
  async #putOnce(key: string, body: string): Promise<void> {
    const object: NewObject = { key, body, contentType: JSON_TEXT, onlyIf: ABSENT };
    await this.#bucket.put(object).catch((error: unknown) => {
      if (!isConflict(error)) throw error;
    });
  }
}
