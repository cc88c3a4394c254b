import type {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityBatchCommandOutput,
  DeleteMessageBatchCommand,
  DeleteMessageBatchCommandOutput,
  GetQueueAttributesCommand,
  GetQueueAttributesCommandOutput,
  ReceiveMessageCommand,
  ReceiveMessageCommandOutput,
  SQSClient,
} from "@aws-sdk/client-sqs";

/**
 * The calls of the SQS client for the worker. The rights for the calls: `sqs:GetQueueAttributes`,
 * `sqs:ReceiveMessage`, `sqs:ChangeMessageVisibility` and `sqs:DeleteMessage`.
 */
export interface SqsCalls {
  send(command: GetQueueAttributesCommand): Promise<GetQueueAttributesCommandOutput>;
  send(
    command: ReceiveMessageCommand,
    options: { readonly abortSignal: AbortSignal; readonly requestTimeout: number },
  ): Promise<ReceiveMessageCommandOutput>;
  send(command: ChangeMessageVisibilityBatchCommand): Promise<ChangeMessageVisibilityBatchCommandOutput>;
  send(command: DeleteMessageBatchCommand): Promise<DeleteMessageBatchCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being an {@link SqsCalls}. */
export const asSqsCalls = (client: SQSClient): SqsCalls => client;
