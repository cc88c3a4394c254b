import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../../../src/composition/config/configuration.ts";
import { roleOf } from "../../../../src/composition/config/stored-scopes.ts";

const HOME = { account: "111122223333", region: "eu-west-1" };
const READ_ROLE = "arn:aws:iam::{account}:role/ssmbak-read-{region}";

const CENTRAL = {
  SSMBAK_SCOPE: "111122223333/eu-west-1",
  SSMBAK_ACCOUNTS: "444455556666, 111122223333",
  SSMBAK_REGIONS: "eu-west-1,us-east-1",
  SSMBAK_READ_ROLE: READ_ROLE,
};

const read = (environment: Readonly<Record<string, string>>) => readConfiguration({}, environment);

const complaint = (environment: Readonly<Record<string, string>>): string => {
  const configuration = read(environment);
  return E.isLeft(configuration) ? configuration.left.message : "none";
};

describe("whose parameters are kept", () => {
  it("is not said where nothing is set, or all is empty", () => {
    expect(read({ SSMBAK_SCOPE: "", SSMBAK_ACCOUNTS: "" })).toMatchObject(
      E.right({ scopes: undefined, source: "ssm:" }),
    );
  });

  it("is one account and region, without a prefix, and read in that region", () => {
    expect(read({ SSMBAK_SCOPE: "111122223333/eu-west-1" })).toMatchObject(
      E.right({ scopes: { all: [HOME], prefixed: false }, source: "ssm:eu-west-1" }),
    );
  });

  it("are several, one's own first and once", () => {
    expect(read(CENTRAL)).toMatchObject(
      E.right({
        scopes: {
          all: [
            HOME,
            { account: "444455556666", region: "eu-west-1" },
            { account: "444455556666", region: "us-east-1" },
            { account: "111122223333", region: "us-east-1" },
          ],
          prefixed: true,
          readRole: READ_ROLE,
        },
      }),
    );
  });

  it("are in one's own region where no others are named", () => {
    expect(read({ ...CENTRAL, SSMBAK_REGIONS: "", SSMBAK_ACCOUNTS: "444455556666" })).toMatchObject(
      E.right({ scopes: { all: [HOME, { account: "444455556666", region: "eu-west-1" }] } }),
    );
  });

  it.each([
    [{ SSMBAK_SCOPE: "canary" }, "SSMBAK_SCOPE: expected ACCOUNT/REGION"],
    [{ SSMBAK_SCOPE: "11112222333/eu-west-1" }, "SSMBAK_SCOPE: expected ACCOUNT/REGION"],
    [{ ...CENTRAL, SSMBAK_SCOPE: "" }, "SSMBAK_SCOPE: has to be set beside SSMBAK_ACCOUNTS"],
    [{ ...CENTRAL, SSMBAK_ACCOUNTS: "canary" }, "SSMBAK_ACCOUNTS: expected ids of accounts, 12 digits each"],
    [{ ...CENTRAL, SSMBAK_ACCOUNTS: "444455556666," }, "SSMBAK_ACCOUNTS: expected ids of accounts, 12 digits each"],
    [{ ...CENTRAL, SSMBAK_REGIONS: "canary 1" }, "SSMBAK_REGIONS: expected names of regions, separated by commas"],
    [{ ...CENTRAL, SSMBAK_READ_ROLE: "" }, "SSMBAK_READ_ROLE: expected arn:aws:iam::{account}:role/NAME"],
    [{ ...CENTRAL, SSMBAK_READ_ROLE: "canary" }, "SSMBAK_READ_ROLE: expected arn:aws:iam::{account}:role/NAME"],
    [
      { ...CENTRAL, SSMBAK_READ_ROLE: "arn:aws:iam::111122223333:role/canary" },
      "SSMBAK_READ_ROLE: expected arn:aws:iam::{account}:role/NAME",
    ],
    [{ ...CENTRAL, SSMBAK_SOURCE: "ssm:eu-west-2" }, "SSMBAK_SOURCE: names another region than SSMBAK_SCOPE"],
  ])("is refused: %j", (environment, problem) => {
    expect(complaint(environment)).toContain(problem);
    expect(complaint(environment)).not.toContain("canary");
  });

  it.each([
    ["ssm:eu-west-1", "ssm:eu-west-1"],
    ["ssm:?role=arn:aws:iam::111122223333:role/x", "ssm:eu-west-1?role=arn:aws:iam::111122223333:role/x"],
    ["memory:", "memory:"],
  ])("goes with the source %s", (SSMBAK_SOURCE, source) => {
    expect(read({ ...CENTRAL, SSMBAK_SOURCE })).toMatchObject(E.right({ source }));
  });
});

describe("the role to read with", () => {
  it("is that of the account and region", () => {
    expect(roleOf(READ_ROLE, { account: "444455556666", region: "us-east-1" })).toBe(
      "arn:aws:iam::444455556666:role/ssmbak-read-us-east-1",
    );
  });
});
