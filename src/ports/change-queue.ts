import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { QueueError } from "./queue-error.ts";

/** A message as it was delivered this time. */
export interface DeliveredMessage {
  readonly messageId: string;
  /** What acknowledges this delivery; another delivery of the message has another one. */
  readonly receipt: string;
  readonly body: string;
}

/**
 * Where change events wait. A message is delivered at least once: what is not acknowledged while it is hidden is
 * delivered again, and the queue gives it up in its own way (a dead-letter queue).
 */
export interface ChangeQueue {
  /** For how many seconds the queue hides a message that it has delivered. Also tells whether it can be used at all. */
  hiddenSeconds(): TaskEither<QueueError, number>;

  /**
   * Up to ten messages, hidden from others for so many seconds; waits a while for the first one, and answers with none
   * when none comes or `signal` is aborted. Messages on their way then are delivered again.
   */
  receive(hiddenSeconds: number, signal: AbortSignal): TaskEither<QueueError, ReadonlyArray<DeliveredMessage>>;

  /** Hides messages for so many seconds from now on. */
  hide(messages: ReadonlyArray<DeliveredMessage>, seconds: number): TaskEither<QueueError, void>;

  /** Takes messages of one `receive` off the queue for good, and answers with those that it could not. */
  acknowledge(messages: ReadonlyArray<DeliveredMessage>): TaskEither<QueueError, ReadonlyArray<DeliveredMessage>>;

  /** Lets go of connections. Afterwards the queue is not used any more. */
  close(): void;
}
