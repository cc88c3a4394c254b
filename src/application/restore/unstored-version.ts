import type { VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";

/** The version that was current at the instant is not in the store: an older version must not pass for it. */
export type NotStored = Failure<"NotStored">;

const notStored = failureOf("NotStored");

/**
 * The newest version at or before an instant that Parameter Store has, where that version is newer than the stored one:
 * its event is late or lost. A version that the Python package stored has the time of an event, with which the times of
 * versions can't be compared.
 *
 * @param versions The versions that Parameter Store has, oldest first.
 * @param stored The version that was current at the instant by the store. Absent: the store has none.
 */
export const unstoredAt = (
  versions: ReadonlyArray<ParameterVersion>,
  instant: Millis,
  stored?: VersionSummary,
): ParameterVersion | undefined => {
  if (stored !== undefined && stored.version === undefined) return undefined;
  const since = stored?.modifiedAt ?? -Infinity;
  return versions.findLast(({ modifiedAt }) => endOfSecond(modifiedAt) <= instant && modifiedAt > since);
};

/** Says what to do about a version that {@link unstoredAt} found. `stored`: as there. */
export const notStoredYet = ({ version }: ParameterVersion, stored?: VersionSummary): NotStored =>
  notStored(
    stored === undefined
      ? `it was there at the instant, as version ${version}, which is not stored: it has expired in the store, or its event is late (then ssmbak verify --repair stores it; plan again)`
      : `version ${version}, which it was at the instant, is not stored: ssmbak verify --repair stores it; then plan again`,
  );
