import { type FactSummary, identityOf, isVersion } from "../model/fact.ts";
import { orderFacts, type Timeline } from "./order-facts.ts";

/** Versions that SSM had dropped before they could be stored: both ends included. */
export interface Gap {
  readonly fromVersion: number;
  readonly toVersion: number;
}

const gapsByVersion = ({ entries }: Timeline): ReadonlyMap<string, Gap> => {
  const gaps = new Map<string, Gap>();
  entries.forEach(({ fact }, index) => {
    const before = entries[index - 1]?.fact;
    if (!isVersion(fact) || fact.version === undefined) return;
    const isFirst = before === undefined || !isVersion(before);
    if (!isFirst && before.version === undefined) return;
    const known = isFirst || (before.version ?? 0) >= fact.version ? 0 : (before.version ?? 0);
    if (fact.version > known + 1) {
      gaps.set(`${identityOf(fact)} ${known}`, { fromVersion: known + 1, toVersion: fact.version - 1 });
    }
  });
  return gaps;
};

/** The versions that are missing from the facts of a name, oldest first. */
export const gapsIn = (facts: Iterable<FactSummary>): ReadonlyArray<Gap> => [
  ...gapsByVersion(orderFacts(facts)).values(),
];

/** The gaps that come to light with facts that are added to those known before. */
export const newGaps = (known: ReadonlyArray<FactSummary>, added: ReadonlyArray<FactSummary>): ReadonlyArray<Gap> => {
  if (added.length === 0) return [];
  const before = gapsByVersion(orderFacts(known));
  return [...gapsByVersion(orderFacts([...known, ...added]))].flatMap(([key, gap]) => (before.has(key) ? [] : [gap]));
};
