import type { Millis } from "../domain/model/time.ts";

/**
 * Tells the time. Never fails. The clock may be behind or ahead of AWS's clocks, so the order of facts never depends on
 * it.
 */
export interface Clock {
  /** The time now. */
  now(): Millis;
}
