import * as O from "fp-ts/lib/Option.js";
import { type ChangeEvent, changesValue, isDeletion } from "../events/change-event.ts";
import {
  type BackupRecord,
  compareRecords,
  identityOf,
  isVersion,
  type RecordSummary,
  type Tombstone,
  type VersionRecord,
  versionRecord,
} from "../model/backup-record.ts";
import { isSameVersion, type LiveHistory, type ParameterVersion } from "../model/parameter-version.ts";
import { endOfSecond, type Millis, startOfSecond } from "../model/time.ts";
import { announce, announcementOf } from "./announcements.ts";
import { discover } from "./discovery.ts";
import { fileRecords, isSameDeletion } from "./file-records.ts";
import { type Gap, newGapsIn, toHistory } from "./history.ts";
import { versionsBehindHead, versionsMissingBefore } from "./missing-versions.ts";
import { filedAnew } from "./refiled-deletions.ts";
import { withoutRelabellings, withRelabellings } from "./relabellings.ts";

/** All that is known about one name when its events are handled. */
export interface Situation {
  /** The events of that name, in any order, repetitions included. */
  readonly events: ReadonlyArray<ChangeEvent>;
  /** The store's newest record, read *before* the live history. */
  readonly head: O.Option<RecordSummary>;
  /** What SSM has now; `None` when the parameter does not exist. */
  readonly live: O.Option<LiveHistory>;
  /** Versions that an earlier attempt of this handling saw. SSM may have dropped them since; they are still kept. */
  readonly seenEarlier?: ReadonlyArray<ParameterVersion>;
  /**
   * Records that an earlier attempt of this handling tried to append. A store that can't append to a head atomically
   * may hold some already, deletions in a place that was decided on less.
   */
  readonly triedEarlier?: ReadonlyArray<RecordSummary>;
  /**
   * The store's whole history of the name, in order, read *before* the live history; wanted when
   * {@link needsKeptHistory}, {@link tellsOfThePast} or `mayHideLive` says so.
   */
  readonly kept?: ReadonlyArray<RecordSummary>;
  /**
   * Given by the sweep: the clock's reading *before* the live history. A parameter that is gone, with no deletion kept,
   * is then filed as deleted at that time; see `SETTLING`.
   */
  readonly lookedAt?: Millis;
  /** Whether every live version is looked for in `kept`, not only those behind the head. Default false. */
  readonly thorough?: boolean;
}

/**
 * What became of an event. `Kept`: the history is complete up to it. `Deleted`: the deletion is kept. `Gone`: what
 * its Create or Update made was deleted, or dropped, before it could be handled: nothing is left to keep. `StillThere`:
 * the event says deleted, but SSM still shows versions from before that second; it has to be handled again.
 * `Unchanged`: the event says that a label moved. That is kept where its version lives, and changes no value.
 */
export type Verdict = "Kept" | "Deleted" | "Gone" | "StillThere" | "Unchanged";

/** What has to be done to make a name's history complete. */
export interface Reconciliation {
  /** Records to append, oldest first. May hold some that the store has already: appending is idempotent. */
  readonly records: ReadonlyArray<BackupRecord>;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that were lost before they could be kept, as far as these records make it known. */
  readonly gaps: ReadonlyArray<Gap>;
}

/** The deletion of an event, at the end of its second until its place is known. */
const tombstone = (event: ChangeEvent): Tombstone => ({
  _tag: "Tombstone",
  name: event.name,
  deletedAt: startOfSecond(event.time),
  cause: event.operation === "Expiration" ? "Expiration" : "Delete",
  announcedBy: announcementOf(event),
  at: endOfSecond(event.time),
  rank: 1,
});

/**
 * Whether a deletion among the events may belong in the middle of what is kept, so that its place can only be told
 * with the whole history at hand. Otherwise the head is enough.
 */
export const needsKeptHistory = (events: ReadonlyArray<ChangeEvent>, head: O.Option<RecordSummary>): boolean =>
  O.isSome(head) &&
  events.some(
    (event) =>
      isDeletion(event) && startOfSecond(event.time) <= head.value.at && !isSameDeletion(head.value, tombstone(event)),
  );

const isContradicted = (event: ChangeEvent, live: O.Option<LiveHistory>): boolean =>
  isDeletion(event) && O.isSome(live) && live.value[0].modifiedAt < startOfSecond(event.time);

const isOlderThan = (event: ChangeEvent, live: O.Option<LiveHistory>): boolean =>
  O.isSome(live) && endOfSecond(event.time) < live.value[0].modifiedAt;

/**
 * Whether a Create or Update among the events is older than all that lives now, so that only the whole history tells
 * whether what it announced was kept or is gone.
 */
export const tellsOfThePast = (events: ReadonlyArray<ChangeEvent>, live: O.Option<LiveHistory>): boolean =>
  events.some((event) => changesValue(event) && !isDeletion(event) && isOlderThan(event, live));

const verdictOn = (event: ChangeEvent, live: O.Option<LiveHistory>, knownSeconds: ReadonlySet<Millis>): Verdict => {
  if (isDeletion(event)) return isContradicted(event, live) ? "StillThere" : "Deleted";
  if (O.isNone(live)) return "Gone";
  return isOlderThan(event, live) && !knownSeconds.has(startOfSecond(event.time)) ? "Gone" : "Kept";
};

