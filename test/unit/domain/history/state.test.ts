import { describe, expect, it } from "vitest";
import { orderFacts } from "../../../../src/domain/history/order-facts.ts";
import { changesWithin, entryAt, stateAt, surroundingsOf } from "../../../../src/domain/history/state.ts";
import type { FactSummary } from "../../../../src/domain/model/fact.ts";
import { deleted, found, inShort, moved, version } from "../../../support/facts.ts";

const FACTS = [version(1, 1100), version(2, 3500), deleted(4), version(1, 6000)];

/** The state at an instant in short: what it is, and the label changes of its incarnation. */
const state = (facts: ReadonlyArray<FactSummary>, instant: number): string | undefined => {
  const at = stateAt(facts, instant);
  if (at === undefined) return undefined;
  return at._tag === "Exists" ? [at.version, ...at.labelChanges].map(inShort).join(", ") : inShort(at.deletion);
};

describe("the state at an instant", () => {
  it.each([
    [1099, undefined],
    [1100, "v1"],
    [3499, "v1"],
    [3500, "v2"],
    [4998, "v2"],
    [4999, "deleted a"],
    [5999, "deleted a"],
    [6000, "v1"],
    [9_000_000, "v1"],
  ])("%i is %s", (instant, expected) => {
    expect(state(FACTS, instant)).toBe(expected);
  });

  it("names the parameter", () => {
    const [{ name }] = [version(1, 0)];
    expect(stateAt(FACTS, 2000)).toEqual({ _tag: "Exists", name, version: version(1, 1100), labelChanges: [] });
    expect(stateAt(FACTS, 5000)).toEqual({ _tag: "Deleted", name, deletion: deleted(4) });
  });

  it("is nothing where nothing is known, or label changes alone", () => {
    expect(stateAt([], 1000)).toBeUndefined();
    expect(stateAt([moved(1, 1)], 5000)).toBeUndefined();
  });

  it("is what counts from the instant on, of two facts the later", () => {
    expect(state([version(1, 900), version(1, 1700), version(2, 2500), deleted(1)], 1700)).toBe("v1");
    expect(entryAt(orderFacts([version(1, 1000), version(2, 1000)]), 1000)?.fact).toEqual(version(2, 1000));
  });

  it("has the label changes of its incarnation alone, those after the instant included", () => {
    const changes = [moved(2, 1), moved(3, 1), moved(5, 2), moved(7, 1)];
    expect(state([...FACTS, ...changes], 4000)).toBe("v2, live -->1, live -->1");
    expect(state([...FACTS, ...changes], 1500)).toBe("v1, live -->1, live -->1");
    expect(state([...FACTS, moved(5, 2), moved(7, 1)], 6000)).toBe("v1, live -->2, live -->1");
  });

  it("has no label change of a second that holds a deletion around its incarnation", () => {
    const changes = [moved(3, 1), moved(4, 2), moved(5, 1)];
    expect(state([...FACTS, ...changes], 3999)).toBe("v2, live -->1");
    expect(state([...FACTS, ...changes], 6000)).toBe("v1, live -->1");
  });
});

describe("the surroundings of a version", () => {
  it("are the nearest deletions before and after it", () => {
    const facts = [
      deleted(1, "a"),
      deleted(2, "b"),
      version(1, 3000),
      version(2, 4000),
      deleted(5, "c"),
      deleted(6, "d"),
    ];
    const timeline = orderFacts(facts);
    const around = { before: deleted(2, "b"), after: deleted(5, "c") };
    expect(surroundingsOf(timeline, version(1, 3000))).toEqual(around);
    expect(surroundingsOf(timeline, version(2, 4000))).toEqual(around);
  });

  it("are nothing where no deletion lies", () => {
    const timeline = orderFacts([version(1, 3000), version(2, 3000)]);
    expect(surroundingsOf(timeline, version(2, 3000))).toEqual({ before: undefined, after: undefined });
  });

  it("tell versions of one time, and of one number, apart", () => {
    const timeline = orderFacts([version(1, 1000), deleted(2), version(1, 3000), version(2, 3000)]);
    expect(surroundingsOf(timeline, version(1, 1000))).toEqual({ before: undefined, after: deleted(2) });
    expect(surroundingsOf(timeline, version(2, 3000))).toEqual({ before: deleted(2), after: undefined });
  });

  it("bound label changes by the second of a found deletion, too", () => {
    const changes = [moved(1, 1), moved(2, 1), moved(3, 1)];
    const within = (before?: number, after?: number) =>
      changesWithin(changes, {
        before: before === undefined ? undefined : found(before),
        after: after === undefined ? undefined : found(after),
      }).map(({ at }) => at);
    expect([within(), within(1500), within(undefined, 2500), within(1500, 3999)]).toEqual([
      ...[[1000, 2000, 3000], [2000, 3000], [1000], [2000]],
    ]);
  });
});
