import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { findingOn, isNewest } from "../../../../src/application/audit/finding.ts";
import type { Completion } from "../../../../src/application/backup/complete-history.ts";
import { UNKNOWN_VERSION } from "../../../../src/domain/model/backup-record.ts";
import {
  DEFAULT_TIME,
  name,
  parameterVersion,
  tombstoneOf,
  versionRecordOf,
} from "../../../../src/testing/builders.ts";

const DB = name("/app/db");

const LIVE = parameterVersion({ name: DB, version: 3, modifiedAt: DEFAULT_TIME });

/** Of a parameter that lives as version 3, which is kept; nothing was missing. */
const completion = (changes: Partial<Completion> = {}): Completion => ({
  head: O.some(versionRecordOf({ name: DB, version: 3, modifiedAt: DEFAULT_TIME })),
  kept: [],
  live: O.some([LIVE]),
  records: [],
  verdicts: new Map(),
  gaps: [],
  appended: 0,
  ...changes,
});

const GONE = { live: O.none } as const;

const DELETION = tombstoneOf({ name: DB });

describe("what the completion of a name says of it", () => {
  it("is that it is complete when nothing was missing, or nothing is kept or lives", () => {
    const complete = { _tag: "Complete", name: DB };
    expect(findingOn(DB, completion(), false)).toEqual(complete);
    expect(findingOn(DB, completion({ head: O.none }), false)).toEqual(complete);
    expect(findingOn(DB, completion({ head: O.none, ...GONE }), false)).toEqual(complete);
    expect(findingOn(DB, completion({ head: O.some(DELETION), ...GONE }), false)).toEqual(complete);
  });

  it("is which versions were missing, with the gaps, and whether they are kept now", () => {
    const records = [DELETION, versionRecordOf({ name: DB, version: 2 }), versionRecordOf({ name: DB, version: 3 })];
    const gaps = [{ fromVersion: 1, toVersion: 1 }];
    const missing = { _tag: "MissingVersions", name: DB, versions: [2, 3], gaps };
    expect(findingOn(DB, completion({ records, gaps }), false)).toEqual({ ...missing, repaired: false });
    expect(findingOn(DB, completion({ records, gaps }), true)).toEqual({ ...missing, repaired: true });
  });

  it("is that the newest version was missing where a deletion alone is filed anew, since that hid it", () => {
    const found = findingOn(DB, completion({ records: [DELETION] }), true);
    expect(found).toMatchObject({ _tag: "MissingVersions", versions: [3], repaired: true });
  });

  it("is that its deletion is missing where it is gone, repaired if that deletion was found", () => {
    const missing = { _tag: "MissingDeletion", name: DB };
    const version = versionRecordOf({ name: DB });
    expect(findingOn(DB, completion({ ...GONE, records: [DELETION] }), true)).toEqual({ ...missing, repaired: true });
    expect(findingOn(DB, completion({ ...GONE, records: [DELETION] }), false)).toEqual({ ...missing, repaired: false });
    expect(findingOn(DB, completion({ ...GONE, records: [version] }), true)).toEqual({ ...missing, repaired: false });
  });

  it("is what the store contradicts: a deletion of what lives, or a version that never was", () => {
    expect(findingOn(DB, completion({ head: O.some(DELETION) }), false)).toMatchObject({
      _tag: "Unexpected",
      message: expect.stringMatching(/^is kept as deleted/),
    });
    const newer = versionRecordOf({ name: DB, version: 4, modifiedAt: DEFAULT_TIME });
    expect(findingOn(DB, completion({ head: O.some(newer) }), false)).toMatchObject({
      _tag: "Unexpected",
      message: expect.stringContaining("(version 4)"),
    });
    const unknown = versionRecordOf({ name: DB, version: UNKNOWN_VERSION, modifiedAt: 1 });
    expect(findingOn(DB, completion({ head: O.some(unknown) }), false)._tag).toBe("Complete");
  });
});

describe("a record is the newest version that lives", () => {
  it("by number and time, both of them, and is no deletion", () => {
    const record = versionRecordOf({ name: DB, version: 3, modifiedAt: DEFAULT_TIME });
    expect(isNewest(record, LIVE)).toBe(true);
    expect(isNewest({ ...record, version: 2 }, LIVE)).toBe(false);
    expect(isNewest({ ...record, modifiedAt: DEFAULT_TIME + 1 }, LIVE)).toBe(false);
    expect(isNewest({ ...DELETION, version: 3, modifiedAt: DEFAULT_TIME } as typeof DELETION, LIVE)).toBe(false);
  });
});
