import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { decodeScheduledEvent } from "../../../../src/adapters/aws-lambda/scheduled-event.ts";

const scheduled = {
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  time: "2024-06-08T23:00:00Z",
  resources: [],
  detail: {},
};

describe("the event of a schedule", () => {
  it.each(["aws.events", "aws.scheduler"])("may come from %s", (source) => {
    expect(decodeScheduledEvent({ ...scheduled, source })).toEqual(O.some({}));
  });

  it("tells account and region", () => {
    const scope = { account: "111122223333", region: "eu-west-1" };

    expect(decodeScheduledEvent({ ...scheduled, ...scope })).toEqual(O.some({ scope }));
  });

  it.each([
    ["only the account", { account: "111122223333" }],
    ["only the region", { region: "eu-west-1" }],
    ["something else as the account", { account: 5, region: "eu-west-1" }],
    ["an empty region", { account: "111122223333", region: "" }],
  ])("is still the event of a schedule with %s", (_what, place) => {
    expect(decodeScheduledEvent({ ...scheduled, ...place })).toEqual(O.some({}));
  });

  it.each([
    ["of another source", { ...scheduled, source: "aws.ssm" }],
    ["of another kind", { ...scheduled, "detail-type": "Parameter Store Change" }],
    ["without a source", { "detail-type": "Scheduled Event" }],
    ["nothing", undefined],
    ["an SQS event", { Records: [] }],
  ])("is not what is %s", (_what, input) => {
    expect(decodeScheduledEvent(input)).toEqual(O.none);
  });
});
