import { S3Client } from "@aws-sdk/client-s3";
import type { BackupStore } from "../../ports/backup-store.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import type { BucketOptions } from "./bucket.ts";
import { S3BackupStore } from "./s3-backup-store.ts";
import { asS3Calls } from "./s3-calls.ts";

/** A bucket, with settings to reach the bucket. */
export interface S3Location extends BucketOptions {
  /** Whether to name the bucket in the path instead of the host's name. Custom endpoints need the path. */
  readonly pathStyle: boolean;
  /** The bucket's region. Default: the configured region. */
  readonly region?: string;
}

/**
 * Opens a bucket with a new client. The client takes its settings from where every AWS tool takes them (`AWS_REGION`,
 * `AWS_PROFILE`, …).
 */
export const openS3BackupStore = ({ pathStyle, region, ...options }: S3Location): BackupStore =>
  new S3BackupStore(
    asS3Calls(
      new S3Client({
        forcePathStyle: pathStyle,
        requestHandler: CLIENT_TIMEOUTS,
        ...(region === undefined ? {} : { region }),
      }),
    ),
    options,
  );
