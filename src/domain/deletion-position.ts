import * as O from "fp-ts/lib/Option.js";
import {
  identityOf,
  isDiscovery,
  isTombstone,
  isVersion,
  type Position,
  type RecordSummary,
  type VersionSummary,
  versionRecord,
} from "./backup-record.ts";
import { toHistory } from "./history.ts";
import type { LiveHistory } from "./parameter-version.ts";
import { endOfSecond, type Millis, sameSecond } from "./time.ts";

const hasDeletion = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean =>
  history.some((record) => record._tag === "Tombstone" && sameSecond(record.deletedAt, second));

/** What follows after a second; a deletion that was discovered may be this very one, and tells nothing. */
const nextAfter = (history: ReadonlyArray<RecordSummary>, second: Millis): RecordSummary | undefined =>
  history.find((record) => record.at > endOfSecond(second) && !isDiscovery(record));

/** The versions in the order in which they were made, which is not that of their places in the second of a deletion. */
const inTime = (history: ReadonlyArray<RecordSummary>): ReadonlyArray<VersionSummary> =>
  history.filter(isVersion).sort((a, b) => a.modifiedAt - b.modifiedAt || a.version - b.version);

/** Whether a life went on beyond a second, with no version lost in between. */
const goesOn = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean => {
  const next = nextAfter(history, second);
  const last = inTime(history).findLast(({ at }) => at <= endOfSecond(second));
  return isVersion(next) && last?.version === next.version - 1;
};

/**
 * Whether what lived last in a second lived on beyond it. A deletion that comes next tells so only while none is kept
 * in that second: otherwise it may have ended a later life that nobody read.
 */
const livedOn = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean =>
  nextAfter(history, second)?._tag === "Tombstone" ? !hasDeletion(history, second) : goesOn(history, second);

/** Of a life of more than 100 versions the first ones may be lost: it begins with the first that is known. */
const beginsLife = ({ version }: VersionSummary, before: RecordSummary | undefined): boolean =>
  !isVersion(before) || before.version >= version;

/** Where versions are lost, a life may have ended and the next one begun. */
const mayBeginLife = (record: VersionSummary, before: RecordSummary | undefined): boolean =>
  beginsLife(record, before) || (isVersion(before) && before.version < record.version - 1);

/**
 * Several lives may stand at one rank behind a deletion, with no room between them: their deletions stand before them
 * all. Whether that of the life before a version is among those.
 */
const isToldBefore = ({ at, rank, modifiedAt }: VersionSummary, history: ReadonlyArray<RecordSummary>): boolean => {
  const together = history.filter(isVersion).filter((record) => record.at === at && record.rank === rank);
  const lives = together.filter(
    (record, index) => record.modifiedAt <= modifiedAt && beginsLife(record, together[index - 1]),
  );
  const deletions = history.filter((record) => isTombstone(record) && record.at === at && record.rank === rank - 1);
  return rank >= 2 && deletions.length >= lives.length;
};

/**
 * A version that begins a life in the second of a deletion came after it when it replaced a parameter that lived
 * before, of which no deletion is kept yet, when it lives still (`root`: deleting drops the whole history), or when it
 * lived on beyond that second; otherwise it was created and deleted within the second. Where the numbers go on through
 * the whole second, the life before must have ended before the first version in it.
 */
const knownReplacement = (
  history: ReadonlyArray<RecordSummary>,
  second: Millis,
  root?: VersionSummary,
): VersionSummary | undefined => {
  const inSecond = history.flatMap((record, index) =>
    isVersion(record) && sameSecond(record.modifiedAt, second) ? [{ record, before: history[index - 1] }] : [],
  );
  const isRoot = ({ record }: { readonly record: VersionSummary }): boolean =>
    root !== undefined && identityOf(record) === identityOf(root);
  const replacement =
    inSecond.find(
      ({ record, before }) => isVersion(before) && beginsLife(record, before) && !isToldBefore(record, history),
    ) ??
    inSecond.find(isRoot) ??
    (livedOn(history, second) ? inSecond.findLast(({ record, before }) => mayBeginLife(record, before)) : undefined) ??
    (goesOn(history, second) ? inSecond[0] : undefined);
  return replacement?.record;
};

/** Right before the version that replaced what was deleted. */
const rightBefore = ({ at, rank, modifiedAt }: VersionSummary): Position =>
  rank >= 2 ? { at, rank: rank - 1 } : { at: modifiedAt, rank: -1 };

