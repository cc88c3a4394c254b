import { describe, expect, it } from "vitest";
import type { ParameterAttributes } from "../../../../src/domain/model/parameter-version.ts";
import {
  changesBetween,
  differencesOf,
  lackingOlderLabels,
  needsRecreation,
  wantedState,
} from "../../../../src/domain/restore/parameter-state.ts";
import { DEFAULT_TIME, parameterVersion, versionFactOf } from "../../../../src/testing/builders.ts";

const NOW = DEFAULT_TIME;

const policy = (policyType: string, timestamp: number) => ({
  policyType,
  policyText: JSON.stringify({ Type: policyType, Attributes: { Timestamp: new Date(timestamp).toISOString() } }),
});

const state = (attributes: ParameterAttributes) => parameterVersion({ attributes });

const differing = (live: ParameterAttributes, wanted: ParameterAttributes) => differencesOf(state(live), state(wanted));

describe("the state to bring back", () => {
  it("is that of the stored version, with no notes, and with a key for a SecureString only", () => {
    const attributes = { description: "d", keyId: "alias/one", labels: ["live"] };
    const secure = versionFactOf({ type: "SecureString", attributes });
    const { value } = secure;
    expect(wantedState(secure, undefined, NOW)).toEqual({
      state: { type: "SecureString", value, attributes },
      notes: [],
    });
    const plain = wantedState(versionFactOf({ attributes }), undefined, NOW);
    expect(plain.state.attributes).toEqual({ description: "d", labels: ["live"] });
  });

  it("of a version that the Python package stored has all else as the live parameter has it, and says so", () => {
    const { version: _none, ...unnumbered } = versionFactOf({ type: "StringList", attributes: { description: "old" } });
    const live = state({ description: "live", tier: "Advanced" });
    const { state: wanted, notes } = wantedState(unnumbered, live, NOW);
    expect(wanted).toEqual({ type: "StringList", value: unnumbered.value, attributes: live.attributes });
    expect(notes).toEqual([expect.stringContaining("stored by the Python package")]);
    expect(wantedState(unnumbered, undefined, NOW).state.attributes).toEqual({ description: "old" });
  });

  it("has no expiration that is past by now, and says so; other policies stay", () => {
    const past = policy("Expiration", NOW);
    const future = policy("Expiration", NOW + 1);
    const notice = policy("NoChangeNotification", NOW - 1);
    const odd = [{ policyType: "Expiration" }, { policyType: "Expiration", policyText: "no timestamp" }];
    const wanted = (...policies: ReadonlyArray<{ readonly policyType: string; readonly policyText?: string }>) => {
      const { state: brought, notes } = wantedState(versionFactOf({ attributes: { policies } }), undefined, NOW);
      return [brought.attributes.policies, notes];
    };
    const told = [expect.stringContaining("expiration lies in the past")];
    expect(wanted(past)).toEqual([undefined, told]);
    expect(wanted(past, notice)).toEqual([[notice], told]);
    expect(wanted(future, notice, ...odd)).toEqual([[future, notice, ...odd], []]);
  });

  it("reads the time of an expiration however its policy is spaced", () => {
    const spaced = { policyType: "Expiration", policyText: '{ "Timestamp"  :  "2020-01-01T00:00:00.000Z" }' };
    const stored = versionFactOf({ attributes: { policies: [spaced] } });
    expect(wantedState(stored, undefined, NOW).state.attributes).toEqual({});
  });
});

