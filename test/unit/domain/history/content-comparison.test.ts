import { describe, expect, it } from "vitest";
import { isStoredExactly } from "../../../../src/domain/history/content-comparison.ts";
import type { ParameterAttributes } from "../../../../src/domain/model/parameter-version.ts";
import { parameterVersion, versionFactOf } from "../../../../src/testing/builders.ts";

const POLICY = { policyType: "NoChangeNotification", policyText: "{}", policyStatus: "Pending" };

const stored: ParameterAttributes = { description: "one", labels: ["stable"], policies: [POLICY] };

const isExact = (live: ParameterAttributes, attributes: ParameterAttributes = stored): boolean =>
  isStoredExactly(parameterVersion({ attributes: live }), versionFactOf({ attributes }));

describe("a stored version", () => {
  it("is exact when value, type and attributes are those that SSM has", () => {
    expect(isExact(stored)).toBe(true);
    expect(isStoredExactly(parameterVersion({ value: "other" }), versionFactOf())).toBe(false);
    expect(isStoredExactly(parameterVersion({ type: "StringList" }), versionFactOf())).toBe(false);
    expect(isExact({ ...stored, description: "two" })).toBe(false);
  });

  it("stays exact when labels move and a policy's status changes: neither makes a version", () => {
    expect(isExact({ ...stored, labels: [] })).toBe(true);
    expect(isExact({ ...stored, policies: [{ ...POLICY, policyStatus: "Finished" }] })).toBe(true);
  });

  it("is not exact with another policy, fewer or more of them", () => {
    expect(isExact({ ...stored, policies: [{ ...POLICY, policyText: '{"After":"30"}' }] })).toBe(false);
    expect(isExact({ ...stored, policies: [] })).toBe(false);
    expect(isExact({ ...stored, policies: [POLICY, POLICY] })).toBe(false);
  });

  it("has no policies either way when SSM tells of none", () => {
    const { policies: _policies, ...none } = stored;
    expect(isExact(none, { ...none, policies: [] })).toBe(true);
    expect(isExact(none)).toBe(false);
  });
});
