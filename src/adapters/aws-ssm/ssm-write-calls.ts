import type {
  AddTagsToResourceCommand,
  AddTagsToResourceCommandOutput,
  DeleteParameterCommand,
  DeleteParameterCommandOutput,
  LabelParameterVersionCommand,
  LabelParameterVersionCommandOutput,
  PutParameterCommand,
  PutParameterCommandOutput,
  RemoveTagsFromResourceCommand,
  RemoveTagsFromResourceCommandOutput,
  SSMClient,
} from "@aws-sdk/client-ssm";

/**
 * The calls of the SSM client for restores. The rights for the calls: `ssm:PutParameter`, `ssm:LabelParameterVersion`;
 * for tags `ssm:AddTagsToResource` and `ssm:RemoveTagsFromResource`; to prune and to re-create `ssm:DeleteParameter`.
 */
export interface SsmWriteCalls {
  send(command: PutParameterCommand): Promise<PutParameterCommandOutput>;
  send(command: DeleteParameterCommand): Promise<DeleteParameterCommandOutput>;
  send(command: LabelParameterVersionCommand): Promise<LabelParameterVersionCommandOutput>;
  send(command: AddTagsToResourceCommand): Promise<AddTagsToResourceCommandOutput>;
  send(command: RemoveTagsFromResourceCommand): Promise<RemoveTagsFromResourceCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being an {@link SsmWriteCalls}. */
export const asSsmWriteCalls = (client: SSMClient): SsmWriteCalls => client;
