import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import {
  type Environment,
  type Overrides,
  readConfiguration,
} from "../../../../src/composition/config/configuration.ts";

const ROLE = "arn:aws:iam::444455556666:role/team/Operator";

const read = (asked: Overrides, environment: Environment = { AWS_REGION: "eu-west-1" }) =>
  readConfiguration(asked, environment);

const complaint = (asked: Overrides, environment?: Environment): string => {
  const configuration = read(asked, environment);
  return E.isLeft(configuration) ? configuration.left.message : "none";
};

describe("an account that is asked for", () => {
  it("is that of the AWS settings' region, whose credentials have to be its own", () => {
    expect(read({ account: "444455556666" })).toMatchObject(
      E.right({
        scopes: { all: [{ account: "444455556666", region: "eu-west-1" }], prefixed: true },
        source: "ssm:eu-west-1",
        ownAccount: "444455556666",
        region: "eu-west-1",
      }),
    );
  });

  it("is that of another region, and leaves the store where it is", () => {
    const configuration = read({ account: "444455556666", region: "us-east-1" });
    expect(configuration).toMatchObject(
      E.right({
        scopes: { all: [{ account: "444455556666", region: "us-east-1" }] },
        source: "ssm:us-east-1",
        region: "us-east-1",
      }),
    );
    expect(E.isRight(configuration) && configuration.right).not.toHaveProperty("storeRegion");
  });

  it("is read with a role, if one is given, and then nobody's credentials are asked", () => {
    const configuration = read({ account: "444455556666", role: ROLE });
    expect(configuration).toMatchObject(E.right({ source: `ssm:eu-west-1?role=${ROLE}` }));
    expect(E.isRight(configuration) && configuration.right).not.toHaveProperty("ownAccount");
  });

  it("takes the place of those that are configured", () => {
    const central = {
      SSMBAK_SCOPE: "111122223333/eu-west-1",
      SSMBAK_ACCOUNTS: "444455556666",
      SSMBAK_READ_ROLE: "arn:aws:iam::{account}:role/x",
    };
    expect(read({ account: "444455556666", region: "us-east-1" }, central)).toMatchObject(
      E.right({ scopes: { all: [{ account: "444455556666", region: "us-east-1" }] }, source: "ssm:us-east-1" }),
    );
  });

  it("leaves a source that is named, and one that is not AWS's, as they are", () => {
    const named = read({ account: "444455556666", source: "ssm:ap-south-1" });
    expect(named).toMatchObject(E.right({ source: "ssm:ap-south-1" }));
    expect(E.isRight(named) && named.right).not.toHaveProperty("ownAccount");
    expect(read({ account: "444455556666" }, { AWS_REGION: "eu-west-1", SSMBAK_SOURCE: "memory:" })).toMatchObject(
      E.right({ source: "memory:", scopes: { prefixed: true } }),
    );
  });

  it("may be restored into another region, with the same credentials", () => {
    const asked = { account: "444455556666", toRegion: "us-east-1" };
    expect(read(asked)).toMatchObject(E.right({ source: "ssm:us-east-1", ownAccount: "444455556666" }));
    expect(read({ ...asked, role: ROLE })).toMatchObject(E.right({ source: `ssm:us-east-1?role=${ROLE}` }));
    expect(read({ toRegion: "us-east-1" })).toMatchObject(E.right({ source: "ssm:us-east-1", region: "eu-west-1" }));
  });

  it.each([
    [{ account: "canary" }, "account: expected the id of an account, 12 digits"],
    [{ account: "" }, "account: expected the id of an account, 12 digits"],
    [{ region: "canary" }, "region: expected the name of a region"],
    [{ account: "444455556666", role: "canary" }, "role: expected arn:aws:iam::ACCOUNT:role/NAME"],
    [{ account: "111122223333", role: ROLE }, "role: is another account's than the one that is asked for"],
    [{ role: ROLE }, "role: goes with an account: whose parameters does it read?"],
  ])("is refused: %j", (asked, problem) => {
    expect(complaint(asked)).toBe(problem);
  });

  it("needs a region", () => {
    expect(complaint({ account: "444455556666" }, {})).toContain("region: has to be given with an account");
  });
});

describe("a region alone", () => {
  it("is that of store and Parameter Store", () => {
    expect(read({ region: "us-east-1" })).toMatchObject(
      E.right({ source: "ssm:us-east-1", region: "us-east-1", storeRegion: "us-east-1", scopes: undefined }),
    );
  });

  it("leaves a source that is named as it is", () => {
    expect(read({ region: "us-east-1", source: "ssm:eu-west-2" })).toMatchObject(
      E.right({ source: "ssm:eu-west-2", storeRegion: "us-east-1" }),
    );
    expect(read({ region: "us-east-1" }, { SSMBAK_SOURCE: "memory:" })).toMatchObject(E.right({ source: "memory:" }));
  });
});
