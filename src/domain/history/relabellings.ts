import * as O from "fp-ts/lib/Option.js";
import { type ChangeEvent, movesLabel } from "../events/change-event.ts";
import {
  type BackupRecord,
  identityOf,
  isDiscovery,
  isRelabelling,
  isTombstone,
  type Position,
  type RecordSummary,
  type VersionRecord,
  versionRecord,
} from "../model/backup-record.ts";
import {
  isSameVersion,
  type LiveHistory,
  newestOf,
  type ParameterAttributes,
  type ParameterVersion,
} from "../model/parameter-version.ts";
import { type Millis, sameSecond, startOfSecond } from "../model/time.ts";
import { type Labels, labelsOf } from "../restore/older-labels.ts";
import { announcementOf } from "./announcements.ts";

/** The version that a label event found as its parameter's newest: as far as that is known to whole seconds. */
const newestWhen = (event: ChangeEvent, live: LiveHistory): ParameterVersion | undefined =>
  live.findLast(({ modifiedAt }) => startOfSecond(modifiedAt) <= event.time);

/** A version that was made after the event has the number of one of an earlier life. */
const isOfThisLife = (event: ChangeEvent, live: LiveHistory): boolean => {
  const target = live.find(({ version }) => version === event.toVersion);
  return target === undefined
    ? (event.toVersion ?? 0) < live[0].version
    : startOfSecond(target.modifiedAt) <= event.time;
};

/** A label event that belongs to the life that goes on, and the newest version of then. */
interface LabelEvent {
  readonly event: ChangeEvent;
  readonly second: Millis;
  readonly version: ParameterVersion;
}

const labelEventsIn = (events: ReadonlyArray<ChangeEvent>, live: LiveHistory): ReadonlyArray<LabelEvent> =>
  events
    .filter((event) => movesLabel(event) && isOfThisLife(event, live))
    .flatMap((event) => {
      const version = newestWhen(event, live);
      return version === undefined ? [] : [{ event, second: startOfSecond(event.time), version }];
    })
    .toSorted((a, b) => a.second - b.second);

/** Takes back what label events did, the last one first; where a label has moved on since, nothing is known. */
const undone = (labels: Labels, moves: ReadonlyArray<LabelEvent>): Labels => {
  const before = new Map(labels);
  for (const { event } of moves.toReversed()) {
    const { label, fromVersion, toVersion } = event;
    if (label === undefined || toVersion === undefined || before.get(label) !== toVersion) continue;
    if (fromVersion === undefined) before.delete(label);
    else before.set(label, fromVersion);
  }
  return before;
};

/** Attributes with the labels that are on a version, and with those on older ones where it is the newest. */
const labelled = (
  { labels: _labels, olderLabels: _older, ...attributes }: ParameterAttributes,
  labels: Labels,
  version: number,
  isNewest: boolean,
): ParameterAttributes => {
  const own = [...labels].flatMap(([label, on]) => (on === version ? [label] : []));
  const older = isNewest ? [...labels].filter(([, on]) => on < version) : [];
  return {
    ...attributes,
    ...(own.length === 0 ? {} : { labels: own }),
    ...(older.length === 0 ? {} : { olderLabels: Object.fromEntries(older) }),
  };
};

/** A version's position, once more: from the second of the event on, and never before the version itself. */
const positionOf = ({ second }: LabelEvent, { at, rank }: RecordSummary): Position =>
  at >= second ? { at, rank } : { at: second, rank: 0 };

/** What is read of a name, as far as its labels are concerned. */
interface LabelSituation {
  readonly events: ReadonlyArray<ChangeEvent>;
  readonly live: O.Option<LiveHistory>;
  /** What is kept, relabellings included; only those of an event that was kept before have to be in it. */
  readonly kept?: ReadonlyArray<RecordSummary>;
  readonly head: O.Option<RecordSummary>;
}

/** In a second that holds a deletion, a label event and a version may be of two lives. */
const mayBeOfAnotherLife = ({ second }: LabelEvent, known: ReadonlyArray<RecordSummary>): boolean =>
  known.some((record) => isTombstone(record) && !isDiscovery(record) && record.deletedAt === second);

