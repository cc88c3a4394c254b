import { describe, expect, it } from "vitest";
import { fileRecords, type Unfiled } from "../../../../src/domain/history/file-records.ts";
import { toHistory } from "../../../../src/domain/history/history.ts";
import {
  type BackupRecord,
  identityOf,
  type Position,
  type Tombstone,
  UNKNOWN_VERSION,
  type VersionRecord,
} from "../../../../src/domain/model/backup-record.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";

/** The second of the deletion. */
const T = DEFAULT_TIME;
const END = { at: T + 999, rank: 1 };

const version = (number: number, later: number) => versionRecordOf({ version: number, modifiedAt: T + later });
const late = (number: number, later: number, rank = 2) =>
  versionRecordOf({ version: number, modifiedAt: T + later, at: T + 999, rank });
const deletion = (eventId: string, later = 0, position: Partial<Position> = {}) =>
  tombstoneOf({ deletedAt: T + later, announcedBy: { eventId, time: T + later }, ...position });
const discovery = (later: number) => tombstoneOf({ deletedAt: T + later, at: T + later, cause: "Discovered" });

const filed = (
  kept: ReadonlyArray<BackupRecord>,
  unfiled: Partial<Unfiled>,
  tried: ReadonlyArray<Tombstone> = [],
): ReadonlyArray<BackupRecord> => {
  const nothing = { versions: [], deletions: [], root: undefined, seenSince: undefined };
  const { versions, deletions } = fileRecords(toHistory(kept), new Set(tried.map(identityOf)), {
    ...nothing,
    ...unfiled,
  });
  return [...versions, ...deletions];
};
const places = (...args: Parameters<typeof filed>): ReadonlyArray<Position> =>
  filed(...args).map(({ at, rank }) => ({ at, rank }));

/** Where a deletion of {@link T} is put. */
const placeOf = (kept: ReadonlyArray<BackupRecord>, unfiled: Partial<Unfiled> = {}): Position | undefined =>
  places(kept, { ...unfiled, deletions: [deletion("new")] })[0];

describe("a deletion stands", () => {
  it.each([
    ["nothing is known", []],
    ["a life began and ended in it", [version(1, 300), version(2, 600)]],
    ["the last change of that life was in its last millisecond", [version(1, 300), version(2, 999)]],
    ["its life was found gone later: that may be this very deletion", [version(1, 300), discovery(90_000)]],
    ["versions were lost before that life went on", [version(1, 300), version(4, 5_000)]],
    ["what lived before it was updated in it", [version(1, -5_000), version(2, 300)]],
    ["the deletion of the life before is kept", [version(1, -5_000), deletion("a", -3_000), version(1, 300)]],
  ])("at the end of its second when %s", (_, kept) => {
    expect(placeOf(kept)).toEqual(END);
  });

  it.each([
    ["replaced another life", [version(3, -5_000), version(1, 300)]],
    ["went on beyond the second", [version(1, 300), version(2, 600), version(3, 5_000)]],
    ["was deleted later, and no other deletion is known", [version(1, 300), deletion("b", 10_000)]],
    [
      "stands at its second's beginning as if numbers went on",
      [version(1, -5_000), version(2, 300), version(3, 5_000)],
    ],
  ])("before the version of its second that %s", (_, kept) => {
    expect(placeOf(kept)).toEqual({ at: T + 300, rank: -1 });
  });

  it("before the version behind a hole in the numbers, where a life may have begun", () => {
    expect(placeOf([version(2, -5_000), version(3, 100), version(9, 500), version(10, 5_000)])).toEqual({
      at: T + 500,
      rank: -1,
    });
  });

  it("nowhere else for versions of the Python package, which have no numbers", () => {
    const python = (later: number) => version(UNKNOWN_VERSION, later);
    expect(placeOf([python(-5_000), python(0)])).toEqual(END);
  });

  it("before all that lives now, when that began in its second, and only then", () => {
    expect(placeOf([], { root: version(1, 400) })).toEqual({ at: T + 400, rank: -1 });
    expect(placeOf([], { root: version(1, 1_400) })).toEqual(END);
  });

  it("before what was seen alive since it is known", () => {
    const kept = [version(1, -5_000), deletion("a", -5_000)];
    const seen = version(1, 300);
    expect(places(kept, { versions: [seen], deletions: [deletion("new")], seenSince: T + 300 })).toEqual([
      { at: T + 300, rank: 0 },
      { at: T + 300, rank: -1 },
    ]);
    expect(places(kept, { versions: [seen], deletions: [deletion("new")] })[1]).toEqual(END);
  });

  it("where its time says when nothing else fits", () => {
    expect(placeOf([version(1, -5_000)], { seenSince: T - 5_000 })).toEqual(END);
  });
});

