import type { Millis } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";

/** A clock that moves only on request, for tests and scripted demonstrations. */
export class ManualClock implements Clock {
  #now: Millis;

  /** Starts at `start`, in milliseconds since the Unix epoch. */
  constructor(start: Millis) {
    this.#now = start;
  }

  now(): Millis {
    return this.#now;
  }

  /** Moves the clock by a number of milliseconds, back for a negative number, and answers the new time. */
  advance(milliseconds: number): Millis {
    this.#now += milliseconds;
    return this.#now;
  }

  /** Sets the clock, forwards or back. */
  set(time: Millis): void {
    this.#now = time;
  }
}
