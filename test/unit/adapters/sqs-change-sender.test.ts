import type { SendMessageBatchCommand, SendMessageBatchCommandOutput } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { SqsChangeSender } from "../../../src/adapters/aws-sqs/sqs-change-sender.ts";
import { leftOf, rightOf } from "../../support/workshop.ts";

const URL_OF = "https://sqs.eu-west-1.amazonaws.com/111122223333/changes";
const CANARY = "canary-in-the-message-of-aws";

const senderOf = (answer: (command: SendMessageBatchCommand) => Partial<SendMessageBatchCommandOutput>) =>
  new SqsChangeSender(
    {
      send: async (command) => ({ Successful: [], Failed: [], $metadata: {}, ...answer(command) }),
      destroy: () => {},
    },
    URL_OF,
  );

describe("sending to SQS", () => {
  it("sends a batch with one call", async () => {
    const sent: unknown[] = [];
    const sender = senderOf(({ input }) => {
      sent.push(input);
      return {};
    });
    expect(await rightOf(sender.sendBatch(["one", "two"]))).toEqual([]);
    expect(sent).toEqual([
      {
        QueueUrl: URL_OF,
        Entries: [
          { Id: "0", MessageBody: "one" },
          { Id: "1", MessageBody: "two" },
        ],
      },
    ]);
  });

  it("tells which messages were not taken, whose fault it is, and never SQS's words", async () => {
    const sender = senderOf(() => ({
      Failed: [
        { Id: "1", SenderFault: true, Code: "InvalidMessageContents", Message: CANARY },
        { Id: "3", SenderFault: false, Code: "InternalError", Message: CANARY },
        { Id: "4", SenderFault: undefined, Code: `${CANARY} !` },
      ],
    }));
    expect(await rightOf(sender.sendBatch(["a", "b", "c", "d", "e"]))).toEqual([
      { index: 1, reason: "InvalidMessageContents", lasting: true },
      { index: 3, reason: "InternalError", lasting: false },
      { index: 4, reason: "SQS gives no reason", lasting: false },
    ]);
  });

  it("names the right that is missing", async () => {
    const sender = senderOf(() => {
      throw Object.assign(new Error(CANARY), { name: "AccessDenied" });
    });
    expect(await leftOf(sender.sendBatch(["a"]))).toMatchObject({
      _tag: "QueueAccessDenied",
      message: "the queue refused (AccessDenied): sqs:SendMessage is needed",
    });
  });
});