/** After everything else in a second, be it what was re-created after a deletion that was filed already. */
const endOf = (history: ReadonlyArray<RecordSummary>, second: Millis): Position => {
  const at = endOfSecond(second);
  const last = history.findLast((record) => record.at === at && record.rank > 1);
  if (last === undefined) return { at, rank: 1 };
  return { at, rank: last._tag === "Tombstone" ? last.rank : last.rank + 1 };
};

/**
 * Where a deletion stands: right before the version that is known to have replaced what was deleted (rank -1), if there
 * is one; otherwise after everything else in its second (rank 1, or more where re-creations stand there).
 *
 * @param history All that is known of the name, what lives and will be kept included.
 */
export const positionOfDeletion = (
  second: Millis,
  live: O.Option<LiveHistory>,
  history: ReadonlyArray<RecordSummary>,
): Position => {
  const root = O.isSome(live) ? versionRecord(live.value[0]) : undefined;
  const isKnown = root === undefined || history.some((record) => identityOf(record) === identityOf(root));
  const replacement = knownReplacement(isKnown ? history : toHistory([...history, root]), second, root);
  return replacement === undefined ? endOf(history, second) : rightBefore(replacement);
};

/** The rank of a version that was made after one that stands behind the deletion of its second. */
const rankBehind = (before: VersionSummary, version: VersionSummary, history: ReadonlyArray<RecordSummary>): number => {
  if (beginsLife(version, before)) return before.rank + 2;
  const since = inTime(history).filter(
    ({ modifiedAt }) => before.modifiedAt <= modifiedAt && modifiedAt <= version.modifiedAt,
  );
  const hasHole = since.some((record, index) => index > 0 && mayBeginLife(record, since[index - 1]));
  return hasHole && goesOn(history, before.at) ? endOf(history, before.at).rank + 1 : before.rank;
};

/** Whether more deletions stand at the end of a second than lives had ended before a version in it that did not live on. */
const hasMoreDeletions = (
  { at }: RecordSummary,
  { modifiedAt }: VersionSummary,
  history: ReadonlyArray<RecordSummary>,
): boolean => {
  const deletions = history.filter((record) => isTombstone(record) && record.at === at && record.rank === 1);
  const ended = inTime(history).filter(
    (record, index, versions) =>
      index > 0 &&
      sameSecond(record.modifiedAt, modifiedAt) &&
      record.modifiedAt <= modifiedAt &&
      beginsLife(record, versions[index - 1]) &&
      !history.some((other) => isTombstone(other) && other.rank === -1 && other.at === record.modifiedAt),
  );
  return deletions.length > ended.length && !goesOn(history, modifiedAt);
};

/**
 * Where a version stands that an earlier attempt of a handling saw, now that the whole history is at hand: after the
 * deletion that is kept at the end of its second (rank 2) when it is known to have replaced what was deleted, or was
 * made after one that stands there.
 *
 * @param history All that is known, such versions included, each at its own time.
 * @param kept What is kept of it: what was made before a version that stands in front of that deletion does so, too.
 */
export const positionOfSeenVersion = (
  version: VersionSummary,
  history: ReadonlyArray<RecordSummary>,
  kept: ReadonlyArray<RecordSummary> = [],
): Position => {
  const { modifiedAt } = version;
  const own: Position = { at: modifiedAt, rank: 0 };
  const deletion = history.find(
    (record) => record._tag === "Tombstone" && record.rank >= 1 && sameSecond(record.deletedAt, modifiedAt),
  );
  const isInFront = kept.some(
    (record) =>
      isVersion(record) &&
      record.rank === 0 &&
      record.modifiedAt > modifiedAt &&
      sameSecond(record.modifiedAt, modifiedAt),
  );
  if (deletion === undefined || isDiscovery(deletion) || isInFront) return own;
  const before = history.findLast(
    (record) => isVersion(record) && record.rank >= 2 && record.at === deletion.at && record.modifiedAt < modifiedAt,
  );
  if (before !== undefined && isVersion(before)) {
    return { at: before.at, rank: rankBehind(before, version, history) };
  }
  if (hasMoreDeletions(deletion, version, history)) return own;
  const replacement = knownReplacement(history, modifiedAt);
  return replacement !== undefined && replacement.modifiedAt <= modifiedAt ? { at: deletion.at, rank: 2 } : own;
};
