import type { Either } from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type ChangeEvent, decodeChangeMessage } from "../../domain/events/change-event.ts";
import type { DecodeError } from "../../domain/model/decode-error.ts";
import type { DeadLetter, DeadLetters } from "../../ports/dead-letters.ts";
import type { QueueError } from "../../ports/queue-error.ts";

/** A decoded dead letter. The body is left out, because a body may hold anything. */
export interface ListedDeadLetter extends Omit<DeadLetter, "body"> {
  /** `Left`: why the body is no change event. */
  readonly event: Either<DecodeError, ChangeEvent>;
}

/** The dead letters of a queue. */
export interface DeadLetterListing {
  readonly letters: ReadonlyArray<ListedDeadLetter>;
  /** See `DeadLettersSeen`. */
  readonly hidden: number;
}

const decode = ({ body, ...letter }: DeadLetter): ListedDeadLetter => ({ ...letter, event: decodeChangeMessage(body) });

/** Decodes up to `limit` dead letters. All stay in the queue. */
export const listDeadLetters =
  (deadLetters: DeadLetters) =>
  (limit: number): TE.TaskEither<QueueError, DeadLetterListing> =>
    pipe(
      deadLetters.peek(limit),
      TE.map(({ letters, hidden }) => ({ letters: letters.map(decode), hidden })),
    );
