import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { QueueError } from "./queue-error.ts";

/** A message that the queue did not take. */
export interface UntakenMessage {
  /** Its place among those that were sent, from 0. */
  readonly index: number;
  /** The queue's code for why. */
  readonly reason: string;
  /** Whether it will not be taken another time either. */
  readonly lasting: boolean;
}

/** The other end of a `ChangeQueue`: where change events are put that nothing else tells of. */
export interface ChangeSender {
  /** Sends up to ten messages, and answers with those that the queue did not take: the others are in it. */
  sendBatch(bodies: ReadonlyArray<string>): TaskEither<QueueError, ReadonlyArray<UntakenMessage>>;

  /** Lets go of connections. Afterwards the sender is not used any more. */
  close(): void;
}
