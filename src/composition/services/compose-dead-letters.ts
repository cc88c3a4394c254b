import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { listDeadLetters } from "../../application/operate/list-dead-letters.ts";
import { redriveDeadLetters } from "../../application/operate/redrive-dead-letters.ts";
import type { DeadLetters } from "../../ports/dead-letters.ts";
import { readConfiguration } from "../config/configuration.ts";
import type { ConfigurationError } from "../config/configuration-error.ts";
import { parseQueueUrl } from "../config/queue-url.ts";
import { findQueue } from "../discovery/find-in-stack.ts";

/** The part of the service that looks after dead letters, wired. */
export interface DeadLetterService {
  readonly listDeadLetters: ReturnType<typeof listDeadLetters>;
  readonly outlook: DeadLetters["outlook"];
  readonly redriveDeadLetters: ReturnType<typeof redriveDeadLetters>;
  /** Lets go of connections. */
  close(): void;
}

/** Wires the service over a queue. */
export const makeDeadLetterService = (
  deadLetters: DeadLetters,
  pause: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): DeadLetterService => ({
  listDeadLetters: listDeadLetters(deadLetters),
  outlook: () => deadLetters.outlook(),
  redriveDeadLetters: redriveDeadLetters({ deadLetters, pause }),
  close: () => deadLetters.close(),
});

/**
 * Puts the service together for the queue of a URL, in whatever region that is; without one for the dead-letter queue
 * of the stack. Needs neither store nor source.
 *
 * @param region Where the stack is. Default: in that of the AWS settings.
 */
export const composeDeadLetters = (
  given: string | undefined,
  region?: string,
): TE.TaskEither<ConfigurationError, DeadLetterService> =>
  pipe(
    TE.fromEither(readConfiguration()),
    TE.chain(() => findQueue(given, "deadLetterQueue", region)),
    TE.bindTo("url"),
    TE.bind("queue", ({ url }) => TE.fromEither(parseQueueUrl(url))),
    TE.chainTaskK(({ url, queue }) => async () => {
      const { openSqsDeadLetters } = await import("../../adapters/aws-sqs/open-sqs-dead-letters.ts");
      return makeDeadLetterService(openSqsDeadLetters(url, queue.region ?? region));
    }),
  );
