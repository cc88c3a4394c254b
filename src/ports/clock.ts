import type { Millis } from "../domain/model/time.ts";

/** Tells the time. Never fails; may be behind or ahead of AWS's clocks, so no record's place depends on it. */
export interface Clock {
  /** The time now. */
  now(): Millis;
}
