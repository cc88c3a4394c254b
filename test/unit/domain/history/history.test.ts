import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { newGapsIn, recordAt, toHistory } from "../../../../src/domain/history/history.ts";
import type { RecordSummary } from "../../../../src/domain/model/backup-record.ts";
import { tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";

const first = versionRecordOf({ version: 1, modifiedAt: 1000 });
const second = versionRecordOf({ version: 2, modifiedAt: 2500 });
const deletion = tombstoneOf({ deletedAt: 4000 });
const history = toHistory([deletion, second, first]);

describe("a history", () => {
  it("is in order, oldest first, whatever order the records came in", () => {
    expect(history).toEqual([first, second, deletion]);
    expect(toHistory(new Set([second, deletion, first]))).toEqual(history);
  });

  it("of nothing is empty", () => {
    expect(toHistory([])).toEqual([]);
  });

  it("holds each identity once", () => {
    const told = versionRecordOf({ version: 1, modifiedAt: 1000, announcedBy: { eventId: "late", time: 2000 } });
    expect(toHistory([first, second, told, second])).toEqual([first, second]);
  });

  it("keeps the earlier place of two tombstones of one deletion, in either order", () => {
    const early = tombstoneOf({ deletedAt: 4000, at: 4300, rank: -1 });
    expect(toHistory([deletion, early])).toEqual([early]);
    expect(toHistory([early, deletion])).toEqual([early]);
  });

  it("keeps both deletions of different seconds, and both lives of a version number", () => {
    const again = versionRecordOf({ version: 1, modifiedAt: 9000 });
    const other = tombstoneOf({ deletedAt: 5000 });
    expect(toHistory([again, other, deletion, first])).toEqual([first, deletion, other, again]);
  });

  it("does not touch the records that it was made of", () => {
    const records = Object.freeze([second, first]);
    expect(toHistory(records)).toEqual([first, second]);
  });
});

describe("the record at an instant", () => {
  it.each([
    [999, O.none],
    [1000, O.some(first)],
    [2499, O.some(first)],
    [2500, O.some(second)],
    [4998, O.some(second)],
    [4999, O.some(deletion)],
    [Number.MAX_SAFE_INTEGER, O.some(deletion)],
  ])("%i", (instant, record) => {
    expect(recordAt(history, instant)).toEqual(record);
  });

  it("is the last of several at the same time", () => {
    const replaced = versionRecordOf({ version: 1, modifiedAt: 4200, at: 4999, rank: 2 });
    expect(recordAt(toHistory([...history, replaced]), 4999)).toEqual(O.some(replaced));
  });

  it("is none in an empty history", () => {
    expect(recordAt([], 5)).toEqual(O.none);
  });
});

describe("the gaps that records make known", () => {
  const third = versionRecordOf({ version: 3, modifiedAt: 9000 });
  const gap = [{ fromVersion: 1, toVersion: 2 }];
  const gapsIn = (records: ReadonlyArray<RecordSummary>, ...fresh: ReadonlyArray<RecordSummary>) =>
    newGapsIn(records, (record) => fresh.includes(record));

  it("are before a new version, from the one before it or from the beginning of its life", () => {
    expect(gapsIn([third], third)).toEqual(gap);
    expect(gapsIn([first, third], third)).toEqual([{ fromVersion: 2, toVersion: 2 }]);
    expect(gapsIn([second, third], third)).toEqual([]);
    expect(gapsIn([deletion, third], third)).toEqual(gap);
  });

  it("begin anew behind a version of an earlier life, of the same number too", () => {
    expect(gapsIn([versionRecordOf({ version: 3, modifiedAt: 1000 }), third], third)).toEqual(gap);
  });

  it("are before a version that was kept when the deletion before it is new, and only then", () => {
    expect(gapsIn([deletion, third], deletion)).toEqual(gap);
    expect(gapsIn([deletion, third])).toEqual([]);
    expect(gapsIn([first, third], first)).toEqual([]);
    expect(gapsIn([third], deletion)).toEqual([]);
  });

  it("are none where numbers go on across a discovery of that second: the sweep's clock is another", () => {
    const across = (at: number, version = 3) => {
      const late = versionRecordOf({ version, modifiedAt: 5_500 });
      return gapsIn([second, tombstoneOf({ deletedAt: 5_000, at, cause: "Discovered" }), late], late);
    };
    expect(across(5_100)).toEqual([]);
    expect(across(4_999)).toEqual(gap);
    expect(across(5_100, 4)).toEqual([{ fromVersion: 1, toVersion: 3 }]);
    const late = versionRecordOf({ version: 3, modifiedAt: 5_500 });
    expect(gapsIn([second, tombstoneOf({ deletedAt: 5_000, at: 5_100 }), late], late)).toEqual(gap);
  });
});
