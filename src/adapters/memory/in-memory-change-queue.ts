import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeQueue, DeliveredMessage } from "../../ports/change-queue.ts";
import type { ChangeSender, UntakenMessage } from "../../ports/change-sender.ts";
import type { Clock } from "../../ports/clock.ts";
import type { QueueError } from "../../ports/queue-error.ts";

const BATCH = 10;
const SECOND = 1_000;

interface Waiting {
  readonly messageId: string;
  readonly body: string;
  hiddenUntil: number;
  deliveries: number;
}

/**
 * A queue in memory. Messages that were not acknowledged are delivered again, as by Amazon SQS. There is no dead-letter
 * queue.
 */
export class InMemoryChangeQueue implements ChangeQueue, ChangeSender {
  readonly #waiting = new Map<string, Waiting>();
  readonly #clock: Clock;
  readonly #hiddenSeconds: number;
  #sent = 0;

  /** @param hiddenSeconds For how long a delivered message is hidden by default. */
  constructor(clock: Clock, hiddenSeconds = 30) {
    this.#clock = clock;
    this.#hiddenSeconds = hiddenSeconds;
  }

  /** How many messages were sent and not acknowledged, hidden messages included. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How often a message was delivered; 0 for a message that is not in the queue (any more). */
  deliveriesOf(messageId: string): number {
    return this.#waiting.get(messageId)?.deliveries ?? 0;
  }

  /** Puts a message into the queue and answers the message's id: `message-1`, `message-2`, … */
  send(body: string): string {
    this.#sent += 1;
    const messageId = `message-${this.#sent}`;
    this.#waiting.set(messageId, { messageId, body, hiddenUntil: 0, deliveries: 0 });
    return messageId;
  }

  sendBatch(bodies: ReadonlyArray<string>): TE.TaskEither<QueueError, ReadonlyArray<UntakenMessage>> {
    return TE.fromIO(() => {
      for (const body of bodies) this.send(body);
      return [];
    });
  }

  hiddenSeconds(): TE.TaskEither<QueueError, number> {
    return TE.right(this.#hiddenSeconds);
  }

  receive(hiddenSeconds: number, signal: AbortSignal): TE.TaskEither<QueueError, ReadonlyArray<DeliveredMessage>> {
    return TE.fromTask(async () => {
      // A loop that polls must let other tasks run.
      await new Promise(setImmediate);
      if (signal.aborted) return [];
      const now = this.#clock.now();
      const due = [...this.#waiting.values()].filter(({ hiddenUntil }) => hiddenUntil <= now).slice(0, BATCH);
      return due.map((message) => {
        message.hiddenUntil = now + hiddenSeconds * SECOND;
        message.deliveries += 1;
        const { messageId, body, deliveries } = message;
        return { messageId, body, receipt: `${messageId}/${deliveries}` };
      });
    });
  }

  hide(messages: ReadonlyArray<DeliveredMessage>, seconds: number): TE.TaskEither<QueueError, void> {
    return TE.fromIO(() => {
      for (const message of this.#known(messages)) message.hiddenUntil = this.#clock.now() + seconds * SECOND;
    });
  }

  acknowledge(messages: ReadonlyArray<DeliveredMessage>): TE.TaskEither<QueueError, ReadonlyArray<DeliveredMessage>> {
    return TE.fromIO(() => {
      for (const { messageId } of this.#known(messages)) this.#waiting.delete(messageId);
      return [];
    });
  }

  close(): void {}

  #known(messages: ReadonlyArray<DeliveredMessage>): ReadonlyArray<Waiting> {
    return messages.flatMap(({ messageId }) => this.#waiting.get(messageId) ?? []);
  }
}
