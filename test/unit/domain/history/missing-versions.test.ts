import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { missingVersions } from "../../../../src/domain/history/missing-versions.ts";
import type { Situation } from "../../../../src/domain/history/situation.ts";
import { parameterVersion } from "../../../../src/testing/builders.ts";
import { deleted, found, marker, moved, unnumbered, version } from "../../../support/facts.ts";
import { live, situationOf } from "../../../support/situations.ts";

const LIVE = live([3, 3000], [4, 4000], [5, 5000]);

const missing = (given: Partial<Situation>): ReadonlyArray<number> | undefined =>
  missingVersions(situationOf({ live: LIVE, ...given }))?.map(({ version: number }) => number);

describe("the versions that are missing by the newest facts", () => {
  it("are those behind the newest stored one", () => {
    expect(missing({ newest: version(3, 3000) })).toEqual([4, 5]);
    expect(missing({ newest: version(4, 4000) })).toEqual([5]);
    expect(missing({ newest: version(5, 5000) })).toEqual([]);
  });

  it("are also those behind deletions, whatever the deletions are of", () => {
    expect(missing({ newest: version(4, 4000), deletions: [deleted(4), found(9_000_000)] })).toEqual([5]);
  });

  it("are all where the newest stored one is older than all that exist", () => {
    expect(missing({ newest: version(2, 2000) })).toEqual([3, 4, 5]);
    expect(missing({ newest: version(9, 2999) })).toEqual([3, 4, 5]);
    expect(missing({ newest: unnumbered(3000) })).toEqual([3, 4, 5]);
    expect(missing({ newest: version(2, 3000) })).toEqual([3, 4, 5]);
  });

  it("are known by all facts alone where the newest stored one does not exist, and is not older", () => {
    expect(missing({ newest: version(4, 4001) })).toBeUndefined();
    expect(missing({ newest: version(9, 4000) })).toBeUndefined();
    expect(missing({ newest: version(4, 3000) })).toBeUndefined();
    expect(missing({ newest: version(1, 9_000_000_000) })).toBeUndefined();
  });

  it("are all where nothing is stored, or deletions that came before", () => {
    expect(missing({})).toEqual([3, 4, 5]);
    expect(missing({ deletions: [deleted(2), found(2999), marker(2999)] })).toEqual([3, 4, 5]);
  });

  it("are all behind a deletion that was found before them in their second, and not behind an event's", () => {
    const given = { live: live([1, 3500]) };
    expect(missing({ ...given, deletions: [found(3499), marker(3499)] })).toEqual([1]);
    expect(missing({ ...given, deletions: [found(3500)] })).toBeUndefined();
    expect(missing({ ...given, deletions: [deleted(3)] })).toBeUndefined();
  });

  it.each([
    ["an event's of the same second", deleted(3)],
    ["an event's of a later one", deleted(6)],
    ["one that was found at that millisecond", found(3000)],
    ["a marker of that millisecond", marker(3000)],
  ])("are known by all facts alone behind a deletion: %s", (_what, deletion) => {
    expect(missing({ deletions: [deleted(1), deletion] })).toBeUndefined();
  });

  it("are none where the parameter does not exist", () => {
    expect(missing({ live: O.none, newest: version(9, 9000) })).toEqual([]);
    expect(missing({ live: O.none })).toEqual([]);
  });
});

describe("the versions that are missing by all facts", () => {
  it("are those that are not among the facts, in the middle, too", () => {
    const facts = [version(3, 3000), version(5, 5000), deleted(9), moved(4, 4)];
    expect(missing({ facts, newest: version(5, 5000) })).toEqual([4]);
    expect(missing({ facts: [] })).toEqual([3, 4, 5]);
  });

  it("are told by number and time, both of them", () => {
    expect(missing({ facts: [version(3, 3001), version(2, 4000), unnumbered(5000)] })).toEqual([3, 4, 5]);
  });

  it("are also those that an earlier look saw, each once", () => {
    const seen = [
      parameterVersion({ version: 2, modifiedAt: 2000 }),
      parameterVersion({ version: 3, modifiedAt: 3000 }),
    ];
    expect(missing({ facts: [version(4, 4000)], seen })).toEqual([2, 3, 5]);
    expect(missing({ facts: [version(2, 2000)], seen, live: O.none })).toEqual([3]);
  });
});
