import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { SETTLING } from "../../../../../src/domain/history/discovery.ts";
import { recordAt, toHistory } from "../../../../../src/domain/history/history.ts";
import { reconcile } from "../../../../../src/domain/history/reconciliation.ts";
import { type RecordSummary, UNKNOWN_VERSION } from "../../../../../src/domain/model/backup-record.ts";
import {
  changeEventOf,
  DEFAULT_TIME,
  parameterVersion,
  tombstoneOf,
  versionRecordOf,
} from "../../../../../src/testing/builders.ts";

const T = DEFAULT_TIME;
const versionAt = (version: number, later: number) => versionRecordOf({ version, modifiedAt: T + later });
const liveAt = (version: number, later: number) => parameterVersion({ version, modifiedAt: T + later });
const discovered = tombstoneOf({ deletedAt: T + 90_250, at: T + 90_250, cause: "Discovered" });

/** What the sweep decides about a parameter that is gone. */
const gone = (head: RecordSummary, lookedAt: number) =>
  reconcile({ events: [], head: O.some(head), live: O.none, lookedAt: T + lookedAt }).records;

describe("a parameter that is gone and has no deletion", () => {
  it("is deleted from the moment on in which that was discovered", () => {
    expect(gone(versionAt(3, 500), 90_250)).toEqual([discovered]);
    expect(discovered).toMatchObject({ deletedAt: T + 90_000, at: T + 90_250, rank: 1 });
  });

  it("is believed to be gone when it has been unchanged for a minute, and no sooner", () => {
    expect(gone(versionAt(1, 500), 500 + SETTLING - 1)).toEqual([]);
    expect(gone(versionAt(1, 500), 500 + SETTLING)).toHaveLength(1);
  });

  it("is discovered by the sweep alone: an event tells only of its own change", () => {
    const head = O.some(versionAt(1, 0));
    const events = [changeEventOf({ operation: "Update", time: T + 90_000 })];
    expect(reconcile({ events, head, live: O.none }).records).toEqual([]);
  });

  it("is no discovery when its deletion is kept", () => {
    expect(gone(tombstoneOf({ deletedAt: T }), 90_000)).toEqual([]);
    expect(gone(discovered, 200_000)).toEqual([]);
    expect(reconcile({ events: [], head: O.none, live: O.none, lookedAt: T }).records).toEqual([]);
  });

  it("is discovered too when the sweep itself saw its last version in an earlier attempt", () => {
    const head = O.some(versionAt(1, 0));
    const seenEarlier = [liveAt(1, 0), liveAt(2, 700)];
    const { records } = reconcile({ events: [], head, live: O.none, seenEarlier, lookedAt: T + 90_250 });
    expect(records).toEqual([expect.objectContaining({ version: 2 }), discovered]);
  });
});

