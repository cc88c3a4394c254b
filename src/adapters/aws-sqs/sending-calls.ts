import type { SendMessageBatchCommand, SendMessageBatchCommandOutput, SQSClient } from "@aws-sdk/client-sqs";

/** The call of the SQS client for sending. Needs the right `sqs:SendMessage`. */
export interface SendingCalls {
  send(command: SendMessageBatchCommand): Promise<SendMessageBatchCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being a {@link SendingCalls}. */
export const asSendingCalls = (client: SQSClient): SendingCalls => client;
