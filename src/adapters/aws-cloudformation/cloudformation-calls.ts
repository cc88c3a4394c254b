import type {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateChangeSetCommandOutput,
  DeleteChangeSetCommand,
  DeleteChangeSetCommandOutput,
  DeleteStackCommand,
  DeleteStackCommandOutput,
  DescribeChangeSetCommand,
  DescribeChangeSetCommandOutput,
  DescribeStackEventsCommand,
  DescribeStackEventsCommandOutput,
  DescribeStacksCommand,
  DescribeStacksCommandOutput,
  ExecuteChangeSetCommand,
  ExecuteChangeSetCommandOutput,
} from "@aws-sdk/client-cloudformation";

/** The calls of the CloudFormation client that ssmbak makes. Each call needs the right of the same name. */
export interface CloudFormationCalls {
  send(command: DescribeStacksCommand): Promise<DescribeStacksCommandOutput>;
  send(command: DescribeStackEventsCommand): Promise<DescribeStackEventsCommandOutput>;
  send(command: CreateChangeSetCommand): Promise<CreateChangeSetCommandOutput>;
  send(command: DescribeChangeSetCommand): Promise<DescribeChangeSetCommandOutput>;
  send(command: ExecuteChangeSetCommand): Promise<ExecuteChangeSetCommandOutput>;
  send(command: DeleteChangeSetCommand): Promise<DeleteChangeSetCommandOutput>;
  send(command: DeleteStackCommand): Promise<DeleteStackCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being a {@link CloudFormationCalls}. */
export const asCloudFormationCalls = (client: CloudFormationClient): CloudFormationCalls => client;