/**
 * The newest record once more, where the store shows an older one as its head: a writer was held up, or died, before it
 * could make it current.
 */
const notShown = (newest: RecordSummary | undefined, { head, live }: Situation): ReadonlyArray<BackupRecord> => {
  if (newest === undefined || (O.isSome(head) && identityOf(head.value) === identityOf(newest))) return [];
  if (newest._tag === "Tombstone") return [newest];
  const versions = O.isSome(live) ? live.value : [];
  return versions
    .map((version) => versionRecord(version, { at: newest.at, rank: newest.rank }))
    .filter((record) => identityOf(record) === identityOf(newest));
};

const inLive = (version: ParameterVersion, live: O.Option<LiveHistory>): boolean =>
  O.isSome(live) && live.value.some((other) => isSameVersion(other, version));

/** What an earlier attempt saw and Parameter Store has no more. */
const droppedSince = ({ live, seenEarlier = [] }: Situation): ReadonlyArray<VersionRecord> =>
  seenEarlier.filter((version) => !inLive(version, live)).map((version) => versionRecord(version));

/** Those of which nothing is kept, each once. */
const newAmong = <R extends RecordSummary>(
  records: ReadonlyArray<R>,
  known: ReadonlyArray<RecordSummary>,
): ReadonlyArray<R> => {
  const identities = new Set(known.map(identityOf));
  return toHistory(records.filter((record) => !identities.has(identityOf(record))));
};

/** Decides on what changes a value. */
const reconcileVersions = (situation: Situation): Reconciliation => {
  const { events, live, kept = [], triedEarlier = [], seenEarlier = [], thorough = false } = situation;
  const anew = filedAnew(kept, live);
  const newest = toHistory([...kept, ...anew]).at(-1) ?? O.toUndefined(situation.head);
  const head = O.fromNullable(newest);
  const before = toHistory<RecordSummary>([...kept, ...anew, ...(newest === undefined ? [] : [newest])]);
  const behindHead = O.isSome(live) ? versionsBehindHead(live.value, head) : [];
  const missing = O.isSome(live)
    ? [...versionsMissingBefore(thorough ? before : [], live.value, behindHead), ...behindHead]
    : [];
  const versions = newAmong([...droppedSince(situation), ...announce(missing, events, head)], before);
  const knownSeconds = new Set(
    [...before, ...versions].filter(isVersion).map(({ modifiedAt }) => startOfSecond(modifiedAt)),
  );
  const verdicts = new Map(events.map((event) => [event, verdictOn(event, live, knownSeconds)]));
  const tried = new Set(triedEarlier.map(identityOf));
  const filed = fileRecords(before, tried, {
    versions,
    deletions: events.filter((event) => verdicts.get(event) === "Deleted").map(tombstone),
    root: O.isSome(live) ? versionRecord(live.value[0]) : undefined,
    seenSince: seenEarlier[0]?.modifiedAt,
  });
  const decided = toHistory<BackupRecord>([...filed.versions, ...filed.deletions]);
  const found = discover(toHistory<RecordSummary>([...before, ...decided]).at(-1), live, situation.lookedAt);
  const knownBefore = new Map(before.map((record) => [identityOf(record), record]));
  const added = [...decided, ...found].filter((record) => {
    const same = knownBefore.get(identityOf(record));
    return same === undefined || compareRecords(record, same) < 0;
  });
  const records = toHistory([...anew, ...added, ...(kept.length > 0 ? notShown(newest, situation) : [])]);
  // A store may have kept some of what an earlier attempt tried to append: that is new in this handling, too.
  const isNew = new Set([...added.map(identityOf), ...tried]);
  const gaps = newGapsIn(toHistory([...before, ...added]), (record) => isNew.has(identityOf(record)));
  return { records, verdicts, gaps };
};

/**
 * Decides what makes the history of one name complete: the tombstone of every deletion that was announced, every
 * version that SSM has and the store lacks, each under its own modification time, and a relabelling for every label
 * event whose version lives. Pure; the same situation always gives the same answer, and once its records are appended
 * the same events give nothing new.
 *
 * The rules are the project's own (docs/decisions/0001-order-of-records.md, 0012-labels.md). Facts of AWS that they rest
 * on: deleting drops the whole history and a re-created parameter starts again at version 1; 100 versions are kept;
 * events carry whole seconds and come late, doubled and in any order (AWS Systems Manager User Guide).
 */
export const reconcile = (situation: Situation): Reconciliation => {
  const { events, kept = [], triedEarlier = [] } = situation;
  const { records, verdicts, gaps } = reconcileVersions({
    ...situation,
    events: events.filter(changesValue),
    kept: withoutRelabellings(kept),
    triedEarlier: withoutRelabellings(triedEarlier),
  });
  return {
    records: toHistory(withRelabellings(records, situation)),
    verdicts: new Map(events.map((event) => [event, verdicts.get(event) ?? "Unchanged"])),
    gaps,
  };
};
