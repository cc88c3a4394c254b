import * as O from "fp-ts/lib/Option.js";
import { isDiscovery, isVersion, type Position, type RecordSummary, type VersionSummary } from "./backup-record.ts";
import type { LiveHistory } from "./parameter-version.ts";
import { endOfSecond, type Millis, sameSecond } from "./time.ts";

const hasDeletion = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean =>
  history.some((record) => record._tag === "Tombstone" && sameSecond(record.deletedAt, second));

/** What follows after a second; a deletion that was discovered may be this very one, and tells nothing. */
const nextAfter = (history: ReadonlyArray<RecordSummary>, second: Millis): RecordSummary | undefined =>
  history.find((record) => record.at > endOfSecond(second) && !isDiscovery(record));

/** Whether a life went on beyond a second, with no version lost in between. */
const goesOn = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean => {
  const next = nextAfter(history, second);
  const last = history.findLast((record) => isVersion(record) && record.at <= endOfSecond(second));
  return isVersion(next) && isVersion(last) && last.version === next.version - 1;
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
 * A version that begins a life in the second of a deletion came after it when it replaced a parameter that lived
 * before, or when it lived on beyond that second; otherwise it was created and deleted within the second. Where the
 * numbers go on through the whole second, the life before must have ended before the first version in it.
 */
const knownReplacement = (history: ReadonlyArray<RecordSummary>, second: Millis): VersionSummary | undefined => {
  const inSecond = history.flatMap((record, index) =>
    isVersion(record) && sameSecond(record.modifiedAt, second) ? [{ record, before: history[index - 1] }] : [],
  );
  const replacement =
    inSecond.find(({ record, before }) => isVersion(before) && beginsLife(record, before)) ??
    (livedOn(history, second) ? inSecond.findLast(({ record, before }) => mayBeginLife(record, before)) : undefined) ??
    (goesOn(history, second) ? inSecond[0] : undefined);
  return replacement?.record;
};

/**
 * A deletion comes before every version that lives now, since deleting drops the whole history. So when the live
 * history begins in the very second of the deletion, the tombstone stands right before that version (rank -1), and
 * likewise when a version known in that second is known to have replaced what was deleted; otherwise it stands after
 * everything else in its second (rank 1).
 */
export const positionOfDeletion = (
  second: Millis,
  live: O.Option<LiveHistory>,
  history: ReadonlyArray<RecordSummary>,
): Position => {
  const replacement =
    O.isSome(live) && sameSecond(live.value[0].modifiedAt, second) ? live.value[0] : knownReplacement(history, second);
  return replacement === undefined ? { at: endOfSecond(second), rank: 1 } : { at: replacement.modifiedAt, rank: -1 };
};

/**
 * Where a version stands that an earlier attempt of a handling saw, now that the whole history is at hand: after the
 * deletion that is kept at the end of its second (rank 2) when it is known to have replaced what was deleted, or was
 * made after one that stands there.
 */
export const positionOfSeenVersion = (
  { modifiedAt }: VersionSummary,
  history: ReadonlyArray<RecordSummary>,
): Position => {
  const own: Position = { at: modifiedAt, rank: 0 };
  const deletion = history.find(
    (record) => record._tag === "Tombstone" && record.rank === 1 && sameSecond(record.deletedAt, modifiedAt),
  );
  if (deletion === undefined || isDiscovery(deletion)) return own;
  const follows = history.some(
    (record) => isVersion(record) && record.rank === 2 && record.at === deletion.at && record.modifiedAt < modifiedAt,
  );
  const replacement = knownReplacement(history, modifiedAt);
  return follows || (replacement !== undefined && replacement.modifiedAt <= modifiedAt)
    ? { at: deletion.at, rank: 2 }
    : own;
};
