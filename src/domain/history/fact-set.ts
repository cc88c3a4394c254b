import { type Fact, identityOf, mergeEvidence, type VersionFact } from "../model/fact.ts";
import type { ParameterAttributes, ParameterTags } from "../model/parameter-version.ts";

/** The facts of one name by identity. */
export type FactSet = ReadonlyMap<string, Fact>;

/**
 * Chooses between two observations. The choice does not depend on their order: a known observation wins over an unknown
 * one, then the larger text wins.
 */
const either = <A>(a: A | undefined, b: A | undefined): A | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return JSON.stringify(a) >= JSON.stringify(b) ? a : b;
};

const sortedTags = (tags: ParameterTags | undefined): ParameterTags | undefined =>
  tags === undefined ? undefined : Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Merges two copies of one version that were read at different moments. A version never changes. Labels and tags do, so
 * the merged version takes each from one of the copies. The order of the copies does not matter.
 */
const mergeVersions = (a: VersionFact, b: VersionFact): VersionFact => {
  const { labels: _labels, olderLabels: _older, tags: _tags, ...others } = a.attributes;
  const seen: ParameterAttributes = Object.fromEntries(
    Object.entries({
      labels: either(a.attributes.labels, b.attributes.labels),
      olderLabels: either(a.attributes.olderLabels, b.attributes.olderLabels),
      tags: either(sortedTags(a.attributes.tags), sortedTags(b.attributes.tags)),
    }).filter(([, value]) => value !== undefined),
  );
  return { ...a, attributes: { ...others, ...seen } };
};

/** Merges two copies of one fact. The order of the copies does not matter. */
export const mergeFacts = (a: Fact, b: Fact): Fact => {
  if (a._tag === "Version" && b._tag === "Version") return mergeVersions(a, b);
  return a._tag === "Deletion" && b._tag === "Deletion" ? mergeEvidence(a, b) : a;
};

/** Adds facts to a set. `added` is the number of facts that are new in the set. */
export const addFacts = (known: FactSet, facts: Iterable<Fact>): { readonly all: FactSet; readonly added: number } => {
  const all = new Map(known);
  for (const fact of facts) {
    const identity = identityOf(fact);
    const same = all.get(identity);
    all.set(identity, same === undefined ? fact : mergeFacts(same, fact));
  }
  return { all, added: all.size - known.size };
};
