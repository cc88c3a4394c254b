import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { DeadLetters, DeadLettersSeen, Redrive, RedriveOutlook } from "../../ports/dead-letters.ts";
import { type QueueError, queueUnfit } from "../../ports/queue-error.ts";
import type { DeadLetterCalls } from "./dead-letter-calls.ts";
import { toDeadLetter, toRedrive } from "./dead-letter-codec.ts";
import { toQueueError } from "./to-queue-error.ts";

/** SQS delivers, and takes back, at most ten messages at once (API reference of ReceiveMessage). */
const BATCH = 10;

/** With any wait SQS asks all of its servers; without a wait SQS may miss messages (SQS Developer Guide, "Long polling"). */
const WAIT_SECONDS = 1;

/** Long enough for a look, so that no message comes twice. After a broken-off look SQS shows the messages again. */
const HIDDEN_SECONDS = 60;

const NEEDED = "sqs:GetQueueAttributes, sqs:ReceiveMessage and sqs:ChangeMessageVisibility are needed";

const REDRIVE_NEEDED =
  "sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks, sqs:ListDeadLetterSourceQueues, sqs:GetQueueAttributes, " +
  "sqs:ReceiveMessage and sqs:DeleteMessage are needed on this queue, sqs:SendMessage on the one that it goes back to";

const toRedriveError = (error: unknown): QueueError => toQueueError(error, REDRIVE_NEEDED);

const nameOf = (queueUrl: string): string => queueUrl.split("/").at(-1) ?? "";

const toError = (error: unknown): QueueError => toQueueError(error, NEEDED);

const inBatches = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));

/** The dead-letter queue of an Amazon SQS queue. */
export class SqsDeadLetters implements DeadLetters {
  readonly #sqs: DeadLetterCalls;
  readonly #url: string;

  /** @param sqs A client that is closed with these dead letters. */
  constructor(sqs: DeadLetterCalls, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  peek(limit: number): TE.TaskEither<QueueError, DeadLettersSeen> {
    return pipe(
      this.#attributes("RedrivePolicy", toError),
      // A look at the worker's queue would take messages from the worker, as if the messages had failed.
      TE.filterOrElseW(
        ({ RedrivePolicy }) => RedrivePolicy === undefined,
        () => queueUnfit("this is no dead-letter queue, it has one of its own: give that one's URL"),
      ),
      TE.chainW(() => TE.tryCatch(() => this.#look(limit), toError)),
    );
  }

  outlook(): TE.TaskEither<QueueError, RedriveOutlook> {
    return pipe(
      TE.tryCatch(() => this.#sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: this.#url })), toRedriveError),
      TE.map(({ queueUrls = [] }) => queueUrls.map(nameOf)),
      TE.filterOrElseW(
        (sources) => sources.length > 0,
        () =>
          queueUnfit("no queue has this one as its dead-letter queue: there is nowhere to move its messages back to"),
      ),
      TE.bindTo("sources"),
      TE.bindW("attributes", () => this.#attributes("ApproximateNumberOfMessages", toRedriveError)),
      TE.map(({ sources, attributes }) => ({
        sources,
        messages: Number(attributes.ApproximateNumberOfMessages ?? 0),
      })),
    );
  }

  startRedrive(): TE.TaskEither<QueueError, void> {
    return pipe(
      this.#arn(),
      TE.chain((SourceArn) =>
        TE.tryCatch(() => this.#sqs.send(new StartMessageMoveTaskCommand({ SourceArn })), toRedriveError),
      ),
      TE.map(() => undefined),
    );
  }

  latestRedrive(): TE.TaskEither<QueueError, O.Option<Redrive>> {
    return pipe(
      this.#arn(),
      TE.chain((SourceArn) =>
        TE.tryCatch(
          () => this.#sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 })),
          toRedriveError,
        ),
      ),
      TE.map(({ Results = [] }) => pipe(O.fromNullable(Results[0]), O.map(toRedrive))),
    );
  }

  close(): void {
    this.#sqs.destroy();
  }

  #attributes(
    name: QueueAttributeName,
    onError: (error: unknown) => QueueError,
  ): TE.TaskEither<QueueError, Partial<Record<QueueAttributeName, string>>> {
    return pipe(
      TE.tryCatch(
        () => this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.#url, AttributeNames: [name] })),
        onError,
      ),
      TE.map(({ Attributes = {} }) => Attributes),
    );
  }

  #arn(): TE.TaskEither<QueueError, string> {
    return pipe(
      this.#attributes("QueueArn", toRedriveError),
      TE.map(({ QueueArn = "" }) => QueueArn),
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

  /** Answers how many messages stay hidden. A failure here must not hide the messages that were read. */
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
