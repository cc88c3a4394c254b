import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { QueueError } from "./queue-error.ts";

/** One delivery of a message. */
export interface DeliveredMessage {
  readonly messageId: string;
  /** The receipt handle of this delivery, for the acknowledgement. Every delivery has another receipt. */
  readonly receipt: string;
  readonly body: string;
}

/**
 * The queue of change events. Every message is delivered at least once. A message that is not acknowledged while hidden
 * is delivered again. The queue's own rules end the deliveries (a dead-letter queue).
 */
export interface ChangeQueue {
  /**
   * For how many seconds the queue hides a delivered message (SQS: visibility timeout). A failure means that the queue
   * can't be used.
   */
  hiddenSeconds(): TaskEither<QueueError, number>;

  /**
   * Receives up to ten messages and hides the messages from other receivers for `hiddenSeconds`. Waits a while for the
   * first message. Answers with an empty list when no message comes or `signal` is aborted. Messages that were on the
   * way at an abort are delivered again.
   */
  receive(hiddenSeconds: number, signal: AbortSignal): TaskEither<QueueError, ReadonlyArray<DeliveredMessage>>;

  /** Hides messages for the given seconds from now on. */
  hide(messages: ReadonlyArray<DeliveredMessage>, seconds: number): TaskEither<QueueError, void>;

  /** Deletes messages of one `receive` from the queue. Answers with the messages that could not be deleted. */
  acknowledge(messages: ReadonlyArray<DeliveredMessage>): TaskEither<QueueError, ReadonlyArray<DeliveredMessage>>;

  /** Closes connections. The queue must not be used afterwards. */
  close(): void;
}
