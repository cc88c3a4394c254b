import { type FactSummary, identityOf, isVersion } from "../model/fact.ts";
import { orderFacts, type Timeline, type TimelineEntry } from "./order-facts.ts";

/** Versions that SSM dropped before anybody stored them. Both ends are included. */
export interface Gap {
  readonly fromVersion: number;
  readonly toVersion: number;
}

/**
 * The versions that are missing between two neighbours of a timeline.
 *
 * @param before The earlier fact. `undefined`: `fact` is the first of the timeline.
 */
export const gapBetween = (before: TimelineEntry["fact"] | undefined, fact: TimelineEntry["fact"]): Gap | undefined => {
  if (!isVersion(fact) || fact.version === undefined) return undefined;
  const isFirst = before === undefined || !isVersion(before);
  if (!isFirst && before.version === undefined) return undefined;
  const known = isFirst || (before.version ?? 0) >= fact.version ? 0 : (before.version ?? 0);
  return fact.version > known + 1 ? { fromVersion: known + 1, toVersion: fact.version - 1 } : undefined;
};

const gapsByVersion = ({ entries }: Timeline): ReadonlyMap<string, Gap> => {
  const gaps = new Map<string, Gap>();
  entries.forEach(({ fact }, index) => {
    const gap = gapBetween(entries[index - 1]?.fact, fact);
    if (gap !== undefined) gaps.set(`${identityOf(fact)} ${gap.fromVersion}`, gap);
  });
  return gaps;
};

/** The versions that are missing from the facts of a name, oldest first. */
export const gapsIn = (facts: Iterable<FactSummary>): ReadonlyArray<Gap> => [
  ...gapsByVersion(orderFacts(facts)).values(),
];

/** The gaps that the added facts reveal: gaps that the known facts alone do not show. */
export const newGaps = (known: ReadonlyArray<FactSummary>, added: ReadonlyArray<FactSummary>): ReadonlyArray<Gap> => {
  if (added.length === 0) return [];
  const before = gapsByVersion(orderFacts(known));
  return [...gapsByVersion(orderFacts([...known, ...added]))].flatMap(([key, gap]) => (before.has(key) ? [] : [gap]));
};
