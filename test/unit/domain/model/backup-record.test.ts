import { inspect } from "node:util";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import {
  type BackupRecord,
  compareRecords,
  identityOf,
  summarize,
  UNKNOWN_VERSION,
  VersionNumber,
  versionRecord,
} from "../../../../src/domain/model/backup-record.ts";
import { fromValidation } from "../../../../src/domain/model/decode-error.ts";
import { DEFAULT_TIME, parameterVersion, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";

const record: fc.Arbitrary<BackupRecord> = fc.oneof(
  fc
    .record({ at: fc.nat(3), rank: fc.constantFrom(0 as const, 2 as const), version: fc.nat(3) })
    .map(({ at, rank, version }) => versionRecordOf({ version, at, rank, modifiedAt: at })),
  fc
    .record({ at: fc.nat(3), rank: fc.constantFrom(-1 as const, 1 as const) })
    .map(({ at, rank }) => tombstoneOf({ deletedAt: 0, at, rank })),
);

describe("the order of records", () => {
  it("is by time, then rank, then own time, then version", () => {
    const inOrder = [
      versionRecordOf({ version: 9, at: 1000, rank: 0 }),
      tombstoneOf({ deletedAt: 1000, at: 1300, rank: -1 }),
      versionRecordOf({ version: 1, at: 1300, rank: 0 }),
      versionRecordOf({ version: 2, at: 1300, rank: 0 }),
      versionRecordOf({ version: 10, at: 1300, rank: 0 }),
      tombstoneOf({ deletedAt: 1000, at: 1999, rank: 1 }),
      versionRecordOf({ version: 3, modifiedAt: 1100, at: 1999, rank: 2 }),
      versionRecordOf({ version: 1, modifiedAt: 1200, at: 1999, rank: 2 }),
      versionRecordOf({ version: 2, modifiedAt: 1200, at: 1999, rank: 2 }),
      versionRecordOf({ version: 1, at: 2000, rank: 0 }),
    ];
    expect(inOrder.toReversed().sort(compareRecords)).toEqual(inOrder);
  });

  it("is total: antisymmetric and transitive", () => {
    fc.assert(
      fc.property(record, record, record, (a, b, c) => {
        expect(Math.sign(compareRecords(a, b))).toBe(-Math.sign(compareRecords(b, a)) || 0);
        if (compareRecords(a, b) <= 0 && compareRecords(b, c) <= 0) expect(compareRecords(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("a version number from outside", () => {
  it.each([UNKNOWN_VERSION, 1, Number.MAX_SAFE_INTEGER])("may be %d", (version) => {
    expect(VersionNumber.decode(version)).toEqual(E.right(version));
    expect(VersionNumber.is(version)).toBe(true);
  });

  it.each([-1, 1.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, "1", null])("may not be %s", (version) => {
    const decoded = VersionNumber.decode(version);
    expect(E.isLeft(decoded) && fromValidation("record", decoded.left).problems).toEqual([
      { path: "", expected: "a version number" },
    ]);
    expect(VersionNumber.is(version)).toBe(false);
  });
});

describe("the identity of a record", () => {
  it("of a version is its modification time and number, not its place or what told of it", () => {
    const one = versionRecordOf({ version: 3 });
    const moved = versionRecordOf({ version: 3, at: DEFAULT_TIME + 999, rank: 2, value: "other" });
    const told = versionRecordOf({ version: 3, announcedBy: { eventId: "e", time: DEFAULT_TIME } });
    expect(new Set([one, moved, told].map(identityOf)).size).toBe(1);
    expect(identityOf(versionRecordOf({ version: 4 }))).not.toBe(identityOf(one));
    expect(identityOf(versionRecordOf({ version: 3, modifiedAt: DEFAULT_TIME + 1 }))).not.toBe(identityOf(one));
  });

  it("of a deletion is its second", () => {
    const one = tombstoneOf();
    expect(identityOf(tombstoneOf({ at: DEFAULT_TIME + 300, rank: -1, cause: "Expiration" }))).toBe(identityOf(one));
    expect(identityOf(tombstoneOf({ deletedAt: DEFAULT_TIME + 1000 }))).not.toBe(identityOf(one));
  });

  it("never takes a version for a deletion", () => {
    expect(identityOf(versionRecordOf({ modifiedAt: DEFAULT_TIME }))).not.toBe(identityOf(tombstoneOf()));
  });
});

describe("the record of a version", () => {
  it("stands at its modification time unless told otherwise", () => {
    expect(versionRecord(parameterVersion())).toMatchObject({ at: DEFAULT_TIME, rank: 0 });
    expect(versionRecord(parameterVersion(), { at: 5, rank: 2 })).toMatchObject({ at: 5, rank: 2 });
  });

  it("says what announced it", () => {
    const announcedBy = { eventId: "e", time: DEFAULT_TIME };
    expect(versionRecord(parameterVersion(), undefined, announcedBy)).toMatchObject({ announcedBy });
  });

  it("has no fields for what is not known", () => {
    const { modifiedBy: _modifiedBy, ...anonymous } = parameterVersion();
    const made = versionRecord(anonymous);
    expect(made).not.toHaveProperty("modifiedBy");
    expect(made).not.toHaveProperty("announcedBy");
  });

  it("is summed up without value and attributes", () => {
    const summary = summarize(versionRecordOf({ value: "canary" }));
    expect(summary).not.toHaveProperty("value");
    expect(summary).not.toHaveProperty("attributes");
    expect(summary).toMatchObject({ _tag: "Version", version: 1, at: DEFAULT_TIME, type: "String" });
    expect(inspect(summary, { depth: 9 })).not.toContain("canary");
  });

  it("that is a tombstone is its own summary", () => {
    const tombstone = tombstoneOf();
    expect(summarize(tombstone)).toBe(tombstone);
  });
});
