import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isMillis } from "../../domain/time.ts";
import type { DeadLetter, DeadLetters, DeadLettersSeen } from "../../ports/dead-letters.ts";
import { type QueueError, queueUnfit } from "../../ports/queue-error.ts";
import type { DeadLetterCalls } from "./dead-letter-calls.ts";
import { toQueueError } from "./to-queue-error.ts";

/** SQS delivers, and takes back, at most ten messages at once (API reference of ReceiveMessage). */
const BATCH = 10;

/** Any wait makes SQS ask all of its servers; without one it may miss messages (SQS Developer Guide, "Long polling"). */
const WAIT_SECONDS = 1;

/** Long enough for a look, so that no message comes twice; they come back by themselves if the look is broken off. */
const HIDDEN_SECONDS = 60;

const NEEDED = "sqs:GetQueueAttributes, sqs:ReceiveMessage and sqs:ChangeMessageVisibility are needed";

const toError = (error: unknown): QueueError => toQueueError(error, NEEDED);

const toDeadLetter = ({ MessageId = "", Body = "", Attributes = {} }: Message): DeadLetter => {
  const sentAt = Number(Attributes.SentTimestamp);
  return {
    messageId: MessageId,
    body: Body,
    receives: Number(Attributes.ApproximateReceiveCount ?? 1),
    ...(isMillis(sentAt) ? { sentAt } : {}),
  };
};

const inBatches = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));

/** The dead-letter queue of an Amazon SQS queue. */
export class SqsDeadLetters implements DeadLetters {
  readonly #sqs: DeadLetterCalls;
  readonly #url: string;

  /** @param sqs A client that lives as long as this. */
  constructor(sqs: DeadLetterCalls, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  peek(limit: number): TE.TaskEither<QueueError, DeadLettersSeen> {
    return pipe(
      this.#refuseLive(),
      TE.chain(() => TE.tryCatch(() => this.#look(limit), toError)),
    );
  }

  close(): void {
    this.#sqs.destroy();
  }

  /** To look at a queue that is worked on takes messages from its worker, and makes them look as if they had failed. */
  #refuseLive(): TE.TaskEither<QueueError, void> {
    return pipe(
      TE.tryCatch(
        () => this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.#url, AttributeNames: ["RedrivePolicy"] })),
        toError,
      ),
      TE.filterOrElseW(
        ({ Attributes }) => Attributes?.RedrivePolicy === undefined,
        () => queueUnfit("this is no dead-letter queue, it has one of its own: give that one's URL"),
      ),
      TE.map(() => undefined),
    );
  }

  async #look(limit: number): Promise<DeadLettersSeen> {
    const seen = new Map<string, Message>();
    let hidden = 0;
    try {
      while (seen.size < limit) {
        const before = seen.size;
        for (const message of await this.#receive(Math.min(BATCH, limit - before))) {
          seen.set(message.MessageId ?? "", message);
        }
        if (seen.size === before) break;
      }
    } finally {
      hidden = await this.#putBack([...seen.values()]);
    }
    return { letters: [...seen.values()].map(toDeadLetter), hidden };
  }

  async #receive(count: number): Promise<ReadonlyArray<Message>> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageSystemAttributeNames: ["SentTimestamp", "ApproximateReceiveCount"],
      }),
    );
    return Messages;
  }

  /** Answers with how many stay hidden: what was seen is worth telling all the same. */
  async #putBack(messages: ReadonlyArray<Message>): Promise<number> {
    const hidden = await Promise.all(
      inBatches(messages).map((batch) =>
        this.#sqs
          .send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: this.#url,
              Entries: batch.map(({ ReceiptHandle }, index) => ({
                Id: String(index),
                ReceiptHandle,
                VisibilityTimeout: 0,
              })),
            }),
          )
          .then(
            ({ Failed = [] }) => Failed.length,
            () => batch.length,
          ),
      ),
    );
    return hidden.reduce((sum, count) => sum + count, 0);
  }
}
