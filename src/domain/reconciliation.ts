import * as O from "fp-ts/lib/Option.js";
import {
  type Announcement,
  type BackupRecord,
  compareRecords,
  identityOf,
  type Position,
  type RecordSummary,
  type Tombstone,
  UNKNOWN_VERSION,
  type VersionRecord,
  type VersionSummary,
  versionRecord,
} from "./backup-record.ts";
import { type ChangeEvent, isDeletion } from "./change-event.ts";
import { type Gap, toHistory } from "./history.ts";
import type { LiveHistory, ParameterVersion } from "./parameter-version.ts";
import { endOfSecond, type Millis, startOfSecond } from "./time.ts";

/** All that is known about one name when its events are handled. */
export interface Situation {
  /** The events of that name that can have changed its value, in any order, repetitions included. */
  readonly events: ReadonlyArray<ChangeEvent>;
  /** The store's newest record, read *before* the live history. */
  readonly head: O.Option<RecordSummary>;
  /** What SSM has now; `None` when the parameter does not exist. */
  readonly live: O.Option<LiveHistory>;
  /** Versions that an earlier attempt of this handling saw. SSM may have dropped them since; they are still kept. */
  readonly seenEarlier?: ReadonlyArray<ParameterVersion>;
  /** The store's whole history of the name, in order; wanted when {@link needsKeptHistory} says so. */
  readonly kept?: ReadonlyArray<RecordSummary>;
}

/**
 * What became of an event. `Kept`: the history is complete up to it. `Deleted`: the deletion is kept. `Gone`: the
 * parameter was deleted before its Create or Update could be handled, there is nothing left to keep. `StillThere`:
 * the event says deleted, but SSM still shows versions from before that second; it has to be handled again.
 */
export type Verdict = "Kept" | "Deleted" | "Gone" | "StillThere";

/** What has to be done to make a name's history complete. */
export interface Reconciliation {
  /** Records to append, oldest first. May hold some that the store has already: appending is idempotent. */
  readonly records: ReadonlyArray<BackupRecord>;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that were lost before they could be kept. */
  readonly gap: O.Option<Gap>;
}

const sameSecond = (a: Millis, b: Millis): boolean => startOfSecond(a) === startOfSecond(b);

/**
 * Whether a deletion among the events may belong in the middle of what is kept, so that its place can only be told
 * with the whole history at hand. Otherwise the head is enough.
 */
export const needsKeptHistory = (events: ReadonlyArray<ChangeEvent>, head: O.Option<RecordSummary>): boolean =>
  O.isSome(head) &&
  events.some(
    (event) =>
      isDeletion(event) &&
      startOfSecond(event.time) <= head.value.at &&
      !(head.value._tag === "Tombstone" && head.value.deletedAt === startOfSecond(event.time)),
  );

const isVersion = (record: RecordSummary | undefined): record is VersionSummary => record?._tag === "Version";

const hasDeletion = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean =>
  history.some((record) => record._tag === "Tombstone" && sameSecond(record.deletedAt, second));

/**
 * Whether the life that began with `history[root]` went on beyond its first second. A deletion that comes next tells
 * so only while none is kept in that second: otherwise it may have ended a later life that nobody read.
 */
const livedOn = (history: ReadonlyArray<RecordSummary>, root: number, second: Millis): boolean => {
  const next = history.slice(root + 1).find((record) => record.at > endOfSecond(second));
  if (next === undefined) return false;
  return next._tag === "Tombstone" ? !hasDeletion(history, second) : next.version > 1;
};

/**
 * A version 1 in the second of a deletion came after it when it replaced a parameter that lived before, or when it
 * lived on beyond that second; otherwise it was created and deleted within the second.
 */
const knownReplacement = (history: ReadonlyArray<RecordSummary>, second: Millis): VersionSummary | undefined => {
  const roots = history.flatMap((record, index) =>
    isVersion(record) && record.version === 1 && sameSecond(record.modifiedAt, second) ? [{ record, index }] : [],
  );
  const replacement =
    roots.find(({ index }) => isVersion(history[index - 1])) ??
    roots.findLast(({ index }) => livedOn(history, index, second));
  return replacement?.record;
};

/**
 * A deletion comes before every version that lives now, since deleting drops the whole history. So when the live
 * history begins in the very second of the deletion, the tombstone stands right before that version (rank -1), and
 * likewise when a version known in that second is known to have replaced what was deleted; otherwise it stands after
 * everything else in its second (rank 1).
 */
