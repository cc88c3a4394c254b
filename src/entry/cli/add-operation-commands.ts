import { type Command, Option } from "commander";
import type { Announcer } from "../../composition/services/compose-announcer.ts";
import type { Operations } from "../../composition/services/compose-operations.ts";
import type { Worker } from "../../composition/services/compose-worker.ts";
import type { BackfillOptions } from "./backfill-arguments.ts";
import { runBackfill } from "./backfill-command.ts";
import { type CommonOptions, type PlaceOptions, withCommonOptions, withPlaceOptions } from "./common-options.ts";
import type { ExitCode } from "./exit-code.ts";
import { runQueueBackfill } from "./queue-backfill-command.ts";
import type { Terminal } from "./terminal.ts";
import { runWorker, type WorkerOptions } from "./worker-command.ts";

/** What adding commands needs of the command line. */
export interface OperationHost {
  readonly terminal: Terminal;
  /** Puts the service together, uses it, and lets it go. */
  readonly withOperations: (
    options: CommonOptions,
    use: (operations: Operations) => Promise<ExitCode>,
  ) => Promise<void>;
  /** The same for a worker of the queue with this URL, without one of that of the stack. */
  readonly withWorker: (
    queue: string | undefined,
    options: CommonOptions,
    use: (worker: Worker) => Promise<ExitCode>,
  ) => Promise<void>;
  /** The same for what sends to that queue. */
  readonly withAnnouncer: (
    queue: string | undefined,
    options: CommonOptions,
    use: (announcer: Announcer) => Promise<ExitCode>,
  ) => Promise<void>;
}

interface QueueOptions {
  readonly viaQueue?: boolean;
  readonly queue?: string;
}

/** Adds `backfill` and `worker`. */
export const addOperationCommands = (
  program: Command,
  { terminal, withOperations, withWorker, withAnnouncer }: OperationHost,
): void => {
  withCommonOptions(
    program.command("backfill").argument("[path...]", "/app: one parameter, /app/: one level; default: all"),
  )
    .description(
      "keep every parameter that exists, with all the versions that there still are; without --yes a dry run",
    )
    .option("-r, --recursive", "all that is below the paths", false)
    .option("--yes", "write to the store, or send the events", false)
    .option("--rate <number>", "histories to read, or events to send, a second, at most", "20")
    .addOption(
      new Option("--via-queue", "send a change event for each, so that what handles the queue keeps it").conflicts(
        "store",
      ),
    )
    .addOption(
      new Option("--queue <url>", "the SQS queue for that; default: that of the stack").implies({ viaQueue: true }),
    )
    .action((paths: ReadonlyArray<string>, options: CommonOptions & BackfillOptions & QueueOptions) =>
      options.viaQueue
        ? withAnnouncer(options.queue, options, (announcer) => runQueueBackfill(announcer, paths, options, terminal))
        : withOperations(options, (operations) => runBackfill(operations, paths, options, terminal)),
    );
  withPlaceOptions(program.command("worker"))
    .description("back up what a queue tells of, as the Lambda function does, until SIGTERM or Ctrl-C")
    .option("--queue <url>", "the SQS queue; default: that of the stack")
    .option("--concurrency <number>", "batches of up to ten messages at once", "4")
    .option("--deadline <seconds>", "for what is in hand when it has to stop", "25")
    .option("--health-port <port>", "answer there over HTTP whether it still moves")
    .option("--health-host <address>", "the address to listen on for that", "127.0.0.1")
    .action((options: WorkerOptions & PlaceOptions) =>
      withWorker(options.queue, { ...options, json: false }, (worker) => runWorker(worker, options, terminal)),
    );
};
