import * as O from "fp-ts/lib/Option.js";
import { isVersion, type RecordSummary, type Tombstone } from "../model/backup-record.ts";
import type { LiveHistory } from "../model/parameter-version.ts";
import { type Millis, startOfSecond } from "../model/time.ts";

/**
 * How long a parameter has to be unchanged before its absence counts as a deletion that no event told of. A deletion
 * that was filed wrongly would hide a live parameter until its next change, and an answer of SSM may be stale.
 */
export const SETTLING: Millis = 60_000;

/**
 * The deletion of a parameter that is gone without one, if there is one to be told of: `newest` is the newest record that
 * is known, `lookedAt` the clock's reading before it was seen that nothing lives. It counts from then on.
 */
export const discover = (
  newest: RecordSummary | undefined,
  live: O.Option<LiveHistory>,
  lookedAt: Millis | undefined,
): ReadonlyArray<Tombstone> => {
  if (lookedAt === undefined || O.isSome(live) || !isVersion(newest) || newest.at > lookedAt - SETTLING) return [];
  const { name } = newest;
  const deletedAt = startOfSecond(lookedAt);
  return [{ _tag: "Tombstone", name, deletedAt, cause: "Discovered", at: lookedAt, rank: 1 }];
};
