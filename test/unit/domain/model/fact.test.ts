import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import {
  compareForWriting,
  compareVersions,
  EventId,
  type FactSummary,
  identityOf,
  isDeletion,
  isLabelChange,
  isVersion,
  mergeEvidence,
  summarize,
  timeOf,
  VersionNumber,
  versionFact,
} from "../../../../src/domain/model/fact.ts";
import { deletionOf, labelChangeOf, parameterVersion, versionFactOf } from "../../../../src/testing/builders.ts";
import { deleted, found, inShort, marker, moved, unnumbered, version } from "../../../support/facts.ts";

const expired = (eventId: string) =>
  deletionOf({ at: 1000, source: { _tag: "Event", eventId, operation: "Expiration" } });

describe("the identity of a fact", () => {
  it.each<readonly [string, FactSummary, FactSummary]>([
    ["versions of two numbers", version(1, 1000), version(2, 1000)],
    ["versions of two times", version(1, 1000), version(1, 1001)],
    ["a version without a number and one with it", unnumbered(1000), version(1, 1000)],
    ["deletions of two events", deleted(1, "a"), deleted(1, "b")],
    ["deletions of one event id in two seconds", deleted(1, "a"), deleted(2, "a")],
    ["an event's deletion and a found one", deleted(1), found(1000)],
    ["deletions that were found at two times", found(1000), found(1001)],
    ["a found deletion and a marker", found(1000), marker(1000)],
    ["two markers", marker(1000, "m"), marker(1000, "n")],
    ["label changes of two events", moved(1, 1, undefined, "a"), moved(1, 1, undefined, "b")],
    ["a label change and a deletion of one event id", moved(1, 1, undefined, "a"), deleted(1, "a")],
  ])("tells %s apart", (_what, a, b) => {
    expect(identityOf(a)).not.toBe(identityOf(b));
  });

  it.each<readonly [string, FactSummary, FactSummary]>([
    ["a version, with its value or without", versionFactOf(), summarize(versionFactOf())],
    ["a version, wherever a store has it", version(1, 1000), { ...version(1, 1000), reference: "here" }],
    ["a deletion, with evidence or without", deleted(1), deleted(1, "a", 1500)],
    ["a deletion, whether the parameter was deleted or expired", deleted(1, "e"), expired("e")],
    ["a marker, whatever its time", marker(1000), marker(5000)],
    ["a label change of one event", moved(1, 1, undefined, "a"), moved(2, 2, 1, "a", "other")],
  ])("is one for %s", (_what, a, b) => {
    expect(identityOf(a)).toBe(identityOf(b));
  });
});

describe("a fact", () => {
  it("is a version, a deletion or a label change", () => {
    const facts = [version(1, 1000), deleted(1), moved(1, 1)];
    expect(facts.map((fact) => [isVersion(fact), isDeletion(fact), isLabelChange(fact)])).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });

  it("has a time: a version's modification, or the second of an event", () => {
    expect([version(1, 1500), deleted(2), found(2500), moved(3, 1)].map(timeOf)).toEqual([1500, 2000, 2500, 3000]);
  });

  it("of a version is what Parameter Store tells of it", () => {
    const told = parameterVersion();
    expect(versionFact(told)).toEqual({ _tag: "Version", ...told });
  });

  it("in summary has neither value nor attributes", () => {
    const summary = summarize(versionFactOf({ value: "canary" }));
    expect(Object.keys(summary).sort()).toEqual(["_tag", "modifiedAt", "modifiedBy", "name", "type", "version"]);
    const others = [deletionOf(), labelChangeOf()];
    expect(others.map(summarize).every((fact, index) => fact === others[index])).toBe(true);
  });
});

describe("evidence of two copies of a deletion", () => {
  it("is the smaller one, or the only one", () => {
    expect(mergeEvidence(deleted(1, "a", 1500), deleted(1, "a", 1100)).aliveSince).toBe(1100);
    expect(mergeEvidence(deleted(1, "a", 1100), deleted(1, "a", 1500)).aliveSince).toBe(1100);
    expect(mergeEvidence(deleted(1), deleted(1, "a", 1100)).aliveSince).toBe(1100);
    expect(mergeEvidence(deleted(1), deleted(1))).not.toHaveProperty("aliveSince");
  });
});

describe("the order of versions", () => {
  it("is by time, then by number, those without a number first", () => {
    const ordered = [version(9, 1000), unnumbered(2000), version(1, 2000), version(2, 2000), version(1, 3000)];
    expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
    expect(compareVersions(unnumbered(1000), unnumbered(1000))).toBe(0);
    expect(compareVersions(version(1, 1000), version(1, 1000))).toBe(0);
  });
});

describe("the order of writing", () => {
  it("is by time, versions first, by number, then by identity", () => {
    const ordered = [
      found(999),
      ...[unnumbered(1000), version(1, 1000), version(2, 1000), version(10, 1000)],
      ...[deleted(1, "a"), deleted(1, "b"), found(1000), marker(1000), moved(1, 1, undefined, "a")],
      version(1, 1001),
    ];
    expect(ordered.toReversed().toSorted(compareForWriting).map(inShort)).toEqual(ordered.map(inShort));
    expect(compareForWriting(deleted(1, "a"), deleted(1, "a", 1100))).toBe(0);
  });

  it.each<readonly [string, FactSummary, FactSummary]>([
    ["a version and a deletion", version(9, 1000), deleted(1)],
    ["a version and a label change", version(9, 1000), moved(1, 1)],
    ["two versions", version(2, 1000), version(10, 1000)],
    ["two deletions", deleted(1, "a"), deleted(1, "b")],
    ["facts of two times", deleted(1), version(1, 1001)],
  ])("is the same from both sides: %s", (_what, first, second) => {
    expect(compareForWriting(first, second)).toBeLessThan(0);
    expect(compareForWriting(second, first)).toBeGreaterThan(0);
  });
});

describe("an event id", () => {
  it.each(["a", "A-Z_0.9", "12345678-1234-1234-1234-123456789012", "x".repeat(64)])("may be %s", (text) => {
    expect(EventId.decode(text)).toEqual(E.right(text));
  });

  it.each(["", "x".repeat(65), "a/b", "a b", "a\n", "ä", 7, undefined])("may not be %j", (input) => {
    expect(E.isLeft(EventId.decode(input))).toBe(true);
    expect(EventId.is(input)).toBe(false);
  });
});

describe("a version number", () => {
  it.each([1, 0, -3, Number.MAX_SAFE_INTEGER])("may be %i", (number) => {
    expect(VersionNumber.decode(number)).toEqual(E.right(number));
    expect([VersionNumber.is(number), VersionNumber.encode(number)]).toEqual([true, number]);
  });

  it.each([1.5, Number.NaN, Infinity, 2 ** 53, "1", null])("may not be %j", (input) => {
    expect(E.isLeft(VersionNumber.decode(input))).toBe(true);
    expect(VersionNumber.is(input)).toBe(false);
  });
});
