import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { RecordSummary } from "../../../src/domain/backup-record.ts";
import { positionOfDeletion, positionOfSeenVersion } from "../../../src/domain/deletion-position.ts";
import { toHistory } from "../../../src/domain/history.ts";
import { DEFAULT_TIME, parameterVersion, tombstoneOf, versionRecordOf } from "../../../src/testing/builders.ts";

/** The second of the deletion. */
const T = DEFAULT_TIME;
const END = { at: T + 999, rank: 1 };

const version = (number: number, later: number) => versionRecordOf({ version: number, modifiedAt: T + later });
const deletion = (later = 0) => tombstoneOf({ deletedAt: T + later });
const discovery = (later: number) => tombstoneOf({ deletedAt: T + later, cause: "Discovered" });

describe("a deletion stands", () => {
  it.each([
    ["nothing is known", []],
    ["a life began and ended in it", [version(1, 300), version(2, 600)]],
    ["the last change of that life was in its last millisecond", [version(1, 300), version(2, 999)]],
    ["versions were lost before that life went on", [version(1, 300), version(4, 5_000)]],
    ["its life was found gone later: that may be this very deletion", [version(1, 300), discovery(90_000)]],
    ["another one ended a later life, and this one is kept", [version(1, 300), deletion(), deletion(10_000)]],
    ["what lived before it was updated in it", [version(1, -5_000), version(2, 300)]],
  ])("at the end of its second when %s", (_, history) => {
    expect(positionOfDeletion(T, O.none, toHistory<RecordSummary>(history))).toEqual(END);
  });

  it.each([
    ["replaced another life", [version(3, -5_000), version(1, 300)]],
    ["went on beyond the second", [version(1, 300), version(2, 600), version(3, 5_000)]],
    ["was deleted later, and no other deletion is known", [version(1, 300), deletion(10_000)]],
  ])("before the version of its second that %s", (_, history) => {
    expect(positionOfDeletion(T, O.none, toHistory<RecordSummary>(history))).toEqual({ at: T + 300, rank: -1 });
  });

  it("before all that lives now, when that began in its second, and only then", () => {
    const live = (later: number) => O.some([parameterVersion({ modifiedAt: T + later })] as const);
    expect(positionOfDeletion(T, live(400), [])).toEqual({ at: T + 400, rank: -1 });
    expect(positionOfDeletion(T, live(1_400), [])).toEqual(END);
  });
});

describe("a version that an earlier attempt saw in the second of a deletion stands", () => {
  const replacing = [version(2, -5_000), version(3, 100), version(1, 300), version(2, 600), deletion()];

  it.each([
    ["the version that replaced what was deleted", 300],
    ["what followed that", 600],
  ])("after the deletion: %s", (_, later) => {
    expect(positionOfSeenVersion(version(1, later), replacing)).toEqual({ at: T + 999, rank: 2 });
  });

  const early = tombstoneOf({ deletedAt: T, at: T + 300, rank: -1 });
  it.each([
    ["no deletion is kept", [version(2, -5_000), version(1, 300)], 300],
    ["the deletion is one of another second", [version(2, -5_000), version(1, 300), deletion(1_000)], 300],
    ["the deletion was only discovered", [version(2, -5_000), version(1, 300), discovery(0)], 300],
    ["the deletion stands before it already", [version(2, -5_000), early, version(1, 300)], 300],
    ["it is of the life that was deleted", replacing, 100],
    ["nothing tells that it came after", [version(1, 300), deletion()], 300],
  ])("at its own time when %s", (_, history, later) => {
    expect(positionOfSeenVersion(version(1, later), history)).toEqual({ at: T + later, rank: 0 });
  });
});

describe("where a re-creation stands behind a deletion of its second (rank 2),", () => {
  const late = (number: number, later: number, rank = 2) =>
    versionRecordOf({ version: number, modifiedAt: T + later, at: T + 999, rank });
  const another = (eventId: string, rank: number) =>
    tombstoneOf({ deletedAt: T, at: T + 999, rank, announcedBy: { eventId, time: T } });
  const placeOf = (...history: ReadonlyArray<RecordSummary>) => positionOfDeletion(T, O.none, toHistory(history));

  it("its own deletion stands behind it, beside one that is there already", () => {
    expect(placeOf(deletion(), late(1, 300))).toEqual({ at: T + 999, rank: 3 });
    expect(placeOf(deletion(), late(1, 300), another("b", 3))).toEqual({ at: T + 999, rank: 3 });
  });

  it("the deletion before a version that has a higher rank stands between the two", () => {
    expect(placeOf(deletion(), late(1, 300), late(1, 500, 4))).toEqual({ at: T + 999, rank: 3 });
  });

  it("the deletions between lives of one rank are counted in front of them all", () => {
    const lives = [late(1, 300), late(2, 400), late(1, 500)];
    expect(placeOf(deletion(), ...lives)).toEqual({ at: T + 999, rank: 1 });
    expect(placeOf(another("a", 1), another("b", 1), ...lives)).toEqual({ at: T + 999, rank: 3 });
  });

  const seen = (
    of: ReturnType<typeof version>,
    kept: ReadonlyArray<RecordSummary>,
    ...others: ReturnType<typeof version>[]
  ) => positionOfSeenVersion(of, toHistory<RecordSummary>([...kept, of, ...others]), kept);

  it("a version that was seen after it follows it, one of another life with room for a deletion", () => {
    expect(seen(version(2, 400), [deletion(), late(1, 300)])).toEqual({ at: T + 999, rank: 2 });
    expect(seen(version(1, 400), [deletion(), late(1, 300)])).toEqual({ at: T + 999, rank: 4 });
  });

  it("a version of a life that went on beyond the second follows every deletion in it, when its beginning is lost", () => {
    const kept = [deletion(), late(1, 300), another("b", 3), version(6, 1_400)];
    expect(seen(version(5, 500), kept)).toEqual({ at: T + 999, rank: 4 });
    expect(seen(version(4, 400), kept, version(5, 500))).toEqual({ at: T + 999, rank: 4 });
    expect(seen(version(5, 500), kept.slice(0, 3))).toEqual({ at: T + 999, rank: 2 });
  });

  it("a version stands in front when a later one does", () => {
    const kept = [version(4, -5_000), version(1, 500), deletion()];
    expect(seen(version(1, 200), kept)).toEqual({ at: T + 200, rank: 0 });
    expect(seen(version(1, 700), kept)).toEqual({ at: T + 999, rank: 2 });
  });
});
