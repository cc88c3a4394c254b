import { setTimeout } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { workQueue } from "../application/work-queue.ts";
import type { ChangeQueue } from "../ports/change-queue.ts";
import type { StoreError } from "../ports/store-error.ts";
import type { AwsAdapters } from "./aws-adapters.ts";
import { parseSsmUrl } from "./built-in-schemes.ts";
import { closeBothSides } from "./close-both-sides.ts";
import { composeService, type Extensions, type Parts } from "./compose.ts";
import type { Configuration, Overrides } from "./configuration.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";
import { findQueue } from "./find-in-stack.ts";
import { parseQueueUrl } from "./queue-url.ts";
import type { CompositionError } from "./scheme.ts";

/** A worker, wired. */
export interface Worker {
  readonly workQueue: ReturnType<typeof workQueue>;
  /** Lets go of files and connections. */
  close(): TE.TaskEither<StoreError, void>;
}

const regionOf = ({ source, region }: Configuration): string => {
  const parsed = parseSsmUrl(source);
  return (E.isRight(parsed) ? parsed.right.region : undefined) ?? region;
};

/**
 * A queue that holds another region's events is refused: read against the wrong Parameter Store, they would tell of
 * parameters that seem to be gone.
 */
const readQueue = (
  url: string,
  configuration: Configuration,
): E.Either<ConfigurationError, { readonly region?: string }> =>
  pipe(
    parseQueueUrl(url),
    E.chain((queue) => {
      const read = configuration.source.startsWith("ssm:") ? regionOf(configuration) : "";
      return queue.region === undefined || read === "" || read === queue.region
        ? E.right(queue)
        : E.left(
            configurationError(
              "--queue",
              `is in ${queue.region}, but Parameter Store is read in ${read}: set AWS_REGION, or give --source ssm:${queue.region}`,
            ),
          );
    }),
  );

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  // Aborting rejects, which is an end like any other here.
  setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);

const openQueue = (given: string | undefined, { configuration }: Parts): TE.TaskEither<CompositionError, ChangeQueue> =>
  pipe(
    findQueue(given, "queue"),
    TE.bindTo("url"),
    TE.bind("queue", ({ url }) => TE.fromEither(readQueue(url, configuration))),
    TE.chainTaskK(({ url, queue }) => async () => {
      const { openSqsChangeQueue } = await import("../adapters/aws-sqs/open-sqs-change-queue.ts");
      return openSqsChangeQueue(url, queue.region);
    }),
  );

const makeWorker = (parts: Parts, queue: ChangeQueue): Worker => ({
  workQueue: workQueue({ ...parts, queue, pause }),
  close: () =>
    pipe(
      TE.fromIO<void, StoreError>(() => queue.close()),
      TE.chain(closeBothSides(parts)),
    ),
});

/** Puts a worker together for the queue of a URL, without one for that of the stack. The Lambda function does not load it. */
export const composeWorker =
  (aws: AwsAdapters, queueUrl: string | undefined) =>
  (overrides: Overrides = {}, extensions: Extensions = {}): TE.TaskEither<CompositionError, Worker> =>
    pipe(
      composeService(aws, (parts: Parts) => parts)(overrides, extensions),
      TE.chain((parts) =>
        pipe(
          openQueue(queueUrl, parts),
          TE.map((queue) => makeWorker(parts, queue)),
        ),
      ),
    );
