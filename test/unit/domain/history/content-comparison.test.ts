import { describe, expect, it } from "vitest";
import { isKeptExactly } from "../../../../src/domain/history/content-comparison.ts";
import type { ParameterAttributes } from "../../../../src/domain/model/parameter-version.ts";
import { parameterVersion, versionRecordOf } from "../../../../src/testing/builders.ts";

const POLICY = { policyType: "NoChangeNotification", policyText: "{}", policyStatus: "Pending" };

const kept: ParameterAttributes = { description: "one", labels: ["stable"], policies: [POLICY] };

const isKept = (live: ParameterAttributes, record: ParameterAttributes = kept): boolean =>
  isKeptExactly(parameterVersion({ attributes: live }), versionRecordOf({ attributes: record }));

describe("a kept version", () => {
  it("is exact when value, type and attributes are those that SSM has", () => {
    expect(isKept(kept)).toBe(true);
    expect(isKeptExactly(parameterVersion({ value: "other" }), versionRecordOf())).toBe(false);
    expect(isKeptExactly(parameterVersion({ type: "StringList" }), versionRecordOf())).toBe(false);
    expect(isKept({ ...kept, description: "two" })).toBe(false);
  });

  it("stays exact when labels move and a policy's status changes: neither makes a version", () => {
    expect(isKept({ ...kept, labels: [] })).toBe(true);
    expect(isKept({ ...kept, policies: [{ ...POLICY, policyStatus: "Finished" }] })).toBe(true);
  });

  it("is not exact with another policy, fewer or more of them", () => {
    expect(isKept({ ...kept, policies: [{ ...POLICY, policyText: '{"After":"30"}' }] })).toBe(false);
    expect(isKept({ ...kept, policies: [] })).toBe(false);
    expect(isKept({ ...kept, policies: [POLICY, POLICY] })).toBe(false);
  });

  it("has no policies either way when SSM tells of none", () => {
    const { policies: _policies, ...none } = kept;
    expect(isKept(none, { ...none, policies: [] })).toBe(true);
    expect(isKept(none)).toBe(false);
  });
});
