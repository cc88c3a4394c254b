import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import { ParameterStoreError, validationError } from "./parameter-store-error.ts";

/** How many labels one version may carry (AWS Systems Manager API Reference, `LabelParameterVersion`). */
export const MAX_LABELS = 10;

/** The labels of a version. Empty for a version without labels. */
export const labelsOf = (version: ParameterVersion): ReadonlyArray<string> => version.attributes.labels ?? [];

/** The same version with other labels. A version without labels has no `labels` attribute, as in SSM's answers. */
const withLabels = (version: ParameterVersion, labels: ReadonlyArray<string>): ParameterVersion => {
  const { labels: _old, ...attributes } = version.attributes;
  return { ...version, attributes: labels.length === 0 ? attributes : { ...attributes, labels } };
};

/**
 * Whether SSM takes this label: 1 to 100 letters, digits, `.`, `-` and `_`, not beginning with a digit, `aws` or
 * `ssm` in any case (API Reference, `LabelParameterVersion`).
 */
export const isValidLabel = (label: string): boolean =>
  /^[a-zA-Z_.-][a-zA-Z0-9_.-]{0,99}$/.test(label) && !/^(aws|ssm)/i.test(label);

/** Checks the number of labels in one request: 1 to 10, else `ValidationException`. */
export const checkLabelCount = (labels: ReadonlyArray<string>): void => {
  if (labels.length === 0 || labels.length > MAX_LABELS) {
    throw validationError(`Between 1 and ${MAX_LABELS} labels must be given.`);
  }
};

/** An attached label, and the version that carried the label before, where another version did. */
export interface LabelMove {
  readonly label: string;
  readonly fromVersion?: number;
}

/**
 * Puts `labels` onto version number `target`, and takes the labels off all other versions: a label names one version.
 * Answers all versions after the change, and the labels that moved; labels that `target` carried already did not move.
 * Throws `ParameterVersionLabelLimitExceeded`, and changes nothing, when `target` would carry more than 10 labels.
 */
export const attachLabels = (
  versions: ReadonlyArray<ParameterVersion>,
  target: ParameterVersion,
  labels: ReadonlyArray<string>,
): { readonly versions: ReadonlyArray<ParameterVersion>; readonly moves: ReadonlyArray<LabelMove> } => {
  const added = labels.filter((label) => !labelsOf(target).includes(label));
  const after = [...labelsOf(target), ...added];
  if (after.length > MAX_LABELS) {
    throw new ParameterStoreError(
      "ParameterVersionLabelLimitExceeded",
      `A version can carry at most ${MAX_LABELS} labels. Move some to another version, and try again.`,
    );
  }
  const moves = added.map((label): LabelMove => {
    const from = versions.find((version) => labelsOf(version).includes(label));
    return from === undefined ? { label } : { label, fromVersion: from.version };
  });
  const relabel = (version: ParameterVersion): ParameterVersion =>
    version.version === target.version
      ? withLabels(version, after)
      : withLabels(
          version,
          labelsOf(version).filter((label) => !added.includes(label)),
        );
  return { versions: versions.map(relabel), moves };
};

/** Takes `labels` off version number `target`. Answers all versions after the change, and the labels that came off. */
export const detachLabels = (
  versions: ReadonlyArray<ParameterVersion>,
  target: ParameterVersion,
  labels: ReadonlyArray<string>,
): { readonly versions: ReadonlyArray<ParameterVersion>; readonly removed: ReadonlyArray<string> } => {
  const left = labelsOf(target).filter((label) => !labels.includes(label));
  return {
    versions: versions.map((version) => (version === target ? withLabels(version, left) : version)),
    removed: labelsOf(target).filter((label) => labels.includes(label)),
  };
};
