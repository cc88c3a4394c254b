import type { LabelChange, VersionFact } from "../model/fact.ts";
import { type LiveHistory, newestOf, type ParameterVersion } from "../model/parameter-version.ts";
import { type Millis, startOfSecond } from "../model/time.ts";

/** The version of each label. A label is on one version at a time (Systems Manager User Guide, "labels"). */
type Labels = Map<string, number>;

/** The newest version of a history, with the labels of older versions. */
export const newestWithOlderLabels = (versions: LiveHistory): ParameterVersion => {
  const newest = newestOf(versions);
  const older: Labels = new Map();
  for (const { version, attributes } of versions) {
    if (version === newest.version) break;
    for (const label of attributes.labels ?? []) older.set(label, version);
  }
  return { ...newest, attributes: { ...newest.attributes, olderLabels: Object.fromEntries(older) } };
};

/** How often the changes put a label onto a version, minus how often the changes took the label off the version. */
const balanceOf = (changes: ReadonlyArray<LabelChange>, version: number | undefined): number =>
  changes.reduce(
    (sum, { fromVersion, toVersion }) => sum + Number(toVersion === version) - Number(fromVersion === version),
    0,
  );

/**
 * The version that had the label before the changes of one second: the changes took the label off that version and did
 * not put the label back. `undefined`: no version had the label.
 */
const startOf = (changes: ReadonlyArray<LabelChange>): number | undefined =>
  (changes.find(({ fromVersion }) => balanceOf(changes, fromVersion) < 0) ?? changes[0])?.fromVersion;

/** The version that had the label after the changes of one second. `undefined`: the same version as before. */
const endOf = (changes: ReadonlyArray<LabelChange>): number | undefined =>
  changes.findLast(({ toVersion }) => balanceOf(changes, toVersion) > 0)?.toVersion;

const ofSecond = (changes: ReadonlyArray<LabelChange>, at: Millis | undefined): ReadonlyArray<LabelChange> =>
  changes.filter((change) => change.at === at);

/** The version that has the label at an instant, by the changes of one label. `undefined`: no version has the label. */
const versionAt = (changes: ReadonlyArray<LabelChange>, instant: Millis): number | undefined => {
  const last = changes.findLast(({ at }) => at <= instant);
  return last === undefined
    ? startOf(ofSecond(changes, changes[0]?.at))
    : (endOf(ofSecond(changes, last.at)) ?? versionAt(changes, last.at - 1));
};

const compareChanges = (a: LabelChange, b: LabelChange): number =>
  a.at - b.at || (a.eventId < b.eventId ? -1 : Number(a.eventId > b.eventId));

/** The stored labels of a version, corrected by label changes. */
const labelsAt = (
  version: VersionFact,
  number: number,
  changes: ReadonlyArray<LabelChange>,
  instant: Millis,
): Labels => {
  const { labels: seen = [], olderLabels } = version.attributes;
  const labels: Labels = new Map([
    ...seen.map((label) => [label, number] as const),
    ...Object.entries(olderLabels ?? {}),
  ]);
  for (const [label, ofLabel] of Map.groupBy(changes.toSorted(compareChanges), (change) => change.label)) {
    const since = ofLabel.filter(({ at }) => at >= startOfSecond(version.modifiedAt));
    const isSeen = labels.has(label) || olderLabels !== undefined;
    if (since.length === 0 && isSeen) continue;
    const on = versionAt(since.length === 0 ? ofLabel : since, instant);
    if (on === undefined) labels.delete(label);
    else labels.set(label, on);
  }
  return labels;
};

/**
 * Gives a version the labels of an instant. The version must be the newest at the instant. The stored labels were read
 * when the version was stored. Label changes since the version's modification time win over the stored labels; the
 * stored labels win over older changes.
 *
 * @param changes The label changes of the version's incarnation.
 */
export const withLabelsAt = (
  version: VersionFact,
  changes: ReadonlyArray<LabelChange>,
  instant: Millis,
): VersionFact => {
  const { version: number, attributes } = version;
  if (number === undefined || changes.length === 0) return version;
  const { labels: _seen, olderLabels, ...others } = attributes;
  const labels = [...labelsAt(version, number, changes, instant)];
  const own = labels.flatMap(([label, on]) => (on === number ? [label] : []));
  const older = labels.filter(([, on]) => on < number);
  return {
    ...version,
    attributes: {
      ...others,
      ...(own.length === 0 ? {} : { labels: own }),
      ...(olderLabels === undefined && older.length === 0 ? {} : { olderLabels: Object.fromEntries(older) }),
    },
  };
};
