import type { Millis } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";

/** A clock that stands still until it is told otherwise, for tests and scripted demonstrations. */
export class ManualClock implements Clock {
  #now: Millis;

  /** Starts at `start`, in milliseconds since the Unix epoch. */
  constructor(start: Millis) {
    this.#now = start;
  }

  now(): Millis {
    return this.#now;
  }

  /** Moves the clock by that many milliseconds (a negative number moves it back) and answers with the new time. */
  advance(milliseconds: number): Millis {
    this.#now += milliseconds;
    return this.#now;
  }

  /** Sets the clock, forwards or back. */
  set(time: Millis): void {
    this.#now = time;
  }
}
