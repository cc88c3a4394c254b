import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clues, likeliestPlaces, type Places, unseenIn } from "../../../../src/domain/history/likeliest-places.ts";
import { UNKNOWN_VERSION } from "../../../../src/domain/model/backup-record.ts";
import { DEFAULT_TIME, versionRecordOf } from "../../../../src/testing/builders.ts";

interface Known {
  readonly lives?: boolean;
  readonly certain?: ReadonlyArray<number>;
  readonly discovered?: ReadonlyArray<number>;
}

const cluesOf = (
  numbers: ReadonlyArray<number>,
  { lives = false, certain = [], discovered = [] }: Known = {},
): Clues => ({
  versions: numbers.map((version, index) => versionRecordOf({ version, modifiedAt: DEFAULT_TIME + index })),
  lives,
  certainIn: (place) => certain.filter((other) => other === place).length,
  isDiscovered: (place) => discovered.includes(place),
});

describe("how much happened unseen is", () => {
  const unseen = (numbers: ReadonlyArray<number>, place: number, known?: Known) =>
    [0, 1, 2].map((deletions) => unseenIn(cluesOf(numbers, known), place, deletions));

  it.each([
    ["before the first known version a life for each deletion", [3], 0, {}, [0, 1, 2]],
    ["between two lives a deletion, or a life more", [3, 1], 1, {}, [1, 0, 1]],
    ["the same where a life begins with a number that the last one had reached", [3, 3], 1, {}, [1, 0, 1]],
    ["after a life that is over a deletion, or a life more", [3], 1, {}, [1, 0, 1]],
    ["nothing after what lives", [3], 1, { lives: true }, [0, 0, 0]],
    ["nothing where numbers are missing, unless there are two deletions", [3, 5], 1, {}, [0, 0, 1]],
    ["the same beside versions without numbers", [3, UNKNOWN_VERSION, 1], 1, {}, [0, 0, 1]],
    ["the same behind them", [3, UNKNOWN_VERSION, 1], 2, {}, [0, 0, 1]],
    ["a coincidence where numbers go on", [3, 4], 1, {}, [0, 1.5, 2.5]],
    ["a lost event where a deletion was discovered, or a life more", [3, 1], 1, { discovered: [1] }, [0.5, 0, 1]],
  ])("%s", (_, numbers, place, known, expected) => {
    expect(unseen(numbers, place, known)).toEqual(expected);
  });
});

describe("deletions", () => {
  const all: Places = { first: 0, last: 2 };

  it("lie where they need the least that nobody saw", () => {
    expect(likeliestPlaces(cluesOf([1, 1]), [], [all, all])).toEqual({ kept: [], added: [1, 2] });
    expect(likeliestPlaces(cluesOf([1, 1], { certain: [1] }), [], [all])).toEqual({ kept: [], added: [2] });
  });

  it("lie earliest where that is as simple", () => {
    expect(likeliestPlaces(cluesOf([1, 1]), [], [all])).toEqual({ kept: [], added: [1] });
  });

  it("lie where each would alone where that is as simple", () => {
    const last: Places = { first: 1, last: 1 };
    expect(likeliestPlaces(cluesOf([1]), [], [{ first: 0, last: 1 }, last])).toEqual({ kept: [], added: [1, 1] });
  });

  it("that are new may come before those that are kept", () => {
    const behind: Places = { first: 2, last: 2 };
    expect(likeliestPlaces(cluesOf([1, 1]), [behind], [all])).toEqual({ kept: [2], added: [1] });
  });

  it("of a thousand lives are each told", () => {
    const numbers = Array.from({ length: 1_000 }, () => 1);
    const places = numbers.map((_, index) => ({ first: index - (index % 3), last: Math.min(1_000, index + 3) }));
    const { added } = likeliestPlaces(
      cluesOf(numbers),
      [],
      places.toSorted((a, b) => a.last - b.last),
    );
    expect(added).toEqual(numbers.map((_, index) => index + 1));
  });
});

describe("random deletions", () => {
  const ranges = (most: number, maxLength: number) =>
    fc.array(fc.tuple(fc.nat(most), fc.nat(most)), { maxLength }).map((pairs): ReadonlyArray<Places> => {
      const firsts = pairs.map(([a, b]) => Math.min(a, b)).sort((a, b) => a - b);
      const lasts = pairs.map(([a, b]) => Math.max(a, b)).sort((a, b) => a - b);
      return firsts.map((first, index) => ({ first, last: lasts[index] ?? first }));
    });
  const situation = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }).chain((numbers) =>
    fc.record({
      numbers: fc.constant(numbers),
      certain: fc.array(fc.nat(numbers.length), { maxLength: 2 }),
      kept: ranges(numbers.length, 2),
      added: ranges(numbers.length, 3),
    }),
  );

  const every = (lists: ReadonlyArray<Places>): ReadonlyArray<ReadonlyArray<number>> =>
    lists.reduce<ReadonlyArray<ReadonlyArray<number>>>(
      (ways, { first, last }) =>
        ways.flatMap((way) => Array.from({ length: last - first + 1 }, (_, more) => [...way, first + more])),
      [[]],
    );

  it("lie in possible places, as simply as the best of all ways", () => {
    fc.assert(
      fc.property(situation, ({ numbers, certain, kept, added }) => {
        const clues = cluesOf(numbers, { certain });
        const unseen = (chosen: ReadonlyArray<number>): number =>
          [...numbers, 0].reduce((sum, _, place) => {
            const here = [...certain, ...chosen].filter((other) => other === place).length;
            return sum + unseenIn(clues, place, here);
          }, 0);
        const found = likeliestPlaces(clues, kept, added);
        const chosen = [...found.kept, ...found.added];
        expect(chosen).toHaveLength(kept.length + added.length);
        for (const [index, { first, last }] of [...kept, ...added].entries()) {
          expect(chosen[index]).toBeGreaterThanOrEqual(first);
          expect(chosen[index]).toBeLessThanOrEqual(last);
        }
        expect(unseen(chosen)).toBe(Math.min(...every([...kept, ...added]).map(unseen)));
      }),
      { numRuns: 500 },
    );
  });
});
