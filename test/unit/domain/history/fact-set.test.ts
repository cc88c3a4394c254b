import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addFacts, type FactSet, mergeFacts } from "../../../../src/domain/history/fact-set.ts";
import { type Fact, identityOf, type VersionFact } from "../../../../src/domain/model/fact.ts";
import type { ParameterAttributes } from "../../../../src/domain/model/parameter-version.ts";
import { labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { anyDeletion } from "../../../support/any-facts.ts";
import { deleted } from "../../../support/facts.ts";

const copy = (attributes: ParameterAttributes): VersionFact => versionFactOf({ attributes });
const merged = (a: ParameterAttributes, b: ParameterAttributes): ParameterAttributes => {
  const fact = mergeFacts(copy(a), copy(b));
  if (fact._tag !== "Version") throw new Error("two copies of a version are a version");
  return fact.attributes;
};

describe("a version of two copies", () => {
  it("has the labels and tags that either was seen with", () => {
    const seen = { labels: ["a"], olderLabels: { b: 1 }, tags: { team: "blue" } };
    expect(merged(seen, {})).toEqual(seen);
    expect(merged({}, seen)).toEqual(seen);
    expect(merged({ tier: "Standard" }, {})).toStrictEqual({ tier: "Standard" });
  });

  it("has those of one copy where both were seen with some, by a rule that no order of the copies changes", () => {
    const [a, b] = [
      { labels: ["a"], tags: { team: "red" } },
      { labels: ["b"], tags: { team: "blue" } },
    ];
    expect(merged(a, b)).toEqual({ labels: ["b"], tags: { team: "red" } });
    expect(merged(b, a)).toEqual({ labels: ["b"], tags: { team: "red" } });
  });

  it("has its tags in one order", () => {
    const [a, b] = [{ tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" } }];
    expect(JSON.stringify([merged(a, b), merged(b, a)])).toBe(JSON.stringify([a, a]));
  });
});

describe("a deletion of two copies", () => {
  it("has the earliest evidence of both", () => {
    expect(mergeFacts(deleted(1, "a", 1500), deleted(1, "a", 1100))).toEqual(deleted(1, "a", 1100));
    expect(mergeFacts(deleted(1, "a", 1100), deleted(1, "a"))).toEqual(deleted(1, "a", 1100));
    expect(mergeFacts(deleted(1, "a"), deleted(1, "a", 1100))).toEqual(deleted(1, "a", 1100));
    expect(mergeFacts(deleted(1), deleted(1))).toStrictEqual(deleted(1));
  });
});

describe("a set of facts", () => {
  it("counts what is new, and leaves the set alone that it grows from", () => {
    const first = addFacts(new Map(), [deleted(1), deleted(1), versionFactOf()]);
    const second = addFacts(first.all, [deleted(1, "a", 1100), labelChangeOf()]);
    expect([first.added, second.added, first.all.size, second.all.size]).toEqual([2, 1, 2, 3]);
    expect(first.all.get(identityOf(deleted(1)))).toEqual(deleted(1));
    expect(second.all.get(identityOf(deleted(1)))).toEqual(deleted(1, "a", 1100));
    expect(second.all.get(identityOf(labelChangeOf()))).toEqual(labelChangeOf());
  });
});

const someText = fc.constantFrom("a", "b", "c");
const anyCopy: fc.Arbitrary<Fact> = fc.oneof(
  anyDeletion,
  fc
    .record(
      {
        labels: fc.uniqueArray(someText, { maxLength: 2 }),
        olderLabels: fc.dictionary(someText, fc.nat(2), { maxKeys: 2 }),
        tags: fc.dictionary(someText, someText, { maxKeys: 3 }),
      },
      { requiredKeys: [] },
    )
    .map((attributes) => copy({ tier: "Standard", ...attributes })),
  fc.constant(labelChangeOf()),
);

/** The facts of a set to which these were added one batch after the other, by identity. */
const union = (...batches: ReadonlyArray<ReadonlyArray<Fact>>): ReadonlyArray<readonly [string, Fact]> => {
  const all = batches.reduce<FactSet>((known, facts) => addFacts(known, facts).all, new Map());
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
};

describe("the union of facts", () => {
  const facts = fc.array(anyCopy, { maxLength: 6 });

  it("is the same in any order, in any batches, and however often facts come", () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const all = union(a, b);
        expect(union(b, a)).toEqual(all);
        expect(union([...a, ...b].reverse())).toEqual(all);
        expect(union(a, b, a, b)).toEqual(all);
      }),
      { numRuns: 500 },
    );
  });

  it("counts every identity once", () => {
    fc.assert(
      fc.property(facts, (all) => {
        expect(addFacts(new Map(), all).added).toBe(new Set(all.map(identityOf)).size);
      }),
      { numRuns: 200 },
    );
  });
});
