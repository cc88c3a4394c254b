import { describe, expect, it } from "vitest";
import { arnOf, changeEvent, subjectOf } from "../../../../src/domain/events/change-envelope.ts";
import { name, parameterVersion } from "../../../../src/testing/builders.ts";

const ORIGIN = {
  id: "an-id",
  account: "111122223333",
  region: "eu-west-1",
  time: Date.UTC(2024, 5, 8, 23, 6, 33, 999),
};
const SUBJECT = { name: name("/app/db"), type: "SecureString" } as const;

describe("the event of a change", () => {
  it("looks as AWS sends it", () => {
    expect(changeEvent("Update", { ...SUBJECT, description: "of the shop" }, ORIGIN)).toEqual({
      version: "0",
      id: "an-id",
      source: "aws.ssm",
      "detail-type": "Parameter Store Change",
      account: "111122223333",
      time: "2024-06-08T23:06:33Z",
      region: "eu-west-1",
      resources: ["arn:aws:ssm:eu-west-1:111122223333:parameter/app/db"],
      detail: { operation: "Update", name: "/app/db", type: "SecureString", description: "of the shop" },
    });
  });

  it("tells of no description where there is none, and names what stands alone without a slash", () => {
    const { detail, resources } = changeEvent("Delete", { ...SUBJECT, name: name("/top") }, ORIGIN);
    expect(detail).toEqual({ operation: "Delete", name: "top", type: "SecureString" });
    expect(Object.keys(detail)).not.toContain("description");
    expect(resources).toEqual(["arn:aws:ssm:eu-west-1:111122223333:parameter/top"]);
  });

  it.each([
    ["eu-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
  ])("names the partition of %s: %s", (region, partition) => {
    expect(arnOf(name("/a"), "111122223333", region)).toBe(`arn:${partition}:ssm:${region}:111122223333:parameter/a`);
  });

  it.each([
    ["of the shop", { description: "of the shop" }],
    ["", {}],
    [undefined, {}],
  ])("takes the description of its version, but for an empty one: %j", (description, told) => {
    const attributes = description === undefined ? {} : { description };
    const subject = subjectOf(parameterVersion({ name: "/app/db", type: "String", attributes }));
    expect(subject).toStrictEqual({ name: "/app/db", type: "String", ...told });
  });
});