/** A relabelling as it is kept. */
type RelabellingRecord = VersionRecord & { readonly labelledAt: Millis };

const relabelling = (
  labelEvent: LabelEvent,
  labels: Labels,
  labelledAt: Millis,
  own: RecordSummary,
): RelabellingRecord => {
  const { event, version } = labelEvent;
  const { label, toVersion } = event;
  const told = new Map(labels);
  if (label !== undefined && toVersion !== undefined) told.set(label, toVersion);
  return {
    ...versionRecord(version, positionOf(labelEvent, own), announcementOf(event)),
    attributes: labelled(version.attributes, told, version.version, true),
    labelledAt,
  };
};

/**
 * The relabellings that label events announce: the newest version of then once more, with the labels as they are now,
 * less what the later ones of these events did. Of several in one second each gets a time of its own.
 */
const relabellingsOf = (
  moves: ReadonlyArray<LabelEvent>,
  live: LiveHistory,
  kept: ReadonlyArray<RecordSummary>,
  known: ReadonlyArray<RecordSummary>,
): ReadonlyArray<RelabellingRecord> => {
  const records: RelabellingRecord[] = [];
  const labels = labelsOf(live);
  for (const move of moves) {
    const { event, second, version } = move;
    const identity = identityOf(versionRecord(version));
    const own = known.find((record) => identityOf(record) === identity);
    // What has expired in the store, or was removed on purpose, stays so.
    if (own === undefined || mayBeOfAnotherLife(move, known)) continue;
    const ofSecond = [...kept.filter(isRelabelling), ...records].filter(({ labelledAt }) =>
      sameSecond(labelledAt, second),
    );
    // A store may not have kept the id of the event: then it may be any.
    if (ofSecond.some(({ announcedBy }) => announcedBy === undefined || announcedBy.eventId === event.id)) continue;
    const labelledAt = ofSecond.reduce((next, record) => Math.max(next, record.labelledAt + 1), second);
    const later = moves.filter((other) => other.second > second);
    records.push(relabelling(move, undone(labels, later), labelledAt, own));
  }
  return records;
};

/** A version that is kept now, with the labels that it had before these events. */
const asBefore =
  (moves: ReadonlyArray<LabelEvent>, live: LiveHistory) =>
  (record: BackupRecord): BackupRecord => {
    if (record._tag === "Tombstone" || !live.some((version) => isSameVersion(record, version))) return record;
    const later = moves.filter(({ second }) => second >= startOfSecond(record.modifiedAt));
    const isNewest = isSameVersion(record, newestOf(live));
    const attributes = labelled(record.attributes, undone(labelsOf(live), later), record.version, isNewest);
    return { ...record, attributes };
  };

/** Whether the version may have been made after the event, in its second. */
const mayBeYounger = ({ event, second, version }: LabelEvent, live: LiveHistory): boolean =>
  startOfSecond(version.modifiedAt) === second &&
  (event.toVersion !== version.version || startOfSecond(live[0].modifiedAt) === second);

/**
 * Whether only the whole history tells what has to be done: a label event is older than the newest version, and so
 * where the version of then stands; or it may have been kept already with a version before that one.
 */
export const needsKeptLabels = (events: ReadonlyArray<ChangeEvent>, live: O.Option<LiveHistory>): boolean =>
  O.isSome(live) &&
  labelEventsIn(events, live.value).some(
    (move) => move.version !== newestOf(live.value) || mayBeYounger(move, live.value),
  );

/** Records that are about to be kept, with their labels, and beside them what label events announce. */
export const withRelabellings = (
  records: ReadonlyArray<BackupRecord>,
  { events, live, kept = [], head }: LabelSituation,
): ReadonlyArray<BackupRecord> => {
  if (O.isNone(live)) return records;
  const moves = labelEventsIn(events, live.value);
  const known = [...kept, ...(O.isSome(head) ? [head.value] : []), ...records];
  return [...records.map(asBefore(moves, live.value)), ...relabellingsOf(moves, live.value, kept, known)];
};

/** What is kept without relabellings: nothing but labels hangs on those. */
export const withoutRelabellings = (records: ReadonlyArray<RecordSummary>): ReadonlyArray<RecordSummary> =>
  records.filter((record) => !isRelabelling(record));
