import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { Millis } from "../domain/time.ts";
import type { QueueError } from "./queue-error.ts";

/** A message that a queue gave up. */
export interface DeadLetter {
  readonly messageId: string;
  /** When it was sent, where the queue tells. */
  readonly sentAt?: Millis;
  /** How often it was received, with the look that brought it. */
  readonly receives: number;
  readonly body: string;
}

/** What a look at the queue brought. */
export interface DeadLettersSeen {
  readonly letters: ReadonlyArray<DeadLetter>;
  /** How many of them nobody else can receive for a while yet, since they could not be put back at once. */
  readonly hidden: number;
}

/** A dead-letter queue: where the queue of change events puts what failed too often. */
export interface DeadLetters {
  /** Looks at up to `limit` messages and leaves them in the queue. `QueueUnfit`: it is no dead-letter queue. */
  peek(limit: number): TaskEither<QueueError, DeadLettersSeen>;

  /** Lets go of connections. Afterwards the queue is not used any more. */
  close(): void;
}
