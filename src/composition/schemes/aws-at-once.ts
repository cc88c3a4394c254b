import { openS3BackupStore } from "../../adapters/aws-s3/open-s3-backup-store.ts";
import { findPlace } from "../../adapters/aws-ssm/find-place.ts";
import { openSsmParameterSource } from "../../adapters/aws-ssm/open-ssm-parameter-source.ts";
import type { AwsAdapters } from "./aws-adapters.ts";

/** S3 and SSM, loaded with this module. */
export const awsAtOnce: AwsAdapters = {
  s3: async () => ({ openS3BackupStore }),
  ssm: async () => ({ openSsmParameterSource }),
  place: async () => ({ findPlace }),
};
