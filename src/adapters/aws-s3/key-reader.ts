import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import {
  compareRecords,
  identityOf,
  type RecordSummary,
  type Tombstone,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/backup-record.ts";
import { toHistory } from "../../domain/history.ts";
import type { ParameterName } from "../../domain/parameter-name.ts";
import { Secret } from "../../domain/secret.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../domain/time.ts";
import { storeCorrupt } from "../../ports/store-error.ts";
import type { Bucket, Location, ObjectHead } from "./bucket.ts";
import { type KeyListing, listAside, listKey, type Written, type WrittenAside } from "./listing.ts";
import {
  type Companion,
  type DecodedMetadata,
  decodeCompanion,
  decodeMetadata,
  METADATA_KEY,
} from "./metadata-codec.ts";
import { descriptionFromTags, summaryFromTags } from "./tags.ts";
import { isNotFound, StoreFailure } from "./to-store-error.ts";

/** HEADs of one key at once. */
const CONCURRENT_HEADS = 16;

/** How far SSM's clock, which made a record's time, may be ahead of S3's, which made LastModified. */
const CLOCK_SKEW: Millis = 60_000;

/** A handler writes the delete marker right after its tombstone; no handler runs longer than this. */
const MARKER_DELAY: Millis = 3_600_000;

const corrupt = (key: string, what: string): StoreFailure => new StoreFailure(storeCorrupt(`object "${key}" ${what}`));

/** Whether a tombstone was written shortly before a marker. */
const followsTombstone = (marker: Written, aside: ReadonlyArray<WrittenAside>): boolean =>
  aside.some(
    ({ entry, writtenAt }) =>
      entry._tag === "Deletion" && writtenAt <= marker.writtenAt && marker.writtenAt - writtenAt <= MARKER_DELAY,
  );

/** Whether a deletion that is told of stands between the objects below and above a marker, whenever that was written. */
const isToldBetween = (
  below: VersionSummary | undefined,
  deletions: ReadonlyArray<Tombstone>,
  above: VersionSummary | undefined,
): boolean =>
  deletions.some(
    (deletion) =>
      (below === undefined || compareRecords(below, deletion) < 0) &&
      (above === undefined || compareRecords(deletion, above) < 0),
  );

/**
 * A delete marker of which no tombstone tells (the Python package's) counts at its LastModified, the time at which
 * the deletion was handled. It never hides what was written after it: then the parameter had been re-created.
 */
const foreignDeletion = (name: ParameterName, marker: Written, next: VersionSummary | undefined): Tombstone => {
  const own = { at: endOfSecond(marker.writtenAt), rank: 1 } as const;
  const tombstone: Tombstone = { _tag: "Tombstone", name, deletedAt: marker.writtenAt, cause: "Unknown", ...own };
  return next === undefined || compareRecords(next, tombstone) > 0
    ? tombstone
    : { ...tombstone, deletedAt: startOfSecond(next.at), at: next.at, rank: -1 };
};

/** The deletions that records beside a parameter tell of, oldest first, each once. */
const deletionsIn = (aside: ReadonlyArray<WrittenAside>): ReadonlyArray<Tombstone> =>
  toHistory(aside.flatMap(({ entry }) => (entry._tag === "Deletion" ? [entry.tombstone] : [])));

/** The newest deletion that the records beside a parameter tell of. */
export const newestDeletion = (aside: ReadonlyArray<WrittenAside>): Tombstone | undefined => deletionsIn(aside).at(-1);

const isNewer = (a: RecordSummary, b: RecordSummary | undefined): boolean =>
  b === undefined || compareRecords(a, b) > 0;

/** Reads records out of one parameter's objects. Remembers where each summary came from, so that loading finds it. */
export class KeyReader {
  readonly #bucket: Bucket;
  readonly #locations = new WeakMap<VersionSummary, Location>();

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * The newest record where an object is current. It was written on the condition that the one before it was still
   * current, and so it is the newest; but where there was none, a deletion may have been kept at the same moment.
   */
  async newestWith(name: ParameterName, head: ObjectHead): Promise<RecordSummary> {
    const { summary, first = false } = await this.#decode(name, head);
    this.#locations.set(summary, head.location);
    if (!first) return summary;
    const deletion = newestDeletion(await listAside(this.#bucket, name));
    return deletion !== undefined && isNewer(deletion, summary) ? deletion : summary;
  }

  /** Every record of a name, in order. */
  async history({ name, written, aside }: KeyListing): Promise<ReadonlyArray<RecordSummary>> {
    const summaries = await pMap(
      written,
      (entry) => (entry._tag === "Object" ? this.#fetch(name, { key: name, versionId: entry.versionId }) : undefined),
      { concurrency: CONCURRENT_HEADS },
    );
    const late = await pMap(aside, (entry) => this.#fetchAside(name, entry), { concurrency: CONCURRENT_HEADS });
    const records: RecordSummary[] = late.filter((record) => record !== undefined);
    const deletions = deletionsIn(aside);
    let next: VersionSummary | undefined;
    written.forEach((entry, index) => {
      const summary = summaries[index];
      const isTold = (): boolean =>
        followsTombstone(entry, aside) ||
        isToldBetween(
          summaries.slice(index).find((below) => below !== undefined),
          deletions,
          next,
        );
      if (summary !== undefined) records.push(summary);
      else if (!isTold()) records.push(foreignDeletion(name, entry, next));
      next = summary ?? next;
    });
    return toHistory(records);
  }

  /**
   * The newest record at or before `instant`. Objects are fetched newest first, and only while one could still beat
   * the best found: what an object tells of happened before it was written.
   */
  async newestAt({ name, written, aside }: KeyListing, instant: Millis): Promise<RecordSummary | undefined> {
    let best: RecordSummary | undefined;
    let next: VersionSummary | undefined;
    const consider = (record: RecordSummary): void => {
      if (record.at <= instant && isNewer(record, best)) best = record;
    };
    const deletions = deletionsIn(aside);
    for (const tombstone of deletions) consider(tombstone);
    const isTold = async (marker: Written, index: number): Promise<boolean> => {
      if (deletions.length === 0 || followsTombstone(marker, aside)) return deletions.length > 0;
      const object = written.slice(index).find(({ _tag }) => _tag === "Object");
      const below = object && (await this.#fetch(name, { key: name, versionId: object.versionId }));
      return isToldBetween(below, deletions, next);
    };
    for (const [index, entry] of written.entries()) {
      if (best !== undefined && endOfSecond(entry.writtenAt) + CLOCK_SKEW < best.at) break;
      if (entry._tag === "Object") {
        next = await this.#fetch(name, { key: name, versionId: entry.versionId });
        consider(next);
      } else if (!(await isTold(entry, index))) consider(foreignDeletion(name, entry, next));
    }
    for (const { entry } of aside) {
      if (entry._tag === "LateVersion" && entry.modifiedAt <= instant && entry.modifiedAt >= (best?.at ?? 0)) {
        consider(await this.#fetch(name, { key: entry.key }));
      }
    }
    return best;
  }

  /** The version with its value and attributes. One call; two where the attributes have an object of their own. */
  async load(version: VersionSummary): Promise<VersionRecord> {
    const location = this.#locations.get(version) ?? (await this.#find(version));
    const object = await this.#bucket.get(location).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      throw corrupt(location.key, "has lost the version that is asked for: a lifecycle rule may have expired it");
    });
    const { summary, attributes, companion } = await this.#decode(version.name, object);
    const rest = companion === undefined ? { attributes } : await this.#companion(companion);
    return { ...summary, ...rest, value: Secret.of(object.body) };
  }

  async #fetch(name: ParameterName, location: Location): Promise<VersionSummary> {
    const head = await this.#bucket.head(location);
    const { summary } = await this.#decode(name, head);
    this.#locations.set(summary, head.location);
    return summary;
  }

  async #fetchAside(name: ParameterName, { entry }: WrittenAside): Promise<RecordSummary> {
    return entry._tag === "Deletion" ? entry.tombstone : this.#fetch(name, { key: entry.key });
  }

  async #find(version: VersionSummary): Promise<Location> {
    const records = await this.history(await listKey(this.#bucket, version.name));
    const found = records.find((record) => identityOf(record) === identityOf(version));
    const location = found?._tag === "Version" ? this.#locations.get(found) : undefined;
    if (location === undefined) throw corrupt(version.name, "has not got the version that is asked for");
    return location;
  }

  async #decode(name: ParameterName, { location, metadata }: ObjectHead): Promise<DecodedMetadata> {
    const text = metadata[METADATA_KEY];
    if (text === undefined) return this.#decodeTags(name, location);
    const decoded = decodeMetadata(name, text);
    if (E.isLeft(decoded)) throw corrupt(location.key, "has metadata that can't be read");
    return decoded.right;
  }

  async #decodeTags(name: ParameterName, location: Location): Promise<DecodedMetadata> {
    const tags = await this.#bucket.tags(location);
    const summary = summaryFromTags(name, tags);
    if (summary === undefined) throw corrupt(location.key, "was not written by ssmbak: move it out of the bucket");
    const description = descriptionFromTags(tags);
    return { summary, attributes: description === undefined ? {} : { description } };
  }

  async #companion(key: string): Promise<Companion> {
    const { body } = await this.#bucket.get({ key });
    const companion = decodeCompanion(body);
    if (E.isLeft(companion)) throw corrupt(key, "has attributes that can't be read");
    return companion.right;
  }
}
