import type {
  DeleteObjectCommand,
  DeleteObjectCommandOutput,
  GetBucketVersioningCommand,
  GetBucketVersioningCommandOutput,
  GetObjectCommand,
  GetObjectCommandOutput,
  GetObjectTaggingCommand,
  GetObjectTaggingCommandOutput,
  HeadObjectCommand,
  HeadObjectCommandOutput,
  ListObjectsV2Command,
  ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  ListObjectVersionsCommandOutput,
  PutObjectCommand,
  PutObjectCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";

/**
 * The calls of the S3 client that ssmbak makes. The rights for the calls: `s3:GetBucketVersioning`, `s3:ListBucket`,
 * `s3:ListBucketVersions`, `s3:GetObject`, `s3:GetObjectVersion`, `s3:GetObjectVersionTagging`, `s3:PutObject`,
 * `s3:PutObjectTagging`, `s3:DeleteObject`.
 */
export interface S3Calls {
  send(command: HeadObjectCommand): Promise<HeadObjectCommandOutput>;
  send(command: GetObjectCommand): Promise<GetObjectCommandOutput>;
  send(command: GetObjectTaggingCommand): Promise<GetObjectTaggingCommandOutput>;
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
  send(command: DeleteObjectCommand): Promise<DeleteObjectCommandOutput>;
  send(command: ListObjectVersionsCommand): Promise<ListObjectVersionsCommandOutput>;
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
  send(command: GetBucketVersioningCommand): Promise<GetBucketVersioningCommandOutput>;
  destroy(): void;
}

/** Fails to compile when the SDK's client stops being an {@link S3Calls}. */
export const asS3Calls = (client: S3Client): S3Calls => client;