describe("after a discovery", () => {
  const kept = [versionAt(1, 0), discovered];

  it("the deletion's own event still files the true time", () => {
    const events = [changeEventOf({ operation: "Delete", time: T + 40_000 })];
    const { records } = reconcile({ events, head: O.some(discovered), live: O.none, kept });
    expect(records).toMatchObject([{ _tag: "Tombstone", cause: "Delete", deletedAt: T + 40_000 }]);
    expect(recordAt(toHistory([...kept, ...records]), T + 50_000)).toMatchObject(O.some({ cause: "Delete" }));
  });

  it("does not prove that a version lived on beyond the second of its deletion", () => {
    const inOneSecond = [versionAt(1, 40_100), discovered];
    const events = [changeEventOf({ operation: "Delete", time: T + 40_000 })];
    const { records } = reconcile({ events, head: O.some(discovered), live: O.none, kept: inOneSecond });
    expect(records).toMatchObject([{ at: T + 40_999, rank: 1 }]);
  });

  it("a new life counts at its own time", () => {
    const live = O.some([liveAt(1, 91_000)] as const);
    const { records } = reconcile({ events: [], head: O.some(discovered), live, kept, lookedAt: T + 92_000 });
    expect(records).toMatchObject([{ version: 1, at: T + 91_000, rank: 0 }]);
  });

  it("a new life that seems older, since the clock was ahead of AWS's, is not hidden", () => {
    const live = O.some([liveAt(1, 60_000), liveAt(2, 60_500), liveAt(3, 99_000)] as const);
    const { records } = reconcile({ events: [], head: O.some(discovered), live, kept });
    expect(records).toMatchObject([
      { version: 1, at: T + 90_250, rank: 2 },
      { version: 2, at: T + 90_250, rank: 2 },
      { version: 3, at: T + 99_000, rank: 0 },
    ]);
    expect(recordAt(toHistory([...kept, ...records]), T + 91_000)).toMatchObject(O.some({ version: 2 }));
  });

  it("a new life of its very second counts, and so does the deletion of that", () => {
    const live = O.some([liveAt(1, 90_400)] as const);
    const created = reconcile({ events: [], head: O.some(discovered), live, kept, lookedAt: T + 92_000 }).records;
    expect(created).toMatchObject([{ version: 1, at: T + 90_400, rank: 0 }]);
    const events = [changeEventOf({ operation: "Delete", time: T + 90_000 })];
    const lived = toHistory([...kept, ...created]);
    const { records } = reconcile({ events, head: O.fromNullable(lived.at(-1)), live: O.none, kept: lived });
    expect(records).toMatchObject([{ cause: "Delete", at: T + 90_999, rank: 1 }]);
  });

  it("the deletion of a new life that seems older follows that", () => {
    const live = O.some([liveAt(1, 60_000)] as const);
    const created = reconcile({ events: [], head: O.some(discovered), live, kept }).records;
    const events = [changeEventOf({ operation: "Delete", time: T + 61_000 })];
    const lived = toHistory([...kept, ...created]);
    const { records } = reconcile({ events, head: O.fromNullable(lived.at(-1)), live: O.none, kept: lived });
    expect(records).toMatchObject([{ cause: "Delete", at: T + 90_250, rank: 3 }]);
  });

  it("what was kept before it stays where it is, should it live after all", () => {
    const live = O.some([liveAt(1, 0)] as const);
    expect(reconcile({ events: [], head: O.some(discovered), live, kept }).records).toEqual([]);
  });
});

describe("a thorough look", () => {
  const live = [1, 2, 3, 4].map((version) => liveAt(version, version * 1_000));
  const [first, ...others] = live;
  const whole = first === undefined ? O.none : O.some([first, ...others] as const);
  const look = (kept: ReadonlyArray<RecordSummary>, thorough = true) =>
    reconcile({ events: [], head: O.fromNullable(kept.at(-1)), live: whole, kept, thorough }).records;

  it("finds the holes before the head; without it the head is enough", () => {
    const kept = [versionAt(1, 1_000), versionAt(4, 4_000)];
    expect(look(kept)).toMatchObject([
      { version: 2, at: T + 2_000, rank: 0 },
      { version: 3, at: T + 3_000, rank: 0 },
    ]);
    expect(look(kept, false)).toEqual([]);
  });

  it("lets be what is older than all that is kept", () => {
    expect(look([versionAt(3, 3_000), versionAt(4, 4_000)])).toEqual([]);
  });

  it("finds holes and what is behind the head in one", () => {
    expect(look([versionAt(1, 1_000), versionAt(3, 3_000)])).toMatchObject([{ version: 2 }, { version: 4 }]);
  });

  it("finds the exact versions behind what the Python package kept", () => {
    const python = (later: number) => versionRecordOf({ version: UNKNOWN_VERSION, modifiedAt: T + later });
    expect(look([python(0), python(5_000)])).toMatchObject([1, 2, 3, 4].map((version) => ({ version })));
  });

  it("puts a hole in a life that began in the second of a deletion where that life stands", () => {
    const tombstone = tombstoneOf({ deletedAt: T + 1_000 });
    const root = versionRecordOf({ version: 1, modifiedAt: T + 1_100, at: tombstone.at, rank: 2 });
    const inSecond = [liveAt(1, 1_100), liveAt(2, 1_200), liveAt(3, 7_000)] as const;
    const kept = [tombstone, root, versionAt(3, 7_000)];
    const { records } = reconcile({
      events: [],
      head: O.fromNullable(kept.at(-1)),
      live: O.some(inSecond),
      kept,
      thorough: true,
    });
    expect(records).toMatchObject([{ version: 2, at: tombstone.at, rank: 2 }]);
  });
});
