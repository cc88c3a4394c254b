import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeQueue, DeliveredMessage } from "../../ports/change-queue.ts";
import type { QueueError } from "../../ports/queue-error.ts";
import type { SqsCalls } from "./sqs-calls.ts";
import { toQueueError } from "./to-queue-error.ts";

/** SQS delivers at most ten messages at once, and waits at most 20 s (API reference of ReceiveMessage). */
const BATCH = 10;
const WAIT_SECONDS = 20;

/** The answer may come as late as the wait lasts, and then has to be read. */
const RECEIVE_TIMEOUT = 35_000;

const toDelivered = ({ MessageId = "", ReceiptHandle = "", Body = "" }: Message): DeliveredMessage => ({
  messageId: MessageId,
  receipt: ReceiptHandle,
  body: Body,
});

/** Entries of one request. The index is the entry's id, because the same message id may come twice in a batch. */
const toEntries = (messages: ReadonlyArray<DeliveredMessage>) =>
  messages.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));

/** An Amazon SQS queue as a {@link ChangeQueue}, with long polling. */
export class SqsChangeQueue implements ChangeQueue {
  readonly #sqs: SqsCalls;
  readonly #url: string;

  /** @param sqs A client that is closed with this queue. */
  constructor(sqs: SqsCalls, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  hiddenSeconds(): TE.TaskEither<QueueError, number> {
    return pipe(
      TE.tryCatch(
        () =>
          this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.#url, AttributeNames: ["VisibilityTimeout"] })),
        toQueueError,
      ),
      TE.map(({ Attributes }) => Number(Attributes?.VisibilityTimeout ?? 0)),
    );
  }

  receive(hiddenSeconds: number, signal: AbortSignal): TE.TaskEither<QueueError, ReadonlyArray<DeliveredMessage>> {
    return pipe(
      TE.tryCatch(
        () =>
          this.#sqs.send(
            new ReceiveMessageCommand({
              QueueUrl: this.#url,
              MaxNumberOfMessages: BATCH,
              WaitTimeSeconds: WAIT_SECONDS,
              VisibilityTimeout: hiddenSeconds,
            }),
            { abortSignal: signal, requestTimeout: RECEIVE_TIMEOUT },
          ),
        toQueueError,
      ),
      TE.map(({ Messages = [] }) => Messages.map(toDelivered)),
      TE.orElse((error) => (signal.aborted ? TE.right([]) : TE.left(error))),
    );
  }

  hide(messages: ReadonlyArray<DeliveredMessage>, seconds: number): TE.TaskEither<QueueError, void> {
    const Entries = toEntries(messages).map((entry) => ({ ...entry, VisibilityTimeout: seconds }));
    return pipe(
      TE.tryCatch(
        () => this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#url, Entries })),
        toQueueError,
      ),
      TE.map(() => undefined),
    );
  }

  acknowledge(messages: ReadonlyArray<DeliveredMessage>): TE.TaskEither<QueueError, ReadonlyArray<DeliveredMessage>> {
    return pipe(
      TE.tryCatch(
        () => this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries: toEntries(messages) })),
        toQueueError,
      ),
      TE.map(({ Failed = [] }) => {
        const left = new Set(Failed.map(({ Id }) => Id));
        return messages.filter((_, index) => left.has(String(index)));
      }),
    );
  }

  close(): void {
    this.#sqs.destroy();
  }
}
