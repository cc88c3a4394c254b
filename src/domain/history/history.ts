import * as O from "fp-ts/lib/Option.js";
import {
  compareRecords,
  identityOf,
  isDiscovery,
  isRelabelling,
  isVersion,
  type RecordSummary,
  UNKNOWN_VERSION,
} from "../model/backup-record.ts";
import { type Millis, sameSecond } from "../model/time.ts";

/**
 * Puts the records of one name into order, oldest first, and drops repetitions of the same identity. Of two
 * tombstones of one deletion the earlier position wins: it was decided with the re-creation in view.
 */
export const toHistory = <R extends RecordSummary>(records: Iterable<R>): ReadonlyArray<R> => {
  const distinct = new Map<string, R>();
  for (const record of records) {
    const identity = identityOf(record);
    const known = distinct.get(identity);
    if (known === undefined || compareRecords(record, known) < 0) distinct.set(identity, record);
  }
  return [...distinct.values()].sort(compareRecords);
};

/** The newest record at or before `instant` of a history in order; a tombstone means that the parameter was gone. */
export const recordAt = <R extends RecordSummary>(history: ReadonlyArray<R>, instant: Millis): O.Option<R> =>
  O.fromNullable(history.findLast((record) => record.at <= instant));

/** The newest record of a history in order that is no relabelling. */
export const newestIn = <R extends RecordSummary>(history: ReadonlyArray<R>): R | undefined =>
  history.findLast((record) => !isRelabelling(record));

/** Versions that SSM had already dropped before they could be kept: both ends included. */
export interface Gap {
  readonly fromVersion: number;
  readonly toVersion: number;
}

/**
 * What a record follows. A discovery counts by the sweep's clock: where numbers go on across it within its second, it
 * found the end of the life that they belong to.
 */
const forerunnerOf = (history: ReadonlyArray<RecordSummary>, index: number): RecordSummary | undefined => {
  const [earlier, before, record] = [history[index - 2], history[index - 1], history[index]];
  const isOutrun =
    before !== undefined &&
    isDiscovery(before) &&
    isVersion(record) &&
    isVersion(earlier) &&
    record.version === earlier.version + 1 &&
    sameSecond(record.modifiedAt, before.at);
  return isOutrun ? earlier : before;
};

/**
 * The versions that are missing from a history in order, right before a version that is new in it, or after a deletion
 * that is: only with that does it show that the versions before it belonged to another life.
 */
export const newGapsIn = (
  history: ReadonlyArray<RecordSummary>,
  isNew: (record: RecordSummary) => boolean,
): ReadonlyArray<Gap> =>
  history.flatMap((record, index) => {
    const before = forerunnerOf(history, index);
    if (!isVersion(record) || record.version === UNKNOWN_VERSION) return [];
    if (isVersion(before) && before.version === UNKNOWN_VERSION) return [];
    if (!isNew(record) && (before === undefined || isVersion(before) || !isNew(before))) return [];
    const known = isVersion(before) && before.version < record.version ? before.version : 0;
    return record.version > known + 1 ? [{ fromVersion: known + 1, toVersion: record.version - 1 }] : [];
  });
