import type { VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";

/** The version of the instant is not in the store. An older version must not take its place. */
export type NotStored = Failure<"NotStored">;

const notStored = failureOf("NotStored");

/**
 * The newest version at or before an instant in Parameter Store, when newer than the stored version: the event of that
 * version is late or lost. A version that the Python package stored has the time of an event, so the times can't be
 * compared, and the answer is `undefined`.
 *
 * @param versions The versions in Parameter Store, oldest first.
 * @param stored The version of the instant, by the store. Absent: the store has no version of the instant.
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

/**
 * Says what to do about an unstored version.
 *
 * @param stored The version of the instant, by the store. Absent: the store has no version of the instant.
 */
export const notStoredYet = ({ version }: ParameterVersion, stored?: VersionSummary): NotStored =>
  notStored(
    stored === undefined
      ? `it was there at the instant, as version ${version}, which is not stored: it has expired in the store, or its event is late (then ssmbak verify --repair stores it; plan again)`
      : `version ${version}, which it was at the instant, is not stored: ssmbak verify --repair stores it; then plan again`,
  );
