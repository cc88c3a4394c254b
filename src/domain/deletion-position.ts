import * as O from "fp-ts/lib/Option.js";
import { isDiscovery, isVersion, type Position, type RecordSummary, type VersionSummary } from "./backup-record.ts";
import type { LiveHistory } from "./parameter-version.ts";
import { endOfSecond, type Millis, sameSecond } from "./time.ts";

const hasDeletion = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean =>
  history.some((record) => record._tag === "Tombstone" && sameSecond(record.deletedAt, second));

/**
 * Whether the life that began with `history[root]` went on beyond its first second, with no version lost in between:
 * where some are, it may have been replaced by another one whose first versions are lost. A deletion that comes next tells
 * so only while none is kept in that second: otherwise it may have ended a later life that nobody read. One that was
 * discovered tells nothing: it may be this very deletion.
 */
const livedOn = (history: ReadonlyArray<RecordSummary>, root: number, second: Millis): boolean => {
  const next = history.slice(root + 1).find((record) => record.at > endOfSecond(second) && !isDiscovery(record));
  if (next === undefined) return false;
  if (next._tag === "Tombstone") return !hasDeletion(history, second);
  const last = history.findLast((record): record is VersionSummary => isVersion(record) && record.at < next.at);
  return last?.version === next.version - 1;
};

/** Of a life of more than 100 versions the first ones may be lost: it begins with the first that is known. */
const beginsLife = ({ version }: VersionSummary, before: RecordSummary | undefined): boolean =>
  !isVersion(before) || before.version >= version;

/**
 * A version that begins a life in the second of a deletion came after it when it replaced a parameter that lived before, or when it
 * lived on beyond that second; otherwise it was created and deleted within the second.
 */
const knownReplacement = (history: ReadonlyArray<RecordSummary>, second: Millis): VersionSummary | undefined => {
  const roots = history.flatMap((record, index) =>
    isVersion(record) && beginsLife(record, history[index - 1]) && sameSecond(record.modifiedAt, second)
      ? [{ record, index }]
      : [],
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
 * deletion that is kept at the end of its second (rank 2) when it is known to have replaced what was deleted.
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
  const replacement = knownReplacement(history, modifiedAt);
  return replacement !== undefined && replacement.modifiedAt <= modifiedAt ? { at: deletion.at, rank: 2 } : own;
};
