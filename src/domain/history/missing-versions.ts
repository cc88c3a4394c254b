import * as O from "fp-ts/lib/Option.js";
import {
  compareRecords,
  identityOf,
  isDiscovery,
  type RecordSummary,
  type Tombstone,
  timeOf,
  UNKNOWN_VERSION,
  type VersionRecord,
  type VersionSummary,
  versionRecord,
} from "../model/backup-record.ts";
import { isSameVersion, type LiveHistory, type ParameterVersion } from "../model/parameter-version.ts";
import { sameSecond, startOfSecond } from "../model/time.ts";

const indexOfHead = (live: LiveHistory, head: VersionSummary): number =>
  live.findIndex((version) => isSameVersion(version, head));

const isNewerThan = (version: ParameterVersion, head: VersionSummary): boolean => {
  // The Python package kept the second of an event and no version: what SSM has in that second is kept exactly.
  if (head.version === UNKNOWN_VERSION) return version.modifiedAt >= startOfSecond(head.at);
  // A head with rank 2 stands later than it was made; what was made after it in that second still follows it.
  return head.rank >= 2 && version.modifiedAt <= head.at
    ? version.modifiedAt > head.modifiedAt
    : compareRecords(versionRecord(version), head) > 0;
};

/**
 * Whether a version came after a deletion that seems to be newer: it was created in its very second, or the deletion was
 * discovered by a clock that was ahead of AWS's.
 */
const isBehind = ({ modifiedAt }: VersionRecord, head: Tombstone, [root]: LiveHistory): boolean =>
  modifiedAt > head.at || isDiscovery(head) || sameSecond(root.modifiedAt, head.deletedAt);

/** The live versions behind the head. Records are appended oldest first, so all before it were kept. */
export const versionsBehindHead = (live: LiveHistory, head: O.Option<RecordSummary>): ReadonlyArray<VersionRecord> => {
  const records = live.map((version) => versionRecord(version));
  if (O.isNone(head)) return records;
  const newest = head.value;
  if (newest._tag === "Tombstone") return records.filter((record) => isBehind(record, newest, live));
  const index = indexOfHead(live, newest);
  return index >= 0 ? records.slice(index + 1) : records.filter((record) => isNewerThan(record, newest));
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
  return live
    .filter(({ modifiedAt }) => modifiedAt >= timeOf(oldest))
    .map((version) => versionRecord(version))
    .filter((record) => !known.has(identityOf(record)));
};
