import * as O from "fp-ts/lib/Option.js";
import { isDiscovery, isVersion, type Position, type RecordSummary, type VersionSummary } from "./backup-record.ts";
import type { LiveHistory } from "./parameter-version.ts";
import { endOfSecond, type Millis, sameSecond } from "./time.ts";

const hasDeletion = (history: ReadonlyArray<RecordSummary>, second: Millis): boolean =>
  history.some((record) => record._tag === "Tombstone" && sameSecond(record.deletedAt, second));

/**
 * Whether the life that began with `history[root]` went on beyond its first second. A deletion that comes next tells
 * so only while none is kept in that second: otherwise it may have ended a later life that nobody read. One that was
 * discovered tells nothing: it may be this very deletion.
 */
const livedOn = (history: ReadonlyArray<RecordSummary>, root: number, second: Millis): boolean => {
  const next = history.slice(root + 1).find((record) => record.at > endOfSecond(second) && !isDiscovery(record));
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
export const positionOfDeletion = (
  second: Millis,
  live: O.Option<LiveHistory>,
  history: ReadonlyArray<RecordSummary>,
): Position => {
  const replacement =
    O.isSome(live) && sameSecond(live.value[0].modifiedAt, second) ? live.value[0] : knownReplacement(history, second);
  return replacement === undefined ? { at: endOfSecond(second), rank: 1 } : { at: replacement.modifiedAt, rank: -1 };
};