describe("the differences of two states", () => {
  it("are none between equals, and none between nothing and an empty text", () => {
    expect(differencesOf(parameterVersion(), parameterVersion())).toEqual([]);
    expect(differing({ description: "", policies: [] }, { dataType: "text" })).toEqual([]);
  });

  it("tell an attribute as it is and as it was, and leave out a side that has none", () => {
    expect(
      differing({ description: "new", allowedPattern: "^a" }, { description: "old", dataType: "aws:ec2:image" }),
    ).toEqual([
      { attribute: "description", is: "new", was: "old" },
      { attribute: "dataType", is: "text", was: "aws:ec2:image" },
      { attribute: "allowedPattern", is: "^a" },
    ]);
    expect(differencesOf(parameterVersion({ type: "StringList" }), parameterVersion())).toEqual([
      { attribute: "type", is: "StringList", was: "String" },
    ]);
  });

  it("tell values only where asked for", () => {
    const [live, wanted] = [parameterVersion({ value: "is" }), parameterVersion({ value: "was" })];
    expect(differencesOf(live, wanted)).toEqual([{ attribute: "value", is: "[redacted]", was: "[redacted]" }]);
    expect(differencesOf(live, wanted, true)).toEqual([{ attribute: "value", is: "is", was: "was" }]);
  });

  it("are none in a tier or a key that the backup does not know", () => {
    expect(differing({ tier: "Advanced", keyId: "alias/one" }, {})).toEqual([]);
    expect(differing({}, { tier: "Advanced", keyId: "alias/one" })).toEqual([
      { attribute: "tier", was: "Advanced" },
      { attribute: "keyId", was: "alias/one" },
    ]);
  });

  it("are in labels that are lacking, not in those that came since, and in no order", () => {
    expect(differing({ labels: ["new", "b", "a"] }, { labels: ["a", "b"] })).toEqual([]);
    expect(differing({ labels: ["a"] }, {})).toEqual([]);
    expect(differing({ labels: ["c", "a"] }, { labels: ["b", "a"] })).toEqual([
      { attribute: "labels", is: "a, c", was: "a, b" },
    ]);
    expect(differing({}, { labels: ["b", "a"] })).toEqual([{ attribute: "labels", was: "a, b" }]);
  });

  it("are in labels of older versions that are not there, by version", () => {
    const live = { labels: ["c"], olderLabels: { a: 1, b: 2, d: 3 } };
    expect(differing(live, { olderLabels: { a: 1 } })).toEqual([]);
    expect(differing(live, { olderLabels: {} })).toEqual([]);
    expect(differing({}, { olderLabels: {} })).toEqual([]);
    expect(differing(live, { labels: ["c"] })).toEqual([]);
    expect(differing(live, { olderLabels: { c: 1, b: 1, a: 1 } })).toEqual([
      {
        attribute: "olderLabels",
        is: "a (version 1), b (version 2), d (version 3)",
        was: "a (version 1), b (version 1), c (version 1)",
      },
    ]);
    const lacking = lackingOlderLabels(state(live), state({ olderLabels: { c: 1, b: 1, a: 1, e: 2 } }));
    expect([...lacking]).toEqual([
      [1, ["c", "b"]],
      [2, ["e"]],
    ]);
  });

  it("are in the texts of policies, in no order", () => {
    const [one, two] = [{ policyText: "1" }, { policyText: "2", policyStatus: "Pending" }];
    expect(differing({ policies: [one, two] }, { policies: [{ policyText: "2" }, one] })).toEqual([]);
    expect(differing({ policies: [two, one] }, { policies: [two] })).toEqual([
      { attribute: "policies", is: "1, 2", was: "2" },
    ]);
    expect(differing({ policies: [{}] }, {})).toEqual([]);
  });
});

describe("what changed between two states", () => {
  it("are labels that came and went, and otherwise their differences", () => {
    const [before, after] = [
      state({ labels: ["a"], tier: "Standard" }),
      state({ olderLabels: { a: 1 }, description: "d" }),
    ];
    expect(changesBetween(before, after)).toEqual([
      { attribute: "description", is: "d" },
      { attribute: "tier", was: "Standard" },
      { attribute: "labels", was: "a" },
      { attribute: "olderLabels", is: "a (version 1)" },
    ]);
    expect(changesBetween(after, after)).toEqual([]);
    expect(changesBetween(state({}), state({ olderLabels: {} }))).toEqual([]);
    const value = parameterVersion({ value: "other", attributes: before.attributes });
    expect(changesBetween(before, value, true)).toEqual([
      { attribute: "value", is: "other", was: "value of version 1" },
    ]);
  });
});

describe("a parameter has to be re-created", () => {
  it.each([
    ["Advanced", "Standard", true],
    ["Standard", "Advanced", false],
    ["Advanced", "Advanced", false],
    ["Standard", "Standard", false],
  ])("from tier %s to %s: %s", (live, wanted, answer) => {
    expect(needsRecreation(state({ tier: live }), state({ tier: wanted }))).toBe(answer);
  });
});
