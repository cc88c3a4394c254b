import type {
  GetParameterHistoryCommand,
  GetParameterHistoryCommandOutput,
  GetParametersByPathCommand,
  GetParametersByPathCommandOutput,
  ListTagsForResourceCommand,
  ListTagsForResourceCommandOutput,
  SSMClient,
} from "@aws-sdk/client-ssm";

/**
 * The calls of the SSM client for reading. The rights for the calls: `ssm:GetParameterHistory`,
 * `ssm:ListTagsForResource` for tags, and `ssm:GetParametersByPath` to list.
 */
export interface SsmCalls {
  send(command: GetParameterHistoryCommand): Promise<GetParameterHistoryCommandOutput>;
  send(command: GetParametersByPathCommand): Promise<GetParametersByPathCommandOutput>;
  send(command: ListTagsForResourceCommand): Promise<ListTagsForResourceCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being an {@link SsmCalls}. */
export const asSsmCalls = (client: SSMClient): SsmCalls => client;
