import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { listDeadLetters } from "../application/list-dead-letters.ts";
import { readConfiguration } from "./configuration.ts";
import type { ConfigurationError } from "./configuration-error.ts";
import { parseQueueUrl } from "./queue-url.ts";

/** The part of the service that looks after dead letters, wired. */
export interface DeadLetterService {
  readonly listDeadLetters: ReturnType<typeof listDeadLetters>;
  /** Lets go of connections. */
  close(): void;
}

/** Puts the service together for the queue of a URL, in whatever region that is. Needs neither store nor source. */
export const composeDeadLetters = (queueUrl: string): TE.TaskEither<ConfigurationError, DeadLetterService> =>
  pipe(
    TE.fromEither(readConfiguration()),
    TE.chainEitherK(() => parseQueueUrl(queueUrl)),
    TE.chainTaskK(({ region }) => async () => {
      const { openSqsDeadLetters } = await import("../adapters/aws-sqs/open-sqs-dead-letters.ts");
      const deadLetters = openSqsDeadLetters(queueUrl, region);
      return { listDeadLetters: listDeadLetters(deadLetters), close: () => deadLetters.close() };
    }),
  );
