import * as O from "fp-ts/lib/Option.js";
import * as t from "io-ts";
import { Account, Region, type Scope } from "../../domain/model/scope.ts";

/**
 * The event of a schedule, from an EventBridge rule (`aws.events`; EventBridge User Guide, "Creating a rule that runs on a
 * schedule") or from EventBridge Scheduler without an input of the user's (`aws.scheduler`).
 */
const ScheduledEventCodec = t.type(
  {
    "detail-type": t.literal("Scheduled Event"),
    source: t.keyof({ "aws.events": null, "aws.scheduler": null }),
  },
  "Scheduled Event",
);

const ScopeCodec = t.type({ account: Account, region: Region });

/** The event of a schedule. */
export interface ScheduledEvent {
  /** Account and region of the schedule; absent where the event does not name both. */
  readonly scope?: Scope;
}

/** Decodes the event of a schedule; `None` for every other event. */
export const decodeScheduledEvent = (input: unknown): O.Option<ScheduledEvent> => {
  if (!ScheduledEventCodec.is(input)) return O.none;
  return O.some(ScopeCodec.is(input) ? { scope: { account: input.account, region: input.region } } : {});
};