describe("deletions that are told together", () => {
  it("lie where the fewest unseen events are needed for all of them", () => {
    const lives = [version(1, -5_000), version(1, 300)];
    expect(places(lives, { deletions: [deletion("a"), deletion("b", 1_000)] })).toEqual([
      { at: T + 300, rank: -1 },
      { at: T + 1_999, rank: 1 },
    ]);
    expect(places(lives, { deletions: [deletion("a", -1_000), deletion("b")] })).toEqual([{ at: T - 1, rank: 1 }, END]);
  });

  it("of one second take one place after the other", () => {
    const lives = [version(1, -5_000), version(1, 300), version(1, 600)];
    const three = [deletion("a"), deletion("b"), deletion("c")];
    expect(places(lives, { deletions: three })).toEqual([{ at: T + 300, rank: -1 }, { at: T + 600, rank: -1 }, END]);
  });

  it("lie as if told one after the other where several orders are as simple", () => {
    expect(places([version(1, 0)], { deletions: [deletion("a"), deletion("b", 1_000)] })).toEqual([
      END,
      { at: T + 1_999, rank: 1 },
    ]);
  });

  it("are not told twice, be it with the event's id or without", () => {
    expect(places([deletion("new")], { deletions: [deletion("new"), deletion("new")] })).toEqual([]);
    expect(placeOf([tombstoneOf({ deletedAt: T, cause: "Unknown" })])).toBeUndefined();
    expect(placeOf([discovery(0)])).toEqual(END);
  });
});

describe("a version that an earlier attempt saw in the second of a deletion stands", () => {
  const ended = [version(2, -5_000), version(3, 100), deletion("a")];
  const seen = (versions: ReadonlyArray<VersionRecord>, kept: ReadonlyArray<BackupRecord>) =>
    places(kept, { versions });

  it("after the deletion when it replaced what was deleted", () => {
    const behind = { at: T + 999, rank: 2 };
    expect(seen([version(1, 300), version(2, 600)], ended)).toEqual([behind, behind]);
  });

  const early = deletion("a", 0, { at: T + 300, rank: -1 });
  it.each([
    ["no deletion is kept", [version(2, -5_000)]],
    ["the deletion is one of another second", [version(2, -5_000), deletion("a", 1_000)]],
    ["the deletion stands before it already", [version(2, -5_000), early]],
    ["nothing tells that it came after", [deletion("a")]],
    ["as many deletions are kept as lives were ended", [version(2, -5_000), deletion("a"), deletion("b")]],
    ["one that was kept before it was made later", [version(2, -5_000), version(1, 500), deletion("a")]],
    ["the deletion was discovered later", [version(2, -5_000), discovery(301)]],
  ])("at its own time when %s", (_, kept) => {
    expect(seen([version(1, 300)], kept)).toEqual([{ at: T + 300, rank: 0 }]);
  });

  it("behind a discovery of the millisecond in which it was made, but not when it goes on with the life before", () => {
    const kept = [version(2, -90_000), discovery(300)];
    expect(seen([version(1, 300)], kept)).toEqual([{ at: T + 300, rank: 2 }]);
    expect(seen([version(3, 300)], kept)).toEqual([{ at: T + 300, rank: 0 }]);
  });

  it("behind one that stands behind it, with room for a deletion when it is of another life", () => {
    const kept = [version(4, -5_000), deletion("a"), late(1, 300)];
    expect(seen([version(2, 400)], kept)).toEqual([{ at: T + 999, rank: 2 }]);
    expect(seen([version(1, 400)], kept)).toEqual([{ at: T + 999, rank: 4 }]);
  });

  it("behind every deletion of the second when its life went on beyond it, with its beginning lost", () => {
    const kept = [version(4, -5_000), deletion("a"), late(1, 300), deletion("b", 0, { rank: 3 }), version(6, 1_400)];
    expect(seen([version(4, 400), version(5, 500)], kept)).toEqual([
      { at: T + 999, rank: 4 },
      { at: T + 999, rank: 4 },
    ]);
  });
});

describe("where a re-creation stands behind a deletion of its second (rank 2),", () => {
  const before = version(4, -5_000);

  it("its own deletion stands behind it", () => {
    expect(placeOf([before, deletion("a"), late(1, 300)])).toEqual({ at: T + 999, rank: 3 });
  });

  it("the deletion before a version that has a higher rank stands between the two", () => {
    expect(placeOf([before, deletion("a"), late(1, 300), late(1, 500, 4)])).toEqual({ at: T + 999, rank: 3 });
  });

  it("the deletions between lives of one rank stand before them all", () => {
    const lives = [late(1, 300), late(2, 400), late(1, 500)];
    expect(placeOf([before, deletion("a"), ...lives])).toEqual(END);
    expect(placeOf([before, deletion("a"), deletion("b"), ...lives])).toEqual({ at: T + 999, rank: 3 });
  });

  it("what lives now is never hidden", () => {
    const root = version(1, 300);
    const versions = [root, version(2, 999), version(3, 1_000)];
    expect(places([deletion("a")], { versions, root })).toEqual([
      { at: T + 999, rank: 2 },
      { at: T + 999, rank: 2 },
      { at: T + 1_000, rank: 0 },
    ]);
  });
});

describe("a deletion that an earlier attempt tried to append", () => {
  const tried = deletion("a");

  it("is decided again where that needs fewer unseen events", () => {
    const kept = [version(2, -5_000), version(1, 300), tried, version(1, 2_500)];
    const others = [deletion("b", 2_000, { at: T + 2_500, rank: -1 })];
    expect(places([...kept, ...others], { deletions: [tried] }, [tried])).toEqual([{ at: T + 300, rank: -1 }]);
    expect(places([...kept, ...others], { deletions: [tried] })).toEqual([]);
  });

  it("stays where it is otherwise", () => {
    const kept = [version(2, -5_000), version(1, 300), tried];
    expect(places(kept, { deletions: [tried, deletion("b")] }, [tried])).toEqual([{ at: T + 300, rank: -1 }]);
  });
});
