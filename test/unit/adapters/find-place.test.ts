import { describe, expect, it } from "vitest";
import { findPlace } from "../../../src/adapters/aws-ssm/find-place.ts";
import { leftOf } from "../../support/workshop.ts";

describe("the account and region of a Parameter Store", () => {
  it("can't be told where the region is none, and that is a wrong setting", async () => {
    const error = await leftOf(findPlace({ region: "not a region" }));
    expect(error).toMatchObject({
      _tag: "SourceMisconfigured",
      message: "the region of Parameter Store is not known: set AWS_REGION to the name of a region",
    });
  });
});
