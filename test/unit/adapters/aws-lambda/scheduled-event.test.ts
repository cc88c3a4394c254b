import { describe, expect, it } from "vitest";
import { isScheduledEvent } from "../../../../src/adapters/aws-lambda/scheduled-event.ts";

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
    expect(isScheduledEvent({ ...scheduled, source })).toBe(true);
  });

  it.each([
    ["of another source", { ...scheduled, source: "aws.ssm" }],
    ["of another kind", { ...scheduled, "detail-type": "Parameter Store Change" }],
    ["without a source", { "detail-type": "Scheduled Event" }],
    ["nothing", undefined],
    ["an SQS event", { Records: [] }],
  ])("is not what is %s", (_, input) => {
    expect(isScheduledEvent(input)).toBe(false);
  });
});
