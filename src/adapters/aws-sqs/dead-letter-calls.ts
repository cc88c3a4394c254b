import type {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityBatchCommandOutput,
  GetQueueAttributesCommand,
  GetQueueAttributesCommandOutput,
  ListDeadLetterSourceQueuesCommand,
  ListDeadLetterSourceQueuesCommandOutput,
  ListMessageMoveTasksCommand,
  ListMessageMoveTasksCommandOutput,
  ReceiveMessageCommand,
  ReceiveMessageCommandOutput,
  SQSClient,
  StartMessageMoveTaskCommand,
  StartMessageMoveTaskCommandOutput,
} from "@aws-sdk/client-sqs";

/** The calls of the SQS client for dead letters. Each call needs the right of the same name. */
export interface DeadLetterCalls {
  send(command: GetQueueAttributesCommand): Promise<GetQueueAttributesCommandOutput>;
  send(command: ReceiveMessageCommand): Promise<ReceiveMessageCommandOutput>;
  send(command: ChangeMessageVisibilityBatchCommand): Promise<ChangeMessageVisibilityBatchCommandOutput>;
  send(command: ListDeadLetterSourceQueuesCommand): Promise<ListDeadLetterSourceQueuesCommandOutput>;
  send(command: StartMessageMoveTaskCommand): Promise<StartMessageMoveTaskCommandOutput>;
  send(command: ListMessageMoveTasksCommand): Promise<ListMessageMoveTasksCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being a {@link DeadLetterCalls}. */
export const asDeadLetterCalls = (client: SQSClient): DeadLetterCalls => client;
