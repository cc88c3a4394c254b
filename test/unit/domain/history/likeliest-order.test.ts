import { describe, expect, it } from "vitest";
import { inLikeliestOrder } from "../../../../src/domain/history/likeliest-order.ts";
import type { RecordSummary, Tombstone, VersionSummary } from "../../../../src/domain/model/backup-record.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";

const T = DEFAULT_TIME;

const version = (number: number, later: number) => versionRecordOf({ version: number, modifiedAt: T + later });
const late = (number: number, later: number, rank: number) =>
  versionRecordOf({ version: number, modifiedAt: T + later, at: T + 999, rank });
const deletion = (eventId: string, later = 0, position = {}) =>
  tombstoneOf({ deletedAt: T + later, announcedBy: { eventId, time: T + later }, ...position });
const discovery = (later: number) =>
  tombstoneOf({ deletedAt: T + Math.floor(later / 1_000) * 1_000, at: T + later, cause: "Discovered" });

const labelOf = (record: RecordSummary): string => {
  if (record._tag === "Version") return `v${record.version}@${record.modifiedAt - T}`;
  return record.announcedBy?.eventId ?? "found";
};

const orderOf = (
  kept: ReadonlyArray<RecordSummary>,
  deletions: ReadonlyArray<Tombstone>,
  versions: ReadonlyArray<VersionSummary> = [],
): ReadonlyArray<string> =>
  inLikeliestOrder(kept, { versions, deletions, root: undefined, seenSince: undefined }).order.map(labelOf);

describe("the likeliest order", () => {
  const lives = [version(1, -5_000), version(1, 300), version(1, 600)];

  it("is the same in whatever order deletions are told: by their seconds, and within one by their identities", () => {
    const told = [deletion("c", 1_000), deletion("b"), deletion("a")];
    for (const deletions of [told, told.toReversed(), [told[1], told[0], told[2]].flatMap((one) => one ?? [])]) {
      expect(orderOf(lives, deletions)).toEqual(["v1@-5000", "a", "v1@300", "b", "v1@600", "c"]);
    }
  });

  it("has versions by their times, and by number in one millisecond, wherever they stand", () => {
    const kept = [version(4, -5_000), deletion("a"), late(1, 300, 2), version(3, 1_500)];
    expect(orderOf(kept, [], [version(2, 300)])).toEqual(["v4@-5000", "a", "v1@300", "v2@300", "v3@1500"]);
  });

  it("has a kept deletion where it is, between what is kept before it and after it", () => {
    const kept = [version(1, -5_000), deletion("a", 0, { at: T + 300, rank: -1 }), version(1, 300)];
    expect(orderOf(kept, [deletion("b")])).toEqual(["v1@-5000", "a", "v1@300", "b"]);
    expect(orderOf([version(1, -5_000), deletion("a")], [], [version(1, -7_000)])).toEqual([
      "v1@-7000",
      "v1@-5000",
      "a",
    ]);
  });

  it("has a kept deletion before what is kept behind it, also where the other way were simpler", () => {
    expect(orderOf([deletion("a"), late(1, 300, 2)], [])).toEqual(["a", "v1@300"]);
    expect(orderOf([version(1, 300), deletion("a")], [])).toEqual(["v1@300", "a"]);
  });

  it("has what lives now behind every deletion, be it kept or not", () => {
    const root = version(1, 400);
    const order = (kept: ReadonlyArray<RecordSummary>) =>
      inLikeliestOrder(kept, { versions: [], deletions: [deletion("a")], root, seenSince: undefined }).order.map(
        labelOf,
      );
    expect(order([version(1, -5_000)])).toEqual(["v1@-5000", "a", "v1@400"]);
    expect(order([version(1, -5_000), root])).toEqual(["v1@-5000", "a", "v1@400"]);
  });

  it("has a kept deletion before all lives that stand behind it at one rank", () => {
    const kept = [version(4, -5_000), deletion("a"), deletion("b"), late(1, 300, 2), late(1, 500, 2)];
    expect(orderOf(kept, [])).toEqual(["v4@-5000", "a", "v1@300", "b", "v1@500"]);
  });

  it("has a discovery before what was made after it, and in its millisecond before what begins a life", () => {
    expect(orderOf([version(1, -90_000), discovery(300)], [], [version(2, 301)])).toEqual([
      "v1@-90000",
      "found",
      "v2@301",
    ]);
    expect(orderOf([version(1, -90_000), discovery(300)], [], [version(2, 300)])).toEqual([
      "v1@-90000",
      "v2@300",
      "found",
    ]);
    expect(orderOf([version(1, -90_000), discovery(300)], [], [version(1, 300)])).toEqual([
      "v1@-90000",
      "found",
      "v1@300",
    ]);
    expect(orderOf([discovery(300)], [], [version(1, 300)])).toEqual(["found", "v1@300"]);
  });

  it("takes the event of a discovery's second for the end that was found, not for one in a hole of the numbers", () => {
    const kept = [version(1, 1), version(3, 3), version(4, 4), discovery(60_100)];
    expect(orderOf(kept, [deletion("a")])).toEqual(["v1@1", "v3@3", "v4@4", "a", "found"]);
  });
});