const positionOfDeletion = (
  second: Millis,
  live: O.Option<LiveHistory>,
  history: ReadonlyArray<RecordSummary>,
): Position => {
  const replacement =
    O.isSome(live) && sameSecond(live.value[0].modifiedAt, second) ? live.value[0] : knownReplacement(history, second);
  return replacement === undefined ? { at: endOfSecond(second), rank: 1 } : { at: replacement.modifiedAt, rank: -1 };
};

const announcementOf = ({ id, time }: ChangeEvent): Announcement => ({ eventId: id, time });

const tombstone = (
  event: ChangeEvent,
  live: O.Option<LiveHistory>,
  history: ReadonlyArray<RecordSummary>,
): Tombstone => ({
  _tag: "Tombstone",
  name: event.name,
  deletedAt: startOfSecond(event.time),
  cause: event.operation === "Expiration" ? "Expiration" : "Delete",
  announcedBy: announcementOf(event),
  ...positionOfDeletion(event.time, live, history),
});

const isContradicted = (event: ChangeEvent, live: O.Option<LiveHistory>): boolean =>
  isDeletion(event) && O.isSome(live) && live.value[0].modifiedAt < startOfSecond(event.time);

/**
 * A re-creation in the second of a deletion that was filed at the end of that second (it was handled before the
 * re-creation happened) stands right after the tombstone (rank 2), or the tombstone would hide a live parameter.
 */
const afterTombstone = (version: ParameterVersion, head: Tombstone, live: LiveHistory): Position | undefined => {
  const own: Position = { at: version.modifiedAt, rank: 0 };
  if (version.modifiedAt > head.at) return own;
  const recreatedThen = live[0].version === 1 && sameSecond(live[0].modifiedAt, head.deletedAt);
  return recreatedThen && version.modifiedAt >= live[0].modifiedAt ? { at: head.at, rank: 2 } : undefined;
};

const indexOfHead = (live: LiveHistory, head: VersionSummary): number =>
  live.findIndex((version) => version.version === head.version && version.modifiedAt === head.modifiedAt);

const isNewerThan = (version: ParameterVersion, head: VersionSummary): boolean => {
  // The Python package kept the second of an event and no version: what SSM has in that second is kept exactly.
  if (head.version === UNKNOWN_VERSION) return version.modifiedAt >= startOfSecond(head.at);
  return compareRecords(versionRecord(version), head) > 0;
};

/** The live versions that the store lacks. Records are appended oldest first, so all before the head are there. */
const missingVersions = (live: LiveHistory, head: O.Option<RecordSummary>): ReadonlyArray<VersionRecord> => {
  if (O.isNone(head)) return live.map((version) => versionRecord(version));
  const newest = head.value;
  if (newest._tag === "Tombstone") {
    return live.flatMap((version) => {
      const position = afterTombstone(version, newest, live);
      return position === undefined ? [] : [versionRecord(version, position)];
    });
  }
  const index = indexOfHead(live, newest);
  const missing = index >= 0 ? live.slice(index + 1) : live.filter((version) => isNewerThan(version, newest));
  return missing.map((version) =>
    versionRecord(
      version,
      // A head with rank 2 was re-created in the second of its deletion; its successors in that second follow it.
      newest.rank === 2 && version.modifiedAt <= newest.at ? { at: newest.at, rank: 2 } : undefined,
    ),
  );
};

/**
 * Which of the missing versions an event announced: the only one missing, or else the newest one that is not after
 * the event. An event from before the head announced something that is kept already.
 */
const announcedBy = (
  event: ChangeEvent,
  missing: ReadonlyArray<VersionRecord>,
  head: O.Option<RecordSummary>,
): VersionRecord | undefined => {
  if (O.isSome(head) && startOfSecond(event.time) < startOfSecond(head.value.at)) return undefined;
  return missing.length === 1
    ? missing[0]
    : missing.findLast(({ modifiedAt }) => startOfSecond(modifiedAt) <= event.time);
};

const announce = (missing: ReadonlyArray<VersionRecord>, { events, head }: Situation): ReadonlyArray<VersionRecord> => {
  const announcements = new Map<VersionRecord, ChangeEvent>();
  for (const event of events.filter((candidate) => !isDeletion(candidate))) {
    const version = announcedBy(event, missing, head);
    if (version === undefined) continue;
    const rival = announcements.get(version);
    const distance = ({ time }: ChangeEvent): number => Math.abs(time - startOfSecond(version.modifiedAt));
    if (rival === undefined || distance(event) < distance(rival)) announcements.set(version, event);
  }
  return missing.map((version) => {
    const event = announcements.get(version);
    return event === undefined ? version : { ...version, announcedBy: announcementOf(event) };
  });
};

