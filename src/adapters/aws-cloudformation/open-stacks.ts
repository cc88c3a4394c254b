import { setTimeout } from "node:timers/promises";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import type { ArtifactStore, Stacks } from "../../ports/stacks.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { ArtifactBucket } from "./artifact-bucket.ts";
import { asCloudFormationCalls } from "./cloudformation-calls.ts";
import { CloudFormationStacks } from "./cloudformation-stacks.ts";

const optionsOf = (region: string | undefined) => ({
  requestHandler: CLIENT_TIMEOUTS,
  ...(region === undefined ? {} : { region }),
});

/**
 * Opens CloudFormation with a new client. The client takes its settings from where every AWS tool takes them.
 *
 * @param region Default: the configured region.
 */
export const openStacks = (region?: string): Stacks =>
  new CloudFormationStacks(
    asCloudFormationCalls(new CloudFormationClient(optionsOf(region))),
    (milliseconds): Promise<void> => setTimeout(milliseconds),
  );

/** Opens the bucket for the code of stacks with new clients. `pathStyle` is for custom endpoints. */
export const openArtifactStore = (bucket: string | undefined, pathStyle: boolean, region?: string): ArtifactStore =>
  new ArtifactBucket(
    new S3Client({ ...optionsOf(region), forcePathStyle: pathStyle }),
    new STSClient(optionsOf(region)),
    bucket,
  );
