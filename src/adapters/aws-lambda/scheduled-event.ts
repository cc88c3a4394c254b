import * as t from "io-ts";

/**
 * What EventBridge sends on a schedule: a rule (`aws.events`; EventBridge User Guide, "Creating a rule that runs on a
 * schedule") or EventBridge Scheduler without an input of one's own (`aws.scheduler`).
 */
const ScheduledEvent = t.type(
  {
    "detail-type": t.literal("Scheduled Event"),
    source: t.keyof({ "aws.events": null, "aws.scheduler": null }),
  },
  "Scheduled Event",
);

/** Whether `input` is the event of a schedule. */
export const isScheduledEvent = (input: unknown): boolean => ScheduledEvent.is(input);
