import {
  type BackupRecord,
  compareRecords,
  identityOf,
  type RecordSummary,
  type Tombstone,
  type VersionRecord,
} from "../../domain/backup-record.ts";
import type { ParameterName } from "../../domain/parameter-name.ts";
import { storeUnexpected } from "../../ports/store-error.ts";
import { ABSENT, type Bucket, type NewObject } from "./bucket.ts";
import type { KeyReader } from "./key-reader.ts";
import { companionKey, lateVersionKey, tombstoneKey } from "./layout.ts";
import { listAside, listKey } from "./listing.ts";
import { encodeMetadata, METADATA_KEY } from "./metadata-codec.ts";
import { toTagging } from "./tags.ts";
import { isConflict, StoreFailure } from "./to-store-error.ts";

/** The newest record while appending, and the ETag of the object that holds it: none for a delete marker. */
interface Onto {
  readonly record: RecordSummary;
  readonly etag: string | undefined;
}

const TEXT = "text/plain; charset=utf-8";
const JSON_TEXT = "application/json";

const HALF_CHARACTER = "a value holds half a character: UTF-8 can't keep it as it is";

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
    const older = records.filter((record) => !isAfter(record, onto));
    const newer = records.filter((record) => isAfter(record, onto));
    return (await this.#appendOlder(name, older)) + (await this.#appendNewer(name, newer, onto));
  }

  /** Records from before the head come late and rarely; only the whole history tells whether they are there. */
  async #appendOlder(name: ParameterName, records: ReadonlyArray<BackupRecord>): Promise<number> {
    if (records.length === 0) return 0;
    const history = await this.#reader.history(await listKey(this.#bucket, name));
    const known = new Map(history.map((record) => [identityOf(record), record]));
    let added = 0;
    for (const record of records) {
      const kept = known.get(identityOf(record));
      // A tombstone that was decided with the re-creation in view stands earlier and is kept too.
      const better = kept?._tag === "Tombstone" && compareRecords(record, kept) < 0;
      if (kept !== undefined && !better) continue;
      if (record._tag === "Tombstone") await this.#putTombstone(record);
      else await this.#putVersion(record, lateVersionKey(name, record.modifiedAt, record.version));
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
    let etag = onto?.etag;
    for (const record of records) {
      if (record._tag === "Version") {
        etag = await this.#putVersion(record, name, etag ?? ABSENT);
        added += 1;
      } else if (await this.#addTombstone(record)) added += 1;
    }
    const last = records.at(-1);
    const marked = etag === undefined && onto !== undefined;
    // With a newer state behind it a deletion leaves no marker: it would hide that state from a plain GET.
    if (last?._tag === "Tombstone" && !marked) await this.#bucket.mark(name, etag);
    if (last?._tag === "Version" && onto?.record._tag === "Tombstone") await this.#markIfDeleted(last, etag);
    return added;
  }

  /**
   * "There is no object" also holds after the parameter was re-created and deleted once more by another handler: then
   * what was just written is older than that deletion and must not stay current.
   */
  async #markIfDeleted(version: VersionRecord, etag: string | undefined): Promise<void> {
    const aside = await listAside(this.#bucket, version.name);
    const deleted = aside.some(
      ({ entry }) => entry._tag === "Deletion" && compareRecords(entry.tombstone, version) > 0,
    );
    if (deleted) await this.#bucket.mark(version.name, etag);
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

  async #putTombstone(tombstone: Tombstone): Promise<void> {
    await this.#bucket.put({
      key: tombstoneKey(tombstone),
      body: JSON.stringify(tombstone),
      contentType: JSON_TEXT,
    });
  }

  async #putVersion(record: VersionRecord, key: string, onlyIf?: string): Promise<string> {
    const value = record.value.reveal();
    if (!value.isWellFormed()) throw new StoreFailure(storeUnexpected(HALF_CHARACTER));
    const { document, companion } = encodeMetadata(record, companionKey);
    if (companion !== undefined) await this.#putOnce(companion.key, companion.json);
    return this.#bucket.put({
      key,
      body: value,
      contentType: TEXT,
      metadata: { [METADATA_KEY]: document },
      tagging: toTagging(record),
      ...(onlyIf === undefined ? {} : { onlyIf }),
    });
  }

  /** A companion is named by its content: one that is there already is the same. */
  async #putOnce(key: string, body: string): Promise<void> {
    const object: NewObject = { key, body, contentType: JSON_TEXT, onlyIf: ABSENT };
    await this.#bucket.put(object).catch((error: unknown) => {
      if (!isConflict(error)) throw error;
    });
  }
}
