import { describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { ManualClock } from "../../../../src/adapters/memory/manual-clock.ts";
import { expiryOf, MAX_POLICIES } from "../../../../src/adapters/memory/parameter-policies.ts";
import type { PutParameterInput } from "../../../../src/adapters/memory/parameter-rules.ts";
import { DEFAULT_TIME } from "../../../../src/testing/builders.ts";
import { refusalOf } from "./refusal.ts";

const expirationAt = (time: number): object => ({
  Type: "Expiration",
  Version: "1.0",
  Attributes: { Timestamp: new Date(time).toISOString() },
});
const notice = { Type: "ExpirationNotification", Version: "1.0", Attributes: { Before: "15", Unit: "Days" } };
const noChange = { Type: "NoChangeNotification", Version: "1.0", Attributes: { After: "12", Unit: "Hours" } };
const expiration = expirationAt(DEFAULT_TIME + 60_000);

const open = () => {
  const clock = new ManualClock(DEFAULT_TIME);
  const ssm = new InMemoryParameterStore({ clock });
  const put = (policies?: unknown, others: Partial<PutParameterInput> = {}) =>
    ssm.putParameter({
      name: "/app/temporary",
      value: "x",
      type: "SecureString",
      tier: "Advanced",
      overwrite: true,
      ...(policies === undefined
        ? {}
        : { policies: typeof policies === "string" ? policies : JSON.stringify(policies) }),
      ...others,
    });
  const policies = () => ssm.getParameter("/app/temporary").attributes.policies;
  return { clock, ssm, put, policies };
};

describe("policies", () => {
  it("come back as AWS tells of them: text, type, status", () => {
    const { put, policies } = open();
    put([expiration, notice, noChange]);
    expect(policies()).toEqual([
      { policyText: JSON.stringify(expiration), policyType: "Expiration", policyStatus: "Pending" },
      { policyText: JSON.stringify(notice), policyType: "ExpirationNotification", policyStatus: "Pending" },
      { policyText: JSON.stringify(noChange), policyType: "NoChangeNotification", policyStatus: "Pending" },
    ]);
  });

  it("stay until they are replaced, and [{}] removes them", () => {
    const { put, policies } = open();
    put([notice]);
    put();
    expect(policies()).toMatchObject([{ policyType: "ExpirationNotification" }]);
    put([noChange]);
    expect(policies()).toMatchObject([{ policyType: "NoChangeNotification" }]);
    put([{}]);
    expect(policies()).toBeUndefined();
  });

  it("need the Advanced tier; Intelligent-Tiering gives it", () => {
    const { put } = open();
    expect(refusalOf(() => put([notice], { tier: "Standard" })).name).toBe("ValidationException");
    expect(put([notice], { tier: "Intelligent-Tiering" }).tier).toBe("Advanced");
    expect(open().put([{}], { tier: "Standard" }).tier).toBe("Standard");
  });

  it.each<[string, unknown]>([
    ["ValidationException", "{"],
    ["ValidationException", '"text"'],
    ["ValidationException", "{}"],
    ["ValidationException", [7]],
    ["InvalidPolicyTypeException", [{ ...expiration, Type: "Explosion" }]],
    ["InvalidPolicyTypeException", [{}, {}]],
    ["InvalidPolicyAttributeException", [{ ...expiration, Version: "2.0" }]],
    ["InvalidPolicyAttributeException", [{ ...expiration, Attributes: { Timestamp: "soon" } }]],
    ["InvalidPolicyAttributeException", [{ ...expiration, Attributes: undefined }]],
    ["InvalidPolicyAttributeException", [{ ...notice, Attributes: { Before: "0", Unit: "Days" } }]],
    ["InvalidPolicyAttributeException", [{ ...notice, Attributes: { Before: "1", Unit: "Weeks" } }]],
    ["InvalidPolicyAttributeException", [{ ...noChange, Attributes: { Before: "1", Unit: "Days" } }]],
    ["IncompatiblePolicyException", [expiration, expirationAt(0)]],
    ["PoliciesLimitExceededException", Array.from({ length: MAX_POLICIES + 1 }, () => notice)],
  ])("are refused as %s: %j", (code, policies) => {
    const { ssm, put } = open();
    expect(refusalOf(() => put(policies)).name).toBe(code);
    expect(ssm.events).toEqual([]);
  });

  it("may be ten", () => {
    const { put, policies } = open();
    put(Array.from({ length: MAX_POLICIES }, () => notice));
    expect(policies()).toHaveLength(MAX_POLICIES);
  });
});

describe("expiring", () => {
  it("deletes what is due, at the moment or later, with a policy action event", () => {
    const { clock, ssm, put } = open();
    put([expiration, notice]);
    clock.advance(59_999);
    expect(ssm.expireParameters()).toEqual([]);
    clock.advance(1);
    expect(ssm.expireParameters()).toEqual(["/app/temporary"]);
    expect(refusalOf(() => ssm.getParameter("/app/temporary")).name).toBe("ParameterNotFound");
    expect(ssm.events.at(-1)).toEqual({
      version: "0",
      id: "00000000-0000-4000-8000-000000000002",
      "detail-type": "Parameter Store Policy Action",
      source: "aws.ssm",
      account: "123456789012",
      time: "2024-06-08T23:07:33Z",
      region: "us-east-1",
      resources: ["arn:aws:ssm:us-east-1:123456789012:parameter/app/temporary"],
      detail: {
        "parameter-name": "/app/temporary",
        "parameter-type": "SecureString",
        "policy-type": "Expiration",
        "policy-content": JSON.stringify(expiration),
        "action-status": "Success",
      },
    });
    expect(ssm.expireParameters()).toEqual([]);
    expect(ssm.events).toHaveLength(2);
  });

  it("leaves alone what has no expiration, or none any more", () => {
    const { clock, ssm, put } = open();
    ssm.putParameter({ name: "plain", value: "x", type: "String" });
    put([expiration]);
    put([notice]);
    clock.advance(1_000_000_000);
    expect(ssm.expireParameters()).toEqual([]);
  });

  it("takes a millisecond of its own, like any change", () => {
    const { clock, ssm, put } = open();
    clock.set(DEFAULT_TIME + 60_000);
    put([expiration]);
    ssm.expireParameters();
    put([{}]);
    expect(ssm.getParameter("/app/temporary").modifiedAt).toBe(DEFAULT_TIME + 60_002);
  });

  it("is asked of Expiration policies only, as far as they can be read", () => {
    expect(expiryOf({ policyType: "Expiration", policyText: JSON.stringify(expiration) })).toBe(DEFAULT_TIME + 60_000);
    expect(expiryOf({ policyType: "Expiration" })).toBeUndefined();
    expect(expiryOf({ policyType: "Expiration", policyText: "{}" })).toBeUndefined();
    expect(expiryOf({ policyType: "NoChangeNotification", policyText: JSON.stringify(noChange) })).toBeUndefined();
  });
});
