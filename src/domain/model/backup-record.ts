import * as t from "io-ts";
import type { ParameterName } from "./parameter-name.ts";
import type { ParameterAttributes, ParameterType, ParameterVersion } from "./parameter-version.ts";
import type { Secret } from "./secret.ts";
import { isMillis, type Millis } from "./time.ts";

/**
 * The change event that made a record known. For logs, for the `ssmbakTime` tag, and to tell deletions of one second
 * from each other.
 */
export interface Announcement {
  readonly eventId: string;
  readonly time: Millis;
}

/**
 * Where a record stands in its name's history: by `at`, and inside one millisecond by `rank`. It is decided once,
 * when the record is made, so that every store can order records without looking at their neighbours.
 *
 * A version stands at its own modification time with rank 0. A deletion is known only to the second: it stands at the
 * last millisecond of that second with rank 1, after everything else in it, unless the parameter was re-created in
 * that very second: then right before the re-creation (rank -1), or, when the deletion was filed already, the
 * re-creation after it (rank 2), that one's own deletion after that (rank 3), and so on. A deletion that was discovered
 * stands at the millisecond of that with rank 1. A relabelling stands at the first millisecond of its event's second with
 * rank 0, or, where that is later, at its version's own position.
 */
export interface Position {
  readonly at: Millis;
  /** A whole number, -1 or more. */
  readonly rank: number;
}

/** The version number of a record that the Python package wrote: it kept none. SSM's own numbers start at 1. */
export const UNKNOWN_VERSION = 0;

const isVersionNumber = (input: unknown): input is number =>
  Number.isSafeInteger(input) && Number(input) >= UNKNOWN_VERSION;

