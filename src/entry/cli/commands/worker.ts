import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type WorkerService, workerService } from "../../../composition/services/worker.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type PlaceOptions, withPlaceOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { type HealthServer, openHealthServer } from "../ui/health-server.ts";
import { interruptible } from "../ui/interruptible.ts";
import { readNumber } from "../ui/read-number.ts";
import type { Terminal } from "../ui/terminal.ts";

interface WorkerOptions extends PlaceOptions {
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

/** Ends the process although calls are still in flight, after a moment to write the last messages. */
const giveUp = (): void => {
  globalThis.setTimeout(() => process.exit(), SECOND).unref();
};

/** Resolves to `undefined` a number of milliseconds after the signal was aborted. */
const lateAfter = async (signal: AbortSignal, milliseconds: number): Promise<undefined> => {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return setTimeout(milliseconds, undefined, { ref: false });
};

const runWorker = async (worker: WorkerService, options: WorkerOptions, terminal: Terminal): Promise<ExitCode> => {
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
      terminal.err("stopped at the deadline: messages in hand will be delivered again\n");
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

/** Adds `ssmbak worker`: handles a queue's change events until the process is told to stop. */
export const addWorker = (program: Command, host: CommandHost): void => {
  withPlaceOptions(program.command("worker"))
    .description("handle the change events of a queue, as the Lambda function does, until SIGTERM or Ctrl-C")
    .option("--queue <url>", "the SQS queue; default: the stack's")
    .option("--concurrency <number>", "batches of up to ten messages at once", "4")
    .option("--deadline <seconds>", "time for messages in hand when the worker has to stop", "25")
    .option("--health-port <port>", "answer over HTTP whether the worker still moves")
    .option("--health-host <address>", "address to listen on for --health-port", "127.0.0.1")
    .action((options: WorkerOptions) =>
      host.use(workerService(options.queue), options, (worker) => runWorker(worker, options, host.terminal), {
        forMachines: true,
      }),
    );
};
