import * as O from "fp-ts/lib/Option.js";
import { compareVersions, type Deletion, type FactSummary, identityOf, isVersion } from "../model/fact.ts";
import { isSameVersion, type ParameterVersion } from "../model/parameter-version.ts";
import { endOfSecond, type Millis } from "../model/time.ts";
import type { Situation } from "./situation.ts";

/** The versions that are not among the facts, each once. */
const missingBySet = (
  versions: ReadonlyArray<ParameterVersion>,
  facts: ReadonlyArray<FactSummary>,
): ReadonlyArray<ParameterVersion> => {
  const known = new Set(facts.filter(isVersion).map(identityOf));
  return versions.filter((version) => {
    const identity = identityOf({ _tag: "Version", ...version });
    const isMissing = !known.has(identity);
    known.add(identity);
    return isMissing;
  });
};

const lastMillisOf = ({ at, source }: Deletion): Millis => (source._tag === "Event" ? endOfSecond(at) : at);

/** The missing versions by the newest facts alone. `undefined`: the newest facts do not tell. */
const missingByTail = ({ live, newest, deletions }: Situation): ReadonlyArray<ParameterVersion> | undefined => {
  if (O.isNone(live)) return [];
  const versions = live.value;
  const [root] = versions;
  if (newest === undefined) {
    return deletions.every((deletion) => lastMillisOf(deletion) < root.modifiedAt) ? versions : undefined;
  }
  const index = versions.findLastIndex((version) => isSameVersion(version, newest));
  if (index >= 0) return versions.slice(index + 1);
  return compareVersions(root, newest) > 0 ? versions : undefined;
};

/**
 * The versions that SSM has and the store lacks. `undefined`: the answer needs all facts. Versions are stored oldest
 * first, so when the newest stored version exists in SSM, every older version is stored.
 */
export const missingVersions = (situation: Situation): ReadonlyArray<ParameterVersion> | undefined => {
  const { facts, seen = [], live } = situation;
  if (facts === undefined) return missingByTail(situation);
  return missingBySet([...seen, ...(O.isSome(live) ? live.value : [])], facts);
};
