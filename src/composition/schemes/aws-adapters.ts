import type { openS3BackupStore } from "../../adapters/aws-s3/open-s3-backup-store.ts";
import type { findPlace } from "../../adapters/aws-ssm/find-place.ts";
import type { openSsmParameterSource } from "../../adapters/aws-ssm/open-ssm-parameter-source.ts";

/**
 * How the adapters with the AWS SDK are loaded. The Lambda bundle loads S3 and SSM at once (`aws-at-once.ts`): a bundler
 * drops unused code from static imports only. Everybody else loads them on demand (`aws-on-demand.ts`): a SQLite store needs
 * no S3 client.
 */
export interface AwsAdapters {
  s3(): Promise<{ readonly openS3BackupStore: typeof openS3BackupStore }>;
  ssm(): Promise<{ readonly openSsmParameterSource: typeof openSsmParameterSource }>;
  place(): Promise<{ readonly findPlace: typeof findPlace }>;
}
