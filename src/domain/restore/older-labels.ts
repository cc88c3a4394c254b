import type { VersionFact } from "../model/fact.ts";
import { isSameVersion, type ParameterVersion } from "../model/parameter-version.ts";
import type { WantedState } from "./parameter-state.ts";

/**
 * Adds the labels of older versions to a state to bring back: the labels whose versions still exist. Version numbers
 * begin anew with each incarnation, so there are none where the stored version belongs to another incarnation. A note
 * names the labels that are left out.
 *
 * @param stored The version that the state is made from, with the labels of the instant.
 * @param versions The versions that exist where the state is restored to.
 */
export const withOlderLabels = (
  { state, notes }: WantedState,
  stored: VersionFact,
  versions: ReadonlyArray<ParameterVersion>,
): WantedState => {
  const isSameIncarnation = versions.some((version) => isSameVersion(version, stored));
  const existing = new Set(isSameIncarnation ? versions.map(({ version }) => version) : []);
  const labels = Object.entries(stored.attributes.olderLabels ?? {});
  const reachable = labels.filter(([, on]) => existing.has(on));
  const lost = labels.filter(([, on]) => !existing.has(on)).map(([label, on]) => `${label} (version ${on})`);
  const { olderLabels: _all, ...others } = state.attributes;
  return {
    state: {
      ...state,
      attributes: reachable.length === 0 ? others : { ...others, olderLabels: Object.fromEntries(reachable) },
    },
    notes: lost.length === 0 ? notes : [...notes, `labels of versions that are gone are left out: ${lost.join(", ")}`],
  };
};
