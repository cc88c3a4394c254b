import type {
  DeleteParameterCommand,
  DeleteParameterCommandOutput,
  LabelParameterVersionCommand,
  LabelParameterVersionCommandOutput,
  ListTagsForResourceCommand,
  ListTagsForResourceCommandOutput,
  PutParameterCommand,
  PutParameterCommandOutput,
  SSMClient,
} from "@aws-sdk/client-ssm";

/**
 * The calls of the SSM client that restoring uses, and with that the rights that it needs: `ssm:PutParameter`,
 * `ssm:LabelParameterVersion`; `ssm:DeleteParameter` to prune and to re-create; `ssm:ListTagsForResource` and
 * `ssm:AddTagsToResource` to re-create.
 */
export interface SsmWriteCalls {
  send(command: PutParameterCommand): Promise<PutParameterCommandOutput>;
  send(command: DeleteParameterCommand): Promise<DeleteParameterCommandOutput>;
  send(command: LabelParameterVersionCommand): Promise<LabelParameterVersionCommandOutput>;
  send(command: ListTagsForResourceCommand): Promise<ListTagsForResourceCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being an {@link SsmWriteCalls}. */
export const asSsmWriteCalls = (client: SSMClient): SsmWriteCalls => client;
