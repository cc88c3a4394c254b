import type { VersionRecord } from "../model/backup-record.ts";
import { isSameVersion, type LiveHistory, newestOf, type ParameterVersion } from "../model/parameter-version.ts";
import type { WantedState } from "./parameter-state.ts";

/** Which version each label is on: a label is on one version at a time (Systems Manager User Guide, "labels"). */
export type Labels = Map<string, number>;

/** The labels of versions. */
export const labelsOf = (versions: ReadonlyArray<ParameterVersion>): Labels =>
  new Map(
    versions.flatMap(({ version, attributes }) => (attributes.labels ?? []).map((label) => [label, version] as const)),
  );

/** The newest version of a history, with the labels that are on older ones. */
export const newestWithOlderLabels = (versions: LiveHistory): ParameterVersion => {
  const newest = newestOf(versions);
  const older = labelsOf(versions.slice(0, -1));
  return older.size === 0
    ? newest
    : { ...newest, attributes: { ...newest.attributes, olderLabels: Object.fromEntries(older) } };
};

/**
 * A state to bring back with the labels that its record knows of older versions, as far as those live and belong to the
 * record's own life: numbers begin again with each. The others are told.
 *
 * @param versions Those that live where it is restored to.
 */
export const withOlderLabels = (
  { state, notes }: WantedState,
  record: VersionRecord,
  versions: ReadonlyArray<ParameterVersion>,
): WantedState => {
  const isSameLife = versions.some((version) => isSameVersion(version, record));
  const living = new Set(isSameLife ? versions.map(({ version }) => version) : []);
  const labels = Object.entries(record.attributes.olderLabels ?? {});
  const reachable = labels.filter(([, on]) => living.has(on));
  const lost = labels.filter(([, on]) => !living.has(on)).map(([label, on]) => `${label} (version ${on})`);
  const { olderLabels: _all, ...others } = state.attributes;
  return {
    state: {
      ...state,
      attributes: reachable.length === 0 ? others : { ...others, olderLabels: Object.fromEntries(reachable) },
    },
    notes: lost.length === 0 ? notes : [...notes, `labels of versions that are gone are left out: ${lost.join(", ")}`],
  };
};