/** Versions between the head and the first one that SSM still has, or before it where the head says nothing. */
const gapBefore = (
  live: LiveHistory,
  missing: ReadonlyArray<VersionRecord>,
  head: O.Option<RecordSummary>,
  dropped: ReadonlyArray<VersionRecord>,
): O.Option<Gap> => {
  const first = missing[0];
  if (first === undefined || first.version !== live[0].version) return O.none;
  if (O.isSome(head) && head.value._tag === "Version" && head.value.version === UNKNOWN_VERSION) return O.none;
  const before = [...(O.isSome(head) && head.value._tag === "Version" ? [head.value] : []), ...dropped];
  const kept = Math.max(0, ...before.map(({ version }) => version).filter((version) => version < first.version));
  return first.version > kept + 1 ? O.some({ fromVersion: kept + 1, toVersion: first.version - 1 }) : O.none;
};

const verdictOn = (event: ChangeEvent, live: O.Option<LiveHistory>): Verdict => {
  if (isDeletion(event)) return isContradicted(event, live) ? "StillThere" : "Deleted";
  return O.isSome(live) ? "Kept" : "Gone";
};

/** Puts the deletions into what is known otherwise, the oldest first: each tells where the next one belongs. */
const placeDeletions = (
  deletions: ReadonlyArray<ChangeEvent>,
  live: O.Option<LiveHistory>,
  known: ReadonlyArray<RecordSummary>,
): ReadonlyArray<Tombstone> => {
  const bySecond = new Map(
    deletions.toSorted((a, b) => b.time - a.time).map((event) => [startOfSecond(event.time), event]),
  );
  const tombstones: Tombstone[] = [];
  for (const event of [...bySecond.values()].toReversed()) {
    tombstones.push(tombstone(event, live, toHistory([...known, ...tombstones])));
  }
  return tombstones;
};

/**
 * A deletion whose re-creation in the same second became known only now is filed anew, before it: `toHistory` lets the
 * earlier position count.
 */
const isKept = (record: BackupRecord, known: ReadonlyMap<string, RecordSummary>): boolean => {
  const same = known.get(identityOf(record));
  return same !== undefined && compareRecords(same, record) <= 0;
};

const inLive = (version: ParameterVersion, live: O.Option<LiveHistory>): boolean =>
  O.isSome(live) &&
  live.value.some((other) => other.version === version.version && other.modifiedAt === version.modifiedAt);

/**
 * Decides what makes the history of one name complete: the tombstone of every deletion that was announced, and every
 * version that SSM has and the store lacks, each under its own modification time. Pure; the same situation always
 * gives the same answer, and once its records are appended the same events give nothing new.
 *
 * The rules are the project's own (docs/decisions/0001-order-of-records.md). Facts of AWS that they rest on: deleting drops
 * the whole history and a re-created parameter starts again at version 1; 100 versions are kept; events carry whole
 * seconds and come late, doubled and in any order (AWS Systems Manager User Guide).
 */
export const reconcile = (situation: Situation): Reconciliation => {
  const { events, live, seenEarlier = [], kept = [] } = situation;
  const head = O.toUndefined(situation.head);
  const verdicts = new Map(events.map((event) => [event, verdictOn(event, live)]));
  const missing = O.isSome(live) ? missingVersions(live.value, situation.head) : [];
  const dropped = seenEarlier.filter((version) => !inLive(version, live)).map((version) => versionRecord(version));
  const versions = [...dropped, ...announce(missing, situation)];
  const tombstones = placeDeletions(
    events.filter((event) => verdicts.get(event) === "Deleted"),
    live,
    [...kept, ...(head === undefined ? [] : [head]), ...versions],
  );
  const keptBefore = new Map(kept.map((record) => [identityOf(record), record]));
  const records: ReadonlyArray<BackupRecord> = [...tombstones, ...versions];
  return {
    records: toHistory(records).filter(
      (record) => !isKept(record, keptBefore) && (head === undefined || identityOf(record) !== identityOf(head)),
    ),
    verdicts,
    gap: O.isSome(live) ? gapBefore(live.value, missing, situation.head, dropped) : O.none,
  };
};
