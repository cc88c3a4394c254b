import { toHistory } from "../../domain/history/history.ts";
import {
  compareRecords,
  type RecordSummary,
  type Tombstone,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../domain/model/time.ts";
import type { KeyListing, Written, WrittenAside } from "./listing.ts";

/** A handler writes the delete marker right after its tombstone; no handler runs longer than this. */
const MARKER_DELAY: Millis = 3_600_000;

/**
 * A history in order, without the delete markers that turned out to be those of a deletion of their second: two listings
 * are no snapshot, and who saw a marker before its tombstone may have kept a deletion of unknown cause for it.
 */
export const withoutDoubles = <R extends RecordSummary>(records: ReadonlyArray<R>): ReadonlyArray<R> => {
  const isUnknown = (record: RecordSummary): boolean => record._tag === "Tombstone" && record.cause === "Unknown";
  const told = new Set(
    records.flatMap((record) => (record._tag === "Tombstone" && !isUnknown(record) ? [record.deletedAt] : [])),
  );
  return toHistory(
    records.filter((record) => record._tag === "Version" || !isUnknown(record) || !told.has(record.deletedAt)),
  );
};

/** The deletions that records beside a parameter tell of, oldest first, each once. */
export const deletionsIn = (aside: ReadonlyArray<WrittenAside>): ReadonlyArray<Tombstone> =>
  withoutDoubles(aside.flatMap(({ entry }) => (entry._tag === "Deletion" ? [entry.tombstone] : [])));

/** The newest deletion that the records beside a parameter tell of. */
export const newestDeletion = (aside: ReadonlyArray<WrittenAside>): Tombstone | undefined => deletionsIn(aside).at(-1);

/** Whether a tombstone was written shortly before a marker. */
const followsTombstone = (marker: Written, aside: ReadonlyArray<WrittenAside>): boolean =>
  aside.some(
    ({ entry, writtenAt }) =>
      entry._tag === "Deletion" && writtenAt <= marker.writtenAt && marker.writtenAt - writtenAt <= MARKER_DELAY,
  );

const standsBetween = (
  below: RecordSummary | undefined,
  deletion: Tombstone,
  above: RecordSummary | undefined,
): boolean =>
  (below === undefined || compareRecords(below, deletion) < 0) &&
  (above === undefined || compareRecords(deletion, above) < 0);

/**
 * The deletion of a delete marker of which no tombstone tells (the Python package's): it counts at its LastModified,
 * the time at which it was handled. It never hides what was written after it: then the parameter had been re-created.
 *
 * A tombstone tells of a marker that was written shortly after it, and, whenever that was written, of one between the
 * objects around it. `above` is the object above the marker, `below` looks up the one below.
 */
export const foreignDeletion = async (
  marker: Written,
  { name, aside }: KeyListing,
  above: VersionSummary | undefined,
  below: () => Promise<VersionSummary | undefined>,
): Promise<Tombstone | undefined> => {
  const deletions = deletionsIn(aside);
  if (deletions.length > 0) {
    if (followsTombstone(marker, aside)) return undefined;
    const object = await below();
    if (deletions.some((deletion) => standsBetween(object, deletion, above))) return undefined;
  }
  const own = { at: endOfSecond(marker.writtenAt), rank: 1 } as const;
  const tombstone: Tombstone = { _tag: "Tombstone", name, deletedAt: marker.writtenAt, cause: "Unknown", ...own };
  return above === undefined || compareRecords(above, tombstone) > 0
    ? tombstone
    : { ...tombstone, deletedAt: startOfSecond(above.at), at: above.at, rank: -1 };
};
