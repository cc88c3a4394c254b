import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { needsKeptHistory, reconcile } from "../../../../../src/domain/history/reconciliation.ts";
import { type RecordSummary, UNKNOWN_VERSION } from "../../../../../src/domain/model/backup-record.ts";
import type { LiveHistory } from "../../../../../src/domain/model/parameter-version.ts";
import {
  changeEventOf,
  DEFAULT_TIME,
  parameterVersion,
  tombstoneOf,
  versionRecordOf,
} from "../../../../../src/testing/builders.ts";
import { Workbench } from "./workbench.ts";

const at = (seconds: number): number => DEFAULT_TIME + seconds * 1000;

const version = (number: number, seconds: number) => parameterVersion({ version: number, modifiedAt: at(seconds) });

/** SSM's answer when versions `from` to `to` are left, one a second. */
const liveFrom = (from: number, to: number): O.Option<LiveHistory> => {
  const others = Array.from({ length: to - from }, (_, index) => version(from + index + 1, from + index + 1));
  return O.some([version(from, from), ...others]);
};

const gapAfter = (head: O.Option<RecordSummary>, live: O.Option<LiveHistory>) =>
  reconcile({ events: [], head, live }).gaps;

describe("versions that SSM dropped before they could be kept", () => {
  it("are reported when more than a hundred changes went by", () => {
    const bench = new Workbench();
    for (let count = 0; count < 103; count += 1) bench.at(count).put();
    const { gaps, added } = bench.handle(bench.lastEvent());
    expect(gaps).toEqual([{ fromVersion: 1, toVersion: 3 }]);
    expect(added).toBe(100);
    expect(bench.handle(bench.lastEvent()).gaps).toEqual([]);
  });

  it("begin after the head", () => {
    const head = O.some(versionRecordOf({ version: 2, modifiedAt: at(2) }));
    expect(gapAfter(head, liveFrom(5, 7))).toEqual([{ fromVersion: 3, toVersion: 4 }]);
  });

  it("begin at 1 when nothing or a deletion is the head, or a version of an earlier, longer life", () => {
    const gap = [{ fromVersion: 1, toVersion: 4 }];
    expect(gapAfter(O.none, liveFrom(5, 7))).toEqual(gap);
    expect(gapAfter(O.some(tombstoneOf({ deletedAt: at(0) })), liveFrom(5, 7))).toEqual(gap);
    expect(gapAfter(O.some(versionRecordOf({ version: 50, modifiedAt: at(0) })), liveFrom(5, 7))).toEqual(gap);
  });

  it("are none when the head's successor is there, when the head itself is, or when all are", () => {
    const head = O.some(versionRecordOf({ version: 4, modifiedAt: at(4) }));
    expect(gapAfter(head, liveFrom(5, 7))).toEqual([]);
    expect(gapAfter(head, liveFrom(3, 7))).toEqual([]);
    expect(gapAfter(head, liveFrom(4, 4))).toEqual([]);
    expect(gapAfter(O.none, liveFrom(1, 7))).toEqual([]);
  });

  it("are none when the parameter is gone, or when the head knows no version", () => {
    expect(gapAfter(O.none, O.none)).toEqual([]);
    const head = O.some(versionRecordOf({ version: UNKNOWN_VERSION, modifiedAt: at(2) }));
    expect(gapAfter(head, liveFrom(5, 7))).toEqual([]);
  });
});

describe("a head that the Python package wrote", () => {
  const head = O.some(versionRecordOf({ version: UNKNOWN_VERSION, modifiedAt: at(10) }));

  const versionsAfter = (live: LiveHistory): ReadonlyArray<number> =>
    reconcile({ events: [], head, live: O.some(live) }).records.map((record) =>
      record._tag === "Version" ? record.version : -1,
    );

  it("is completed by what SSM has in its second and later", () => {
    expect(versionsAfter([version(1, 5), version(2, 10.3), version(3, 12)])).toEqual([2, 3]);
  });

  it("leaves alone what SSM has from before its second", () => {
    expect(versionsAfter([version(1, 5), version(2, 9.999)])).toEqual([]);
  });

  it("stands in for an exact record only once: afterwards there is nothing to add", () => {
    const live = O.some([version(1, 10.3)] as const);
    const first = reconcile({ events: [], head, live });
    expect(first.records).toMatchObject([{ version: 1, modifiedAt: at(10.3), at: at(10.3) }]);
    const [record] = first.records;
    expect(reconcile({ events: [], head: O.fromNullable(record), live }).records).toEqual([]);
  });

  it("may be a deletion of which only the marker is left: what SSM has after it is kept", () => {
    const marker = O.some(tombstoneOf({ deletedAt: at(10), at: at(10.4), cause: "Unknown" }));
    const live = O.some([version(1, 12)] as const);
    expect(reconcile({ events: [], head: marker, live }).records).toMatchObject([{ version: 1, rank: 0 }]);
  });
});

describe("a head that SSM does not list any more", () => {
  it("of an earlier life is followed by all that lives now", () => {
    const head = O.some(versionRecordOf({ version: 7, modifiedAt: at(1) }));
    const live = O.some([version(1, 20), version(2, 21)] as const);
    expect(reconcile({ events: [], head, live }).records).toMatchObject([{ version: 1 }, { version: 2 }]);
  });

  it("that is newer than what SSM answered adds nothing: another handler was faster", () => {
    const head = O.some(versionRecordOf({ version: 3, modifiedAt: at(30) }));
    const live = O.some([version(1, 1), version(2, 2)] as const);
    expect(reconcile({ events: [], head, live }).records).toEqual([]);
  });

  it("that was deleted meanwhile adds nothing by itself", () => {
    const head = O.some(versionRecordOf({ version: 3, modifiedAt: at(30) }));
    expect(reconcile({ events: [changeEventOf()], head, live: O.none }).records).toEqual([]);
  });
});

describe("the kept history", () => {
  const deletion = (seconds: number) => changeEventOf({ operation: "Delete", time: at(seconds) });
  const head = O.some(versionRecordOf({ modifiedAt: at(10.5) }));

  it("is needed for a deletion that is not after the head", () => {
    expect(needsKeptHistory([deletion(5)], head)).toBe(true);
    expect(needsKeptHistory([deletion(10)], head)).toBe(true);
    expect(needsKeptHistory([changeEventOf({ operation: "Expiration", time: at(5) })], head)).toBe(true);
  });

  it("is not needed for a deletion after the head, nor without a head", () => {
    expect(needsKeptHistory([deletion(11)], head)).toBe(false);
    expect(needsKeptHistory([deletion(5)], O.none)).toBe(false);
  });

  it("is not needed for the deletion that is the head, but for another one before it", () => {
    const tombstone = O.some(tombstoneOf({ deletedAt: at(10) }));
    expect(needsKeptHistory([deletion(10)], tombstone)).toBe(false);
    expect(needsKeptHistory([deletion(10), deletion(9)], tombstone)).toBe(true);
  });

  it("is not needed for creations and updates", () => {
    expect(needsKeptHistory([changeEventOf({ time: at(1) })], head)).toBe(false);
    expect(needsKeptHistory([], head)).toBe(false);
  });
});
