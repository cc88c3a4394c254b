import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { workQueue } from "../../application/operate/work-queue.ts";
import type { ChangeQueue } from "../../ports/change-queue.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { composeService, type Extensions, type Parts } from "../compose.ts";
import type { Overrides } from "../config/configuration.ts";
import { queueOfSource } from "../discovery/queue-of-source.ts";
import type { AwsAdapters } from "../schemes/aws-adapters.ts";
import type { CompositionError } from "../schemes/scheme.ts";
import { closeBothSides } from "./close-both-sides.ts";

/** A worker, wired. */
export interface Worker {
  readonly workQueue: ReturnType<typeof workQueue>;
  /** Lets go of files and connections. */
  close(): TE.TaskEither<StoreError, void>;
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  // Aborting rejects, which is an end like any other here.
  setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);

const openQueue = (given: string | undefined, { configuration }: Parts): TE.TaskEither<CompositionError, ChangeQueue> =>
  pipe(
    queueOfSource(given, configuration),
    TE.chainTaskK(({ url, region }) => async () => {
      const { openSqsChangeQueue } = await import("../../adapters/aws-sqs/open-sqs-change-queue.ts");
      return openSqsChangeQueue(url, region);
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
