import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderFacts } from "../../../../src/domain/history/order-facts.ts";
import { type FactSummary, isDeletion } from "../../../../src/domain/model/fact.ts";
import { anyFacts } from "../../../support/any-facts.ts";

/** A copy that is worth less: without evidence, or with evidence that is later by so much. */
const weaker = (fact: FactSummary, later: number): FactSummary => {
  if (!isDeletion(fact)) return fact;
  const { aliveSince, ...bare } = fact;
  return aliveSince === undefined || later === 0 ? bare : { ...bare, aliveSince: aliveSince + later };
};

describe("the order of facts", () => {
  it("is the same whatever their order, and however often they come with weaker evidence", () => {
    const shuffled = anyFacts.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.tuple(fc.subarray([...facts]), fc.nat(900)).chain(([again, later]) => {
          const all = [...facts, ...again.map((fact) => weaker(fact, later))];
          return fc.shuffledSubarray(all, { minLength: all.length });
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([facts, disordered]) => {
        expect(orderFacts(disordered)).toEqual(orderFacts(facts));
      }),
      { numRuns: 2_000 },
    );
  });

  it("has each version and each deletion once, or tells that a deletion is not believed", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { entries, disbelieved } = orderFacts(facts);
        const ordered = [...entries.map(({ fact }) => fact), ...disbelieved];
        const expected = facts.filter(({ _tag }) => _tag !== "LabelChange");
        expect(ordered).toHaveLength(expected.length);
        expect(new Set(ordered)).toEqual(new Set(expected));
        expect(disbelieved.every(({ source }) => source._tag !== "Event")).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("never goes back in time", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const times = orderFacts(facts).entries.map(({ from }) => from);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 1_000 },
    );
  });

  it("leaves a version at its own time, and a deletion within its second", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const { fact, from } of orderFacts(facts).entries) {
          if (fact._tag === "Version") expect(from).toBe(fact.modifiedAt);
          else expect([fact.at <= from, from <= fact.at + 999]).toEqual([true, true]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
