import type { VersionFact } from "../model/fact.ts";
import { isSameVersion, type ParameterVersion } from "../model/parameter-version.ts";
import type { WantedState } from "./parameter-state.ts";

/**
 * Adds the labels of older versions to a wanted state. A label is added when its version still exists. Every
 * incarnation numbers its versions anew, so nothing is added where the stored version belongs to another incarnation. A
 * note names the labels that are left out.
 *
 * @param stored The version of the wanted state, with the labels of the instant.
 * @param versions The existing versions of the parameter that is written.
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
