import type { Functions } from "../../src/index.ts";

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
}

/** Calls an SQS emulator, in the protocol of the SDK's client; the header tells it the service. */
const call = async <Answer>(endpoint: string, region: string, operation: string, input: object): Promise<Answer> => {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=dummy/20240101/${region}/sqs/aws4_request, Signature=none`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${text}`);
  return JSON.parse(text === "" ? "{}" : text);
};

/** An SQS queue of an emulator. */
export class Queue {
  readonly #endpoint: string;
  readonly #url: string;
  readonly #region: string;

  constructor(endpoint: string, url: string, region = "us-east-1") {
    this.#endpoint = endpoint;
    this.#url = url;
    this.#region = region;
  }

  /** The queues whose names begin so. */
  static async urls(endpoint: string, prefix: string, region = "us-east-1"): Promise<ReadonlyArray<string>> {
    const answer = await call<{ QueueUrls?: ReadonlyArray<string> }>(endpoint, region, "ListQueues", {
      QueueNamePrefix: prefix,
    });
    return answer.QueueUrls ?? [];
  }

  async send(message: unknown): Promise<void> {
    const MessageBody = typeof message === "string" ? message : JSON.stringify(message);
    await call(this.#endpoint, this.#region, "SendMessage", { QueueUrl: this.#url, MessageBody });
  }

  /** Takes up to ten messages, which are there again at once unless they are deleted. */
  async receive(): Promise<ReadonlyArray<Message>> {
    const answer = await call<{ Messages?: ReadonlyArray<Message> }>(this.#endpoint, this.#region, "ReceiveMessage", {
      QueueUrl: this.#url,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      WaitTimeSeconds: 0,
    });
    return answer.Messages ?? [];
  }

  async delete({ ReceiptHandle }: Message): Promise<void> {
    await call(this.#endpoint, this.#region, "DeleteMessage", { QueueUrl: this.#url, ReceiptHandle });
  }
}

/**
 * What Lambda's event source mapping does with `ReportBatchItemFailures`: a batch, the handler, then the messages are
 * deleted but for those that it named. Goes on until nothing comes, and answers how many batches there were.
 */
export const drain = async (queue: Queue, handler: Functions["handler"]): Promise<number> => {
  for (let batches = 0; ; batches += 1) {
    const messages = await queue.receive();
    if (messages.length === 0) return batches;
    const Records = messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
    const { batchItemFailures } = await handler({ Records }, {});
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of messages) if (!failed.has(message.MessageId)) await queue.delete(message);
  }
};
