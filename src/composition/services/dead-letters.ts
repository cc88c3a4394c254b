import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { listDeadLetters } from "../../application/operate/list-dead-letters.ts";
import { redriveDeadLetters } from "../../application/operate/redrive-dead-letters.ts";
import type { DeadLetters } from "../../ports/dead-letters.ts";
import type { Recipe } from "../compose.ts";
import { orThrow } from "../composition-failure.ts";
import { parseQueueUrl } from "../config/queue-url.ts";
import { tokenOf, tokens } from "../container.ts";
import { findQueue } from "../discovery/find-in-stack.ts";

/** The part of the service that looks after dead letters, wired. */
export interface DeadLetterService {
  readonly listDeadLetters: ReturnType<typeof listDeadLetters>;
  readonly outlook: DeadLetters["outlook"];
  readonly redriveDeadLetters: ReturnType<typeof redriveDeadLetters>;
}

/** Wires the service over a queue. */
export const makeDeadLetterService = (
  deadLetters: DeadLetters,
  pause: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): DeadLetterService => ({
  listDeadLetters: listDeadLetters(deadLetters),
  outlook: () => deadLetters.outlook(),
  redriveDeadLetters: redriveDeadLetters({ deadLetters, pause }),
});

const openDeadLetters = (queueUrl: string | undefined, region: string | undefined): Promise<DeadLetters> =>
  orThrow(
    pipe(
      findQueue(queueUrl, "deadLetterQueue", region),
      TE.bindTo("url"),
      TE.bind("queue", ({ url }) => TE.fromEither(parseQueueUrl(url))),
      TE.chainTaskK(({ url, queue }) => async () => {
        const { openSqsDeadLetters } = await import("../../adapters/aws-sqs/open-sqs-dead-letters.ts");
        return openSqsDeadLetters(url, queue.region ?? region);
      }),
    ),
  );

/**
 * The service behind `ssmbak dlq`. Neither store nor source is opened.
 *
 * @param queueUrl A queue in any region. Default: the dead-letter queue of the stack.
 * @param region Where the stack is. Default: the region of the AWS settings.
 */
export const deadLetterService =
  (queueUrl?: string, region?: string): Recipe<DeadLetterService> =>
  (container, service) => {
    const deadLetters = tokenOf<DeadLetters>("DeadLetters");
    container
      .bind(deadLetters)
      .toResolvedValue(() => openDeadLetters(queueUrl, region))
      .onActivation(container.get(tokens.openParts).closedBy((opened) => opened.close()));
    container.bind(service).toResolvedValue((opened) => makeDeadLetterService(opened), [deadLetters]);
  };
