import { type BatchResultErrorEntry, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeSender, UntakenMessage } from "../../ports/change-sender.ts";
import type { QueueError } from "../../ports/queue-error.ts";
import type { SendingCalls } from "./sending-calls.ts";
import { toQueueError } from "./to-queue-error.ts";

const NEEDED = "sqs:SendMessage is needed";

/** Codes alone are told, as of errors. */
const CODE = /^[\w.:-]{1,100}$/;

/** `SenderFault` tells the sender's faults from those of SQS (SQS API Reference, "BatchResultErrorEntry"). */
const toUntaken = ({ Id, Code = "", SenderFault = false }: BatchResultErrorEntry): UntakenMessage => ({
  index: Number(Id),
  reason: CODE.test(Code) ? Code : "SQS gives no reason",
  lasting: SenderFault,
});

/** Sends to an Amazon SQS queue: one SendMessageBatch call for each batch. */
export class SqsChangeSender implements ChangeSender {
  readonly #sqs: SendingCalls;
  readonly #url: string;

  /** @param sqs A client that is closed with this sender. */
  constructor(sqs: SendingCalls, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  sendBatch(bodies: ReadonlyArray<string>): TE.TaskEither<QueueError, ReadonlyArray<UntakenMessage>> {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    return pipe(
      TE.tryCatch(
        () => this.#sqs.send(new SendMessageBatchCommand({ QueueUrl: this.#url, Entries })),
        (error) => toQueueError(error, NEEDED),
      ),
      TE.map(({ Failed = [] }) => Failed.map(toUntaken)),
    );
  }

  close(): void {
    this.#sqs.destroy();
  }
}
