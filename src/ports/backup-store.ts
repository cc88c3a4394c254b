import type { Either } from "fp-ts/lib/Either.js";
import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { BackupRecord, RecordSummary, VersionRecord, VersionSummary } from "../domain/model/backup-record.ts";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { Selection } from "../domain/model/selection.ts";
import type { Millis } from "../domain/model/time.ts";
import type { StoreError } from "./store-error.ts";

/** In what stores really differ. */
export interface StoreCapabilities {
  /** Whether records are still there after {@link BackupStore.close} and a restart of the process. */
  readonly durable: boolean;
}

/** The newest record of a name that is no relabelling, and the store's own mark of that state. */
export interface Head {
  readonly record: RecordSummary;
  /**
   * Opaque; handed back to {@link BackupStore.append}. Two states with the same revision must be the same to a writer:
   * the same newest record, or one with the same value. Best it changes with older records, too: a late deletion
   * decides on the place of the next one in its second.
   */
  readonly revision: string;
}

/** Records of one name, and the head that they were decided on. */
export interface AppendRequest {
  readonly name: ParameterName;
  /** What {@link BackupStore.head} answered when the records were decided. */
  readonly expected: Option<Head>;
  /** Of that one name, oldest first (`compareRecords`), each identity once. */
  readonly records: ReadonlyArray<BackupRecord>;
}

/**
 * An append-only history of parameters. Records are never changed or removed by it.
 *
 * - *Identity*: a record is identified by name, time and version, or the id of a deletion's event (`identityOf`). Appending one that is there adds
 *   nothing, whatever else differs. (A store that can't append to a head atomically may come to hold one deletion at
 *   two positions: the earlier one counts, see `toHistory`.)
 * - *Relabellings* (`isRelabelling`) have the value of their version, whose own record is kept before them, or comes in
 *   front of them in the same request. `head` never tells of one; `history`, `statesAt` and `load` do. Appending one whose
 *   identity is there with another `announcedBy.eventId` is a `StoreConflict`, whatever the head: whoever decided on it
 *   did not know of the other.
 * - *Order*: `compareRecords`, not the order of appending: a record may be older than the head.
 * - *Durability*: when `append` answers `Right`, the records are kept. After a `Left` some of them, the oldest first,
 *   may be; appending again completes them.
 * - *Consistency*: what an `append` acknowledged is seen by every later call, of this and any other instance.
 * - *Concurrency*: any number of instances may append at once; no record is lost or doubled by it.
 * - *Failures*: see {@link StoreError}. A failure is never answered as an absence.
 *
 * Every implementation passes the conformance suite in `ssmbak/testing`.
 */
export interface BackupStore {
  readonly capabilities: StoreCapabilities;

  /**
   * Keeps records and answers how many of them were new (where others append the same ones at once, at least). Fails
   * with `StoreConflict`, where the store can tell, when the head is not `expected` any more, and always when another
   * event's relabelling is in the place of one: the caller reads and decides again.
   */
  append(request: AppendRequest): TaskEither<StoreError, number>;

  /** The newest record of a name, relabellings left out; `None` when nothing else is kept of it. */
  head(name: ParameterName): TaskEither<StoreError, Option<Head>>;

  /** All records of a name, oldest first, each identity once; empty when nothing is kept of it. */
  history(name: ParameterName): TaskEither<StoreError, ReadonlyArray<RecordSummary>>;

  /**
   * For every name of the selection the newest record at or before `instant` (tombstones included), ordered by name
   * (by UTF-16 code unit). Names without such a record are left out. Streamed: memory does not grow with the
   * selection. A `Left` ends the stream.
   *
   * @param isRead A hint: names for which it says no may be left out, which saves their reading.
   */
  statesAt(
    selection: Selection,
    instant: Millis,
    isRead?: (name: ParameterName) => boolean,
  ): AsyncIterable<Either<StoreError, RecordSummary>>;

  /**
   * A version that this store told of, with its value and attributes. One that is not there any more (expired, removed
   * by hand) is a failure.
   */
  load(version: VersionSummary): TaskEither<StoreError, VersionRecord>;

  /** Lets go of files and connections. What is called afterwards may fail, with any tag. */
  close(): TaskEither<StoreError, void>;
}
