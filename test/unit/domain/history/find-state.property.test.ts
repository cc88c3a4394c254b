import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findState, searchLater, searchNow, type VersionQuery } from "../../../../src/domain/history/find-state.ts";
import { stateAt } from "../../../../src/domain/history/state.ts";
import {
  compareVersions,
  type FactSummary,
  isVersion,
  type VersionSummary,
} from "../../../../src/domain/model/fact.ts";
import { anyFacts, LATEST } from "../../../support/any-facts.ts";
import { deleted, found, moved, unnumbered, version } from "../../../support/facts.ts";

/** Answers as a store does that has these facts. */
const answerFrom =
  (facts: ReadonlyArray<FactSummary>) =>
  ({ _tag, bound }: VersionQuery): VersionSummary | undefined => {
    const versions = facts.filter(isVersion).toSorted(compareVersions);
    return _tag === "NewestBefore"
      ? versions.findLast((candidate) => compareVersions(candidate, bound) < 0)
      : versions.find((candidate) => compareVersions(candidate, bound) > 0);
  };

const anyInstant = fc.oneof(
  fc.nat(LATEST + 1_000),
  fc.nat(8).map((second) => second * 1000 + 999),
);

describe("the state that a store finds with few versions", () => {
  it("is the state by all facts", () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, (facts, instant) => {
        const toldOf = facts.filter((fact) => !isVersion(fact));
        expect(searchNow(findState(toldOf, instant), answerFrom(facts))).toEqual(stateAt(facts, instant));
      }),
      { numRuns: 5_000 },
    );
  });

  it("is the same where the answers have to be waited for", async () => {
    await fc.assert(
      fc.asyncProperty(anyFacts, anyInstant, async (facts, instant) => {
        const toldOf = facts.filter((fact) => !isVersion(fact));
        const ask = answerFrom(facts);
        expect(await searchLater(findState(toldOf, instant), async (query) => ask(query))).toEqual(
          stateAt(facts, instant),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("the label changes of a state that a store finds", () => {
  it("do not end at a found deletion that a version further on contradicts", () => {
    const facts = [
      ...[unnumbered(0), unnumbered(3000), version(2, 4000), version(3, 4001)],
      ...[deleted(3), found(4001), moved(4, 1)],
    ];
    const state = searchNow(
      findState(
        facts.filter((fact) => !isVersion(fact)),
        3999,
      ),
      answerFrom(facts),
    );
    expect(state).toMatchObject({ _tag: "Exists", labelChanges: [moved(4, 1)] });
    expect(state).toEqual(stateAt(facts, 3999));
  });
});

describe("the questions of a search", () => {
  const asked = (facts: ReadonlyArray<FactSummary>, instant: number): ReadonlyArray<string> => {
    const queries: string[] = [];
    const ask = answerFrom(facts);
    searchNow(
      findState(
        facts.filter((fact) => !isVersion(fact)),
        instant,
      ),
      (query) => {
        queries.push(query._tag);
        return ask(query);
      },
    );
    return queries;
  };

  const versions = [version(1, 1100), version(2, 3100), version(3, 5100), version(4, 7100)];

  it("are one where no deletion lies near", () => {
    expect(asked(versions, 3999)).toEqual(["NewestBefore"]);
    expect(asked([...versions, deleted(4)], 3999)).toEqual(["NewestBefore"]);
    expect(asked([...versions, deleted(4)], 4999)).toEqual(["NewestBefore"]);
    expect(asked([], 3999)).toEqual(["NewestBefore"]);
  });

  it("are one for each neighbour where a deletion lies in the second of the version", () => {
    expect(asked([...versions, deleted(3)], 3999)).toEqual(["NewestBefore", "NewestBefore", "OldestAfter"]);
  });

  it("go back further while a deletion lies in the second of the version before", () => {
    expect(asked([...versions, deleted(3), deleted(5)], 5999)).toEqual([
      ...["NewestBefore", "NewestBefore", "NewestBefore", "OldestAfter"],
    ]);
  });

  it("are none the more for label changes, where no found deletion may lie between", () => {
    expect(asked([...versions, moved(4, 2)], 4999)).toEqual(["NewestBefore"]);
    expect(asked([...versions, moved(4, 2), deleted(2), deleted(6)], 4999)).toEqual(["NewestBefore"]);
  });
});
