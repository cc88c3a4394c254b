import { type LiveHistory, newestOf, type ParameterVersion } from "../../domain/model/parameter-version.ts";
import { labelsOf } from "./parameter-labels.ts";
import { ParameterStoreError } from "./parameter-store-error.ts";

/** How many versions of a parameter SSM has at most (User Guide, "Working with parameter versions"). */
export const MAX_VERSIONS = 100;

/** The version with a number (default: the newest). Throws `ParameterVersionNotFound`. */
export const versionOf = (versions: LiveHistory, version: number | undefined): ParameterVersion => {
  const found = version === undefined ? newestOf(versions) : versions.find((other) => other.version === version);
  if (found !== undefined) return found;
  throw new ParameterStoreError("ParameterVersionNotFound", "The parameter has no such version.");
};

/**
 * The versions that stay when a version is added: the oldest of 100 goes. Throws `ParameterMaxVersionLimitExceeded` when
 * the oldest version carries a label.
 */
export const roomFor = (versions: ReadonlyArray<ParameterVersion>): ReadonlyArray<ParameterVersion> => {
  const oldest = versions[0];
  if (oldest === undefined || versions.length < MAX_VERSIONS) return versions;
  if (labelsOf(oldest).length > 0) {
    throw new ParameterStoreError(
      "ParameterMaxVersionLimitExceeded",
      `The oldest of ${MAX_VERSIONS} versions carries a label. Move it to another version, and try again.`,
    );
  }
  return versions.slice(1);
};
