import { type Fact, identityOf, mergeEvidence, type VersionFact } from "../model/fact.ts";
import type { ParameterAttributes, ParameterTags } from "../model/parameter-version.ts";

/** Facts of one name by their identities. */
export type FactSet = ReadonlyMap<string, Fact>;

/** Of two things that were seen, the same whichever comes first: what is known before what is not, then the larger text. */
const either = <A>(a: A | undefined, b: A | undefined): A | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return JSON.stringify(a) >= JSON.stringify(b) ? a : b;
};

const sortedTags = (tags: ParameterTags | undefined): ParameterTags | undefined =>
  tags === undefined ? undefined : Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * One version of two copies that were made at different moments. A version never changes, but its labels and its
 * parameter's tags do: each is taken from one of the copies, and it does not matter which copy came first.
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

/** One fact of two copies: the same whichever comes first. */
export const mergeFacts = (a: Fact, b: Fact): Fact => {
  if (a._tag === "Version" && b._tag === "Version") return mergeVersions(a, b);
  return a._tag === "Deletion" && b._tag === "Deletion" ? mergeEvidence(a, b) : a;
};

/** A set with more facts, and how many of these are new. */
export const addFacts = (known: FactSet, facts: Iterable<Fact>): { readonly all: FactSet; readonly added: number } => {
  const all = new Map(known);
  for (const fact of facts) {
    const identity = identityOf(fact);
    const same = all.get(identity);
    all.set(identity, same === undefined ? fact : mergeFacts(same, fact));
  }
  return { all, added: all.size - known.size };
};
