import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { Millis } from "../domain/model/time.ts";
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

/** What a redrive would do. */
export interface RedriveOutlook {
  /** About how many messages wait to be moved. */
  readonly messages: number;
  /** The names of the queues whose dead letters these are. */
  readonly sources: ReadonlyArray<string>;
}

/** A redrive, as the queue's service tells of it: it goes on by itself. */
export interface Redrive {
  /** Tells it from earlier ones of the queue. */
  readonly startedAt: Millis;
  readonly status: "Running" | "Completed" | "Cancelled" | "Failed";
  /** About how many messages were moved. */
  readonly moved: number;
  /** About how many there were to move, once that is known. */
  readonly toMove?: number;
  /** Why it failed: a code, where one was given. */
  readonly reason?: string;
}

/** A dead-letter queue: where the queue of change events puts what failed too often. */
export interface DeadLetters {
  /** Looks at up to `limit` messages and leaves them in the queue. `QueueUnfit`: it is no dead-letter queue. */
  peek(limit: number): TaskEither<QueueError, DeadLettersSeen>;

  /** What a redrive would do. `QueueUnfit`: no queue puts its dead letters there. */
  outlook(): TaskEither<QueueError, RedriveOutlook>;

  /** Begins to move every message back to the queue that gave it up. Only one redrive of a queue can run. */
  startRedrive(): TaskEither<QueueError, void>;

  /** The newest redrive of the queue; none, if there was none lately. */
  latestRedrive(): TaskEither<QueueError, Option<Redrive>>;

  /** Lets go of connections. Afterwards the queue is not used any more. */
  close(): void;
}
