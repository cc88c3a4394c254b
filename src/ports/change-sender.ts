import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { QueueError } from "./queue-error.ts";

/** A message that the queue refused. */
export interface UntakenMessage {
  /** Index of the message in the batch, from 0. */
  readonly index: number;
  /** The queue's code for why. */
  readonly reason: string;
  /** Whether the queue will refuse the message again. */
  readonly lasting: boolean;
}

/** The sending end of a `ChangeQueue`, for change events that no AWS service sends. */
export interface ChangeSender {
  /** Sends up to ten messages. Answers with the refused messages; all other messages are in the queue. */
  sendBatch(bodies: ReadonlyArray<string>): TaskEither<QueueError, ReadonlyArray<UntakenMessage>>;

  /** Closes connections. The sender must not be used afterwards. */
  close(): void;
}
