import { setTimeout } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import type { Worker } from "../../composition/services/compose-worker.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { type HealthServer, openHealthServer } from "./health-server.ts";
import { interruptible } from "./interruptible.ts";
import { readNumber } from "./read-number.ts";
import type { Terminal } from "./terminal.ts";

/** The options of `ssmbak worker`. */
export interface WorkerOptions {
  readonly queue?: string;
  readonly concurrency: string;
  readonly deadline: string;
  readonly healthPort?: string;
  readonly healthHost: string;
}

const SECOND = 1_000;
const MOST_BATCHES = 100;
const LONGEST_DEADLINE = 3_600;
const HIGHEST_PORT = 65_535;

const noHealth: HealthServer = { beat: () => {}, close: () => {} };

const openHealth = async (
  port: number | undefined,
  host: string,
  terminal: Terminal,
): Promise<HealthServer | undefined> => {
  if (port === undefined) return noHealth;
  try {
    return await openHealthServer(port, host);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    terminal.err(`--health-port: can't listen there (${code})\n`);
    return undefined;
  }
};

/** Ends the process although something is still in flight; gives it a moment to write what it has to say. */
const giveUp = (): void => {
  globalThis.setTimeout(() => process.exit(), SECOND).unref();
};

/** `undefined`, so many milliseconds after the signal was aborted. */
const lateAfter = async (signal: AbortSignal, milliseconds: number): Promise<undefined> => {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return setTimeout(milliseconds, undefined, { ref: false });
};

/** `ssmbak worker`: backs up what a queue tells of until it is told to stop. */
export const runWorker = async (worker: Worker, options: WorkerOptions, terminal: Terminal): Promise<ExitCode> => {
  const { healthPort, healthHost } = options;
  const batches = readNumber(terminal, "--concurrency", options.concurrency, 1, MOST_BATCHES);
  const deadline = readNumber(terminal, "--deadline", options.deadline, 0, LONGEST_DEADLINE);
  const port = healthPort === undefined ? 0 : readNumber(terminal, "--health-port", healthPort, 1, HIGHEST_PORT);
  if (batches === undefined || deadline === undefined || port === undefined) return exitCode.misused;
  const health = await openHealth(healthPort === undefined ? undefined : port, healthHost, terminal);
  if (health === undefined) return exitCode.misused;
  return interruptible(async (signal) => {
    const done = await Promise.race([
      worker.workQueue({ batches, signal, onBeat: health.beat }),
      lateAfter(signal, deadline * SECOND),
    ]);
    health.close();
    if (done === undefined) {
      terminal.err("stopped at the deadline: what was in hand will be delivered again\n");
      giveUp();
      return exitCode.stopped;
    }
    if (E.isLeft(done)) {
      terminal.err(`${done.left.message}\n`);
      return exitCodeOf(done.left);
    }
    terminal.err(`stopped: ${done.right.handled} messages handled, ${done.right.left} left in the queue\n`);
    return exitCode.done;
  });
};
