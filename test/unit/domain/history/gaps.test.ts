import { describe, expect, it } from "vitest";
import { gapBetween, gapsIn, newGaps } from "../../../../src/domain/history/gaps.ts";
import { deleted, found, moved, unnumbered, version } from "../../../support/facts.ts";

const gap = (fromVersion: number, toVersion: number) => ({ fromVersion, toVersion });

describe("between two facts", () => {
  it("the versions are missing whose numbers are", () => {
    expect(gapBetween(version(1, 1000), version(2, 2000))).toBeUndefined();
    expect(gapBetween(version(1, 1000), version(3, 2000))).toEqual(gap(2, 2));
    expect(gapBetween(version(1, 1000), version(9, 2000))).toEqual(gap(2, 8));
  });

  it("the first versions are missing where an incarnation begins with a later one", () => {
    for (const before of [undefined, deleted(1), found(1500)]) {
      expect(gapBetween(before, version(1, 2000))).toBeUndefined();
      expect(gapBetween(before, version(3, 2000))).toEqual(gap(1, 2));
    }
  });

  it("the first versions are missing where numbers begin anew without a deletion", () => {
    expect(gapBetween(version(5, 1000), version(1, 2000))).toBeUndefined();
    expect(gapBetween(version(5, 1000), version(3, 2000))).toEqual(gap(1, 2));
    expect(gapBetween(version(3, 1000), version(3, 2000))).toEqual(gap(1, 2));
  });

  it("nothing is known to be missing beside a version without a number", () => {
    expect(gapBetween(unnumbered(1000), version(3, 2000))).toBeUndefined();
    expect(gapBetween(version(1, 1000), unnumbered(2000))).toBeUndefined();
    expect(gapBetween(undefined, unnumbered(2000))).toBeUndefined();
  });

  it("nothing is missing before a deletion", () => {
    expect(gapBetween(version(1, 1000), deleted(2))).toBeUndefined();
  });
});

describe("the gaps in facts", () => {
  it("are told oldest first, by the order of the facts", () => {
    const facts = [version(2, 6000), version(5, 3000), version(3, 1000), deleted(4), moved(5, 9)];
    expect(gapsIn(facts)).toEqual([gap(1, 2), gap(4, 4), gap(1, 1)]);
    expect(gapsIn([])).toEqual([]);
  });

  it("are several although they miss the same numbers", () => {
    expect(gapsIn([version(2, 1000), deleted(2), version(2, 3000)])).toEqual([gap(1, 1), gap(1, 1)]);
  });
});

describe("the gaps that come to light", () => {
  it("are those before the new facts, and not those that were known", () => {
    expect(newGaps([version(3, 1000)], [version(6, 2000)])).toEqual([gap(4, 5)]);
    expect(newGaps([version(3, 1000)], [version(4, 2000)])).toEqual([]);
    expect(newGaps([], [version(3, 1000)])).toEqual([gap(1, 2)]);
  });

  it("are none where nothing is new", () => {
    expect(newGaps([version(3, 1000)], [])).toEqual([]);
    expect(newGaps([version(3, 1000)], [version(3, 1000)])).toEqual([]);
  });

  it("are both halves of a gap in which a late version lies", () => {
    expect(newGaps([version(1, 1000), version(9, 9000)], [version(5, 5000)])).toEqual([gap(2, 4), gap(6, 8)]);
    expect(newGaps([version(1, 1000), version(3, 9000)], [version(2, 5000)])).toEqual([]);
  });

  it("are also those behind a deletion that is new", () => {
    expect(newGaps([version(1, 1000), version(2, 6000)], [deleted(4)])).toEqual([gap(1, 1)]);
  });
});
