import { isRelabelling, UNKNOWN_VERSION, type VersionSummary } from "../../domain/model/backup-record.ts";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";

/** What was current at the instant is not kept: an older record must not pass for it. */
export type NotKept = Failure<"NotKept">;

const notKept = failureOf("NotKept");

/** When a record became true: a relabelling is no later than its version. */
const placeOf = (record: VersionSummary | undefined): Millis => {
  if (record === undefined) return -Infinity;
  return isRelabelling(record) ? record.modifiedAt : record.at;
};

/**
 * The newest version that Parameter Store tells of at or before an instant, where that is newer than what is kept. Its
 * event is late or lost. The Python package's times are those of events: they say nothing of versions.
 */
export const unkeptAt = (
  versions: ReadonlyArray<ParameterVersion>,
  instant: Millis,
  record?: VersionSummary,
): ParameterVersion | undefined =>
  record?.version === UNKNOWN_VERSION
    ? undefined
    : versions.findLast(({ modifiedAt }) => endOfSecond(modifiedAt) <= instant && modifiedAt > placeOf(record));

/** Says what to do about a version that {@link unkeptAt} found, beside an older record or none. */
export const notKeptYet = ({ version }: ParameterVersion, record?: VersionSummary): NotKept =>
  notKept(
    record === undefined
      ? `it was there at the instant, as version ${version}, which is not kept: it has expired in the store, or its event is late (then ssmbak verify --repair keeps it; plan again)`
      : `version ${version}, which it was at the instant, is not kept: ssmbak verify --repair keeps it; then plan again`,
  );
