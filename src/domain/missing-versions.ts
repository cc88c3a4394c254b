import * as O from "fp-ts/lib/Option.js";
import {
  compareRecords,
  identityOf,
  isDiscovery,
  isVersion,
  type Position,
  type RecordSummary,
  type Tombstone,
  UNKNOWN_VERSION,
  type VersionRecord,
  type VersionSummary,
  versionRecord,
} from "./backup-record.ts";
import type { LiveHistory, ParameterVersion } from "./parameter-version.ts";
import { sameSecond, startOfSecond } from "./time.ts";

/**
 * A re-creation in the second of a deletion that was filed at the end of that second (it was handled before the
 * re-creation happened) stands right after the tombstone (rank 2, or more), or the tombstone would hide a live parameter. So
 * does one that seems older than the discovery of the deletion, where the clock was ahead of AWS's.
 */
const afterTombstone = (version: ParameterVersion, head: Tombstone, live: LiveHistory): Position | undefined => {
  const own: Position = { at: version.modifiedAt, rank: 0 };
  if (version.modifiedAt > head.at) return own;
  const after: Position = { at: head.at, rank: head.rank + 1 };
  return isDiscovery(head) || sameSecond(live[0].modifiedAt, head.deletedAt) ? after : undefined;
};

const indexOfHead = (live: LiveHistory, head: VersionSummary): number =>
  live.findIndex((version) => version.version === head.version && version.modifiedAt === head.modifiedAt);

const isNewerThan = (version: ParameterVersion, head: VersionSummary): boolean => {
  // The Python package kept the second of an event and no version: what SSM has in that second is kept exactly.
  if (head.version === UNKNOWN_VERSION) return version.modifiedAt >= startOfSecond(head.at);
  // A head with rank 2 stands later than it was made; what was made after it in that second still follows it.
  return head.rank >= 2 && version.modifiedAt <= head.at
    ? version.modifiedAt > head.modifiedAt
    : compareRecords(versionRecord(version), head) > 0;
};

/** The live versions behind the head. Records are appended oldest first, so all before it were kept. */
export const versionsBehindHead = (live: LiveHistory, head: O.Option<RecordSummary>): ReadonlyArray<VersionRecord> => {
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
  // A head with rank 2 was re-created in the second of its deletion; its successors in that second follow it, those of
  // another life with room for a deletion in between.
  const after: Position = {
    at: newest.at,
    rank: live[0].modifiedAt <= newest.modifiedAt ? newest.rank : newest.rank + 2,
  };
  return missing.map((version) =>
    versionRecord(version, newest.rank >= 2 && version.modifiedAt <= newest.at ? after : undefined),
  );
};

/**
 * The live versions before the head that the store lacks. What is older than all that is kept has expired there, or
 * was removed on purpose: it stays so.
 */
export const versionsMissingBefore = (
  kept: ReadonlyArray<RecordSummary>,
  live: LiveHistory,
  behindHead: ReadonlyArray<VersionRecord>,
): ReadonlyArray<VersionRecord> => {
  const oldest = kept[0];
  if (oldest === undefined) return [];
  const known = new Set([...kept, ...behindHead].map(identityOf));
  const sameLife = kept.find((record) => record.rank >= 2 && isVersion(record) && indexOfHead(live, record) >= 0);
  return live
    .map((version) =>
      versionRecord(
        version,
        sameLife !== undefined && version.modifiedAt <= sameLife.at
          ? { at: sameLife.at, rank: sameLife.rank }
          : undefined,
      ),
    )
    .filter((record) => !known.has(identityOf(record)) && compareRecords(record, oldest) > 0);
};
