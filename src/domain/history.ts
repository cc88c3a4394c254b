import * as O from "fp-ts/lib/Option.js";
import { compareRecords, identityOf, type RecordSummary } from "./backup-record.ts";
import type { Millis } from "./time.ts";

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

/** Versions that SSM had already dropped before they could be kept: both ends included. */
export interface Gap {
  readonly fromVersion: number;
  readonly toVersion: number;
}
