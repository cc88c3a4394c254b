import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { Millis } from "../domain/model/time.ts";
import type { QueueError } from "./queue-error.ts";

/** A message that a queue moved to its dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  /** When the message was sent. Absent: the queue does not say. */
  readonly sentAt?: Millis;
  /** How often the message was received, this time included. */
  readonly receives: number;
  readonly body: string;
}

/** The messages that one look at the queue found. */
export interface DeadLettersSeen {
  readonly letters: ReadonlyArray<DeadLetter>;
  /**
   * How many of the messages stay hidden from other receivers for a while, because making these messages visible again
   * failed.
   */
  readonly hidden: number;
}

/** The expected effect of a redrive. */
export interface RedriveOutlook {
  /** About how many messages wait to be moved. */
  readonly messages: number;
  /** The names of the queues that use this dead-letter queue. */
  readonly sources: ReadonlyArray<string>;
}

/** A redrive as the queue's service reports it. The redrive runs in the service, without ssmbak. */
export interface Redrive {
  /** Distinguishes this redrive from earlier redrives of the queue. */
  readonly startedAt: Millis;
  readonly status: "Running" | "Completed" | "Cancelled" | "Failed";
  /** About how many messages were moved. */
  readonly moved: number;
  /** About how many messages there are to move. Absent: not known yet. */
  readonly toMove?: number;
  /** Why the redrive failed: a code. Absent: no reason was given. */
  readonly reason?: string;
}

/** A dead-letter queue: SQS moves a change event here when handling the event failed too often. */
export interface DeadLetters {
  /**
   * Looks at up to `limit` messages and leaves the messages in the queue. `QueueUnfit`: the queue is no dead-letter
   * queue.
   */
  peek(limit: number): TaskEither<QueueError, DeadLettersSeen>;

  /** The expected effect of a redrive. `QueueUnfit`: no queue uses this dead-letter queue. */
  outlook(): TaskEither<QueueError, RedriveOutlook>;

  /** Begins to move every message back to its source queue. Only one redrive of a queue can run at a time. */
  startRedrive(): TaskEither<QueueError, void>;

  /** The newest redrive of the queue. `None`: there was no redrive lately. */
  latestRedrive(): TaskEither<QueueError, Option<Redrive>>;

  /** Closes connections. The queue must not be used afterwards. */
  close(): void;
}
