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
