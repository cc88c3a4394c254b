import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { workQueue } from "../../application/operate/work-queue.ts";
import type { ChangeQueue } from "../../ports/change-queue.ts";
import type { Recipe } from "../compose.ts";
import { orThrow } from "../composition-failure.ts";
import type { Configuration } from "../config/configuration.ts";
import { tokenOf, tokens } from "../container.ts";
import { queueOfSource } from "../discovery/queue-of-source.ts";

/** A worker, wired. */
export interface WorkerService {
  readonly workQueue: ReturnType<typeof workQueue>;
}

/** An abort rejects the timer, and ends the pause as its time would. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);

const openQueue =
  (queueUrl: string | undefined) =>
  (configuration: Configuration): Promise<ChangeQueue> =>
    orThrow(
      pipe(
        queueOfSource(queueUrl, configuration),
        TE.chainTaskK(({ url, region }) => async () => {
          const { openSqsChangeQueue } = await import("../../adapters/aws-sqs/open-sqs-change-queue.ts");
          return openSqsChangeQueue(url, region);
        }),
      ),
    );

/**
 * The service behind `ssmbak worker`. The Lambda function does not load this module.
 *
 * @param queueUrl Default: the queue of the stack.
 */
export const workerService =
  (queueUrl?: string): Recipe<WorkerService> =>
  (container, service) => {
    const queue = tokenOf<ChangeQueue>("ChangeQueue");
    container
      .bind(queue)
      .toResolvedValue(openQueue(queueUrl), [tokens.configuration])
      .onActivation(container.get(tokens.openParts).closedBy((opened) => opened.close()));
    container
      .bind(service)
      .toResolvedValue(
        (dependencies, opened) => ({ workQueue: workQueue({ ...dependencies, queue: opened, pause }) }),
        [tokens.dependencies, queue],
      );
  };
