import { setImmediate } from "node:timers/promises";
import type { Millis } from "../../src/domain/model/time.ts";
import type { Failing, Port, Refusal } from "./step.ts";

/** A call that a process made and that has not been let through yet. */
interface Waiting {
  readonly port: Port;
  /** Lets the effect happen and hands its answer over, or fails in a way. */
  readonly proceed: (how: Failing | "works") => Promise<void>;
}

/** How a call of a port is made, and how it fails. */
export interface Call<A> {
  readonly port: Port;
  readonly effect: () => Promise<A>;
  /** The answer, or the exception, of a call that fails. */
  readonly fail: (how: Refusal) => Promise<A>;
}

/** Counts what was injected, by kind. */
export type Tally = Map<string, number>;

export const count = (tally: Tally, kind: string, times = 1): void => {
  tally.set(kind, (tally.get(kind) ?? 0) + times);
};

interface Outage {
  readonly how: Refusal;
  readonly until: Millis;
}

/**
 * Where every call of every process waits until the program lets it through: what decides who goes on is the program
 * alone, never the event loop.
 */
export class Turnstile {
  readonly faults: Tally;
  readonly #now: () => Millis;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #outages = new Map<Port, Outage>();

  constructor(now: () => Millis, faults: Tally) {
    this.#now = now;
    this.faults = faults;
  }

  /** Makes a call of a process wait for its turn. It never answers when the process died. */
  pass<A>(process: string, { port, effect, fail }: Call<A>): Promise<A> {
    return new Promise((resolve, reject) => {
      const answer = (promise: Promise<A>): Promise<void> => promise.then(resolve, reject);
      const proceed = async (how: Failing | "works"): Promise<void> => {
        if (how === "works") await answer(effect());
        else if (how === "timeout-after") {
          await effect().catch(() => undefined);
          await answer(fail("timeout-before"));
        } else if (how === "dies-after") await effect().catch(() => undefined);
        else if (how !== "dies-before") await answer(fail(how));
      };
      const calls = this.#waiting.get(process);
      if (calls === undefined) this.#waiting.set(process, [{ port, proceed }]);
      else calls.push({ port, proceed });
    });
  }

  /** Lets one waiting call of a process through; `false` when none waits. */
  async let(process: string, pick: number, wanted: Failing | "works"): Promise<boolean> {
    const calls = this.#waiting.get(process) ?? [];
    const [call] = calls.splice(pick % Math.max(1, calls.length), 1);
    if (call === undefined) return false;
    const how = wanted === "works" ? (this.#outageOf(call.port) ?? wanted) : wanted;
    if (how !== "works") count(this.faults, `${call.port} ${how}`);
    await call.proceed(how);
    await this.settle();
    return true;
  }

  /** Waits until every process that can go on has come to its next call. */
  async settle(): Promise<void> {
    await setImmediate();
  }

  /** Whether a process waits for an answer. */
  waits(process: string): boolean {
    return (this.#waiting.get(process)?.length ?? 0) > 0;
  }

  /** What a dead process waited for is never answered. */
  forget(process: string): void {
    this.#waiting.delete(process);
  }

  breakDown(port: Port, how: Refusal, ms: Millis): void {
    this.#outages.set(port, { how, until: this.#now() + ms });
  }

  /** Ends all outages. */
  repair(): void {
    this.#outages.clear();
  }

  #outageOf(port: Port): Refusal | undefined {
    const outage = this.#outages.get(port);
    return outage !== undefined && this.#now() < outage.until ? outage.how : undefined;
  }
}
