import * as O from "fp-ts/lib/Option.js";
import { isDiscovery, isVersion, type RecordSummary, type Tombstone } from "../model/backup-record.ts";
import type { LiveHistory, ParameterVersion } from "../model/parameter-version.ts";
import { sameSecond } from "../model/time.ts";
import { SETTLING } from "./discovery.ts";

/**
 * Whether a deletion is kept after a life that was still going on when it was known already: then it ended an earlier
 * life. `root` is the oldest version that lives. A discovery found a parameter that had been unchanged for a while, so
 * that what was made shortly before it came after it, by a clock that was ahead.
 */
const reachesBehind = (deletion: Tombstone, { modifiedAt }: ParameterVersion): boolean =>
  deletion.rank >= 1 &&
  modifiedAt <= deletion.at &&
  (sameSecond(modifiedAt, deletion.deletedAt) || (isDiscovery(deletion) && modifiedAt > deletion.deletedAt - SETTLING));

/**
 * Whether the newest record is a deletion that may hide what lives: only the whole history tells whether the
 * re-creation is kept in front of it.
 */
export const mayHideLive = (head: O.Option<RecordSummary>, live: O.Option<LiveHistory>): boolean =>
  O.isSome(head) && O.isSome(live) && head.value._tag === "Tombstone" && reachesBehind(head.value, live.value[0]);

/**
 * A store that can't append to a head atomically (S3) may keep a deletion and the re-creation of its second without
 * either writer's knowing of the other. The deletion is then filed anew, in front of what lives.
 */
export const filedAnew = (
  kept: ReadonlyArray<RecordSummary>,
  live: O.Option<LiveHistory>,
): ReadonlyArray<Tombstone> => {
  if (O.isNone(live)) return [];
  const [root] = live.value;
  const numbers = new Map(live.value.map((version) => [version.modifiedAt, version.version]));
  const lives = (record: RecordSummary): boolean =>
    isVersion(record) && numbers.get(record.modifiedAt) === record.version;
  return kept.flatMap((record, index) =>
    record._tag === "Tombstone" && reachesBehind(record, root) && kept.slice(0, index).some(lives)
      ? [{ ...record, at: root.modifiedAt, rank: -1 }]
      : [],
  );
};
