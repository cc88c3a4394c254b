import type { AwsAdapters } from "./aws-adapters.ts";

/** S3 and SSM, loaded when a URL asks for them. */
export const awsOnDemand: AwsAdapters = {
  s3: () => import("../../adapters/aws-s3/open-s3-backup-store.ts"),
  ssm: () => import("../../adapters/aws-ssm/open-ssm-parameter-source.ts"),
  place: () => import("../../adapters/aws-ssm/find-place.ts"),
};