/** io-ts codec of a version number: SSM's own, or {@link UNKNOWN_VERSION}. */
export const VersionNumber = new t.Type<number>(
  "a version number",
  isVersionNumber,
  (input, context) => (isVersionNumber(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

const isRank = (input: unknown): input is number => Number.isSafeInteger(input) && Number(input) >= -1;

/** io-ts codec of a rank; see {@link Position}. */
export const Rank = new t.Type<number>(
  "a rank",
  isRank,
  (input, context) => (isRank(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

const isLabelTime = (input: unknown): input is Millis => isMillis(input) && input > 0;

/** io-ts codec of {@link VersionSummary.labelledAt}: Parameter Store is younger than the epoch. */
export const LabelTime = new t.Type<Millis>(
  "the time of a label event",
  isLabelTime,
  (input, context) => (isLabelTime(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

/** A parameter version as a store tells of it, without value and attributes. */
export interface VersionSummary extends Position {
  readonly _tag: "Version";
  readonly name: ParameterName;
  /** SSM's version number, or {@link UNKNOWN_VERSION}. */
  readonly version: number;
  /** SSM's modification time; for a record of the Python package the time of the event that it was filed under. */
  readonly modifiedAt: Millis;
  readonly modifiedBy?: string;
  readonly type: ParameterType;
  /**
   * Only of a relabelling: the version once more, with the labels that it and its predecessors had from a label event
   * on. The first millisecond of the event's second, and one more for each relabelling that was kept in that second
   * before. Part of the identity; `at` is the order.
   */
  readonly labelledAt?: Millis;
  readonly announcedBy?: Announcement;
}

/** A parameter version as it is kept: everything. */
export interface VersionRecord extends VersionSummary {
  readonly value: Secret;
  readonly attributes: ParameterAttributes;
}

/**
 * Why a parameter is gone. `Unknown` is a deletion of which only S3's delete marker tells (written by the Python
 * package). `Discovered` is one that no event told of: the sweep found the parameter gone, and its time is that of the
 * discovery.
 */
export type DeletionCause = "Delete" | "Expiration" | "Unknown" | "Discovered";

/** A deletion: the parameter does not exist from here on. */
export interface Tombstone extends Position {
  readonly _tag: "Tombstone";
  readonly name: ParameterName;
  /**
   * The second of the deletion (its first millisecond), from the event, or that of its discovery. Part of the identity;
   * `at` is the order.
   */
  readonly deletedAt: Millis;
  readonly cause: DeletionCause;
  /** Its event's id is part of the identity: a parameter may be deleted several times within a second. */
  readonly announcedBy?: Announcement;
}

/** What a store keeps. */
export type BackupRecord = VersionRecord | Tombstone;

/** What a store tells without loading a value. */
export type RecordSummary = VersionSummary | Tombstone;

/** Whether a record is a version, and there at all. */
export const isVersion = (record: RecordSummary | undefined): record is VersionSummary => record?._tag === "Version";

/** Whether a record is a version once more, with other labels: it tells of no change of the value. */
export const isRelabelling = <R extends RecordSummary>(
  record: R,
): record is Extract<R, { readonly _tag: "Version" }> & { readonly labelledAt: Millis } =>
  record._tag === "Version" && record.labelledAt !== undefined;

/**
 * Whether a relabelling would take the place of another event's: two that were decided at once have one identity. One
 * without an event may be any's.
 */
export const isRivalOf = (record: RecordSummary, kept: RecordSummary): boolean =>
  isRelabelling(record) &&
  identityOf(record) === identityOf(kept) &&
  kept.announcedBy !== undefined &&
  record.announcedBy?.eventId !== kept.announcedBy.eventId;

/** Whether a record is a deletion. */
export const isTombstone = (record: RecordSummary): record is Tombstone => record._tag === "Tombstone";

/** Whether a record is a deletion that no event told of. */
export const isDiscovery = (record: RecordSummary): boolean =>
  record._tag === "Tombstone" && record.cause === "Discovered";

/** Makes the record of a version as SSM tells it. */
export const versionRecord = (
  parameter: ParameterVersion,
  position: Position = { at: parameter.modifiedAt, rank: 0 },
  announcedBy?: Announcement,
): VersionRecord => ({
  _tag: "Version",
  name: parameter.name,
  version: parameter.version,
  modifiedAt: parameter.modifiedAt,
  ...(parameter.modifiedBy === undefined ? {} : { modifiedBy: parameter.modifiedBy }),
  type: parameter.type,
  value: parameter.value,
  attributes: parameter.attributes,
  at: position.at,
  rank: position.rank,
  ...(announcedBy === undefined ? {} : { announcedBy }),
});

/** A record without its value and attributes. */
export const summarize = (record: BackupRecord): RecordSummary => {
  if (record._tag === "Tombstone") return record;
  const { value: _value, attributes: _attributes, ...summary } = record;
  return summary;
};

/**
 * What makes a record itself within the history of its name: modification time and version, and of a relabelling its own
 * time, too; or second and event of the deletion. Two records with the same identity are the same fact.
 */
export const identityOf = (record: RecordSummary): string =>
  record._tag === "Version"
    ? `version ${record.modifiedAt} ${record.version}${record.labelledAt === undefined ? "" : ` labelled ${record.labelledAt}`}`
    : `deletion ${record.deletedAt}${record.announcedBy === undefined ? "" : ` ${record.announcedBy.eventId}`}`;

/** When a record became true, as far as that is known. */
export const timeOf = (record: RecordSummary): Millis =>
  record._tag === "Version" ? record.modifiedAt : record.deletedAt;

const versionOf = (record: RecordSummary): number => (record._tag === "Version" ? record.version : 0);

const labelledAtOf = (record: RecordSummary): Millis => (isRelabelling(record) ? record.labelledAt : 0);

/**
 * Orders the records of one name, oldest first: by position; where several stand at one position, by their own time
 * and then by version number; a version comes before its relabellings. Deletions of one second at one position are equal in it: nothing hangs on their order.
 */
export const compareRecords = (a: RecordSummary, b: RecordSummary): number =>
  a.at - b.at ||
  a.rank - b.rank ||
  timeOf(a) - timeOf(b) ||
  versionOf(a) - versionOf(b) ||
  labelledAtOf(a) - labelledAtOf(b);
