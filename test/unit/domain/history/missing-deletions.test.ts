import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { foundDeletion, missingDeletions, SETTLING } from "../../../../src/domain/history/missing-deletions.ts";
import type { Situation } from "../../../../src/domain/history/situation.ts";
import { verdictsOn } from "../../../../src/domain/history/verdicts.ts";
import { deletionOf } from "../../../../src/testing/builders.ts";
import { deleted, found, marker, moved, version } from "../../../support/facts.ts";
import { event, live, situationOf } from "../../../support/situations.ts";

/** The deletions that are missing in a situation. */
const missing = (given: Partial<Situation>) => {
  const situation = situationOf(given);
  return missingDeletions(situation, verdictsOn(situation, []) ?? new Map());
};

const DELETE = event("Delete", 5);

describe("a deletion that an event tells of", () => {
  it("is missing until it is known to be stored", () => {
    expect(missing({ events: [DELETE] })).toEqual([deleted(5)]);
    expect(missing({ events: [DELETE], deletions: [deleted(4), deleted(5, "b"), found(5000)] })).toEqual([deleted(5)]);
    expect(missing({ events: [DELETE], deletions: [deleted(5)] })).toEqual([]);
    expect(missing({ events: [DELETE], facts: [version(1, 1000), deleted(5)] })).toEqual([]);
  });

  it("is of its event's second, operation and id", () => {
    const late = { ...DELETE, time: 5_999 };
    expect(missing({ events: [late] })).toEqual([deleted(5)]);
    const source = { _tag: "Event", eventId: "x", operation: "Expiration" } as const;
    expect(missing({ events: [event("Expiration", 5, "x")] })).toEqual([deletionOf({ at: 5000, source })]);
  });

  it("is one however often its event comes, and another one with each event", () => {
    expect(missing({ events: [DELETE, { ...DELETE }, event("Delete", 5, "b")] })).toEqual([
      ...[deleted(5), deleted(5, "b")],
    ]);
  });

  it("is not stored where SSM contradicts it, nor is one of any other event", () => {
    expect(missing({ events: [DELETE], live: live([1, 4999]) })).toEqual([]);
    expect(missing({ events: [event("Update", 5), event("LabelParameterVersion", 5, "b")] })).toEqual([]);
  });

  it("has evidence where the parameter exists again since its own second", () => {
    expect(missing({ events: [DELETE], live: live([1, 5300], [2, 5400]) })).toEqual([deleted(5, "a", 5300)]);
    expect(missing({ events: [DELETE], live: live([1, 6000]) })).toEqual([deleted(5)]);
  });
});

describe("evidence on a stored deletion of an event", () => {
  const evidence = (deletion = deleted(5), at = 5300) =>
    missing({ deletions: [deletion], live: live([1, at], [2, 9000]) });

  it("is what exists since its second", () => {
    expect(evidence()).toEqual([deleted(5, "a", 5300)]);
    expect(evidence(deleted(5), 5000)).toEqual([deleted(5, "a", 5000)]);
    expect(evidence(deleted(5), 5999)).toEqual([deleted(5, "a", 5999)]);
  });

  it("is nothing of another second", () => {
    expect([evidence(deleted(5), 4999), evidence(deleted(5), 6000)]).toEqual([[], []]);
  });

  it("is new only where it is better than the deletion's own", () => {
    expect(evidence(deleted(5, "a", 5301))).toEqual([deleted(5, "a", 5300)]);
    expect(evidence(deleted(5, "a", 5300))).toEqual([]);
    expect(evidence(deleted(5, "a", 5299))).toEqual([]);
  });

  it("is given by nothing that does not exist, nor on facts that were read after SSM", () => {
    expect(missing({ deletions: [deleted(5)] })).toEqual([]);
    expect(missing({ facts: [deleted(5)], live: live([1, 5300]) })).toEqual([]);
  });
});

describe.each([
  ["a found deletion", found],
  ["a bare marker", (at: number, aliveSince?: number) => marker(at, "m", aliveSince)],
])("evidence on %s", (_what, make) => {
  const evidence = (deletion = make(5000), at = 1000) => missing({ deletions: [deletion], live: live([1, at]) });

  it("is what was alive before it, at any time, and is alive now", () => {
    expect(evidence()).toEqual([make(5000, 1000)]);
    expect(evidence(make(5000), 4999)).toEqual([make(5000, 4999)]);
    expect([evidence(make(5000), 5000), evidence(make(5000), 5001)]).toEqual([[], []]);
  });

  it("is new only where the deletion has none that says the same", () => {
    expect([evidence(make(5000, 4000)), evidence(make(5000, 500))]).toEqual([[], []]);
    expect(evidence(make(5000, 4999))).toEqual([]);
    expect(evidence(make(5000, 5000))).toEqual([make(5000, 1000)]);
  });
});

describe("the deletion that a sweep found", () => {
  const NOW = 1_000_000;
  const sweep = (given: Partial<Situation>, told: Parameters<typeof foundDeletion>[1] = []) =>
    foundDeletion(situationOf({ facts: [version(1, 1000)], lookedAt: NOW, ...given }), told);

  it("is of the moment of the look, where the parameter exists by the facts alone", () => {
    expect(sweep({})).toEqual([found(NOW)]);
  });

  it("is left to a sweep", () => {
    const { lookedAt: _lookedAt, ...situation } = situationOf({ facts: [version(1, 1000)] });
    expect(foundDeletion(situation, [])).toEqual([]);
  });

  it("is none where the parameter exists, or did not by the facts", () => {
    expect(sweep({ live: live([1, 1000]) })).toEqual([]);
    expect(sweep({ facts: [] })).toEqual([]);
    expect(sweep({ facts: [moved(1, 1)] })).toEqual([]);
    expect(sweep({ facts: [version(1, 1000), deleted(5)] })).toEqual([]);
    expect(foundDeletion({ ...situationOf({ live: O.none }), lookedAt: NOW }, [])).toEqual([]);
  });

  it("is none where its event is stored together with it", () => {
    expect(sweep({}, [deleted(5)])).toEqual([]);
  });

  it("is none where an event tells of a deletion of that second", () => {
    expect(sweep({ facts: [version(1, 1000), deleted(NOW / 1000)] })).toEqual([]);
    expect(sweep({ facts: [version(1, 1000), deleted(NOW / 1000 + 1)] })).toEqual([found(NOW)]);
  });

  it("is believed when the parameter has been unchanged for a minute, and no sooner", () => {
    expect(sweep({ facts: [version(1, NOW - SETTLING)] })).toEqual([found(NOW)]);
    expect(sweep({ facts: [version(1, NOW - SETTLING + 1)] })).toEqual([]);
    expect(SETTLING).toBe(60_000);
  });

  it("is not hindered by facts from the future", () => {
    expect(sweep({ facts: [version(1, 1000), version(9, NOW + 1000), deleted(9_000_000)] })).toEqual([found(NOW)]);
  });
});
