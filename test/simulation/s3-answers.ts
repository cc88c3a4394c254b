import {
  DeleteObjectCommand,
  type DeleteObjectCommandOutput,
  GetBucketVersioningCommand,
  type GetBucketVersioningCommandOutput,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  type GetObjectTaggingCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type PutObjectCommand,
  type PutObjectCommandOutput,
} from "@aws-sdk/client-s3";
import type { S3Calls } from "../../src/adapters/aws-s3/s3-calls.ts";

/** The commands of {@link S3Calls}. */
export type S3Command =
  | HeadObjectCommand
  | GetObjectCommand
  | GetObjectTaggingCommand
  | PutObjectCommand
  | DeleteObjectCommand
  | ListObjectVersionsCommand
  | ListObjectsV2Command
  | GetBucketVersioningCommand;

/** What they are answered with. */
export type S3Answer =
  | HeadObjectCommandOutput
  | GetObjectCommandOutput
  | GetObjectTaggingCommandOutput
  | PutObjectCommandOutput
  | DeleteObjectCommandOutput
  | ListObjectVersionsCommandOutput
  | ListObjectsV2CommandOutput
  | GetBucketVersioningCommandOutput;

/** {@link S3Calls} out of one function, which has to answer each command with its own output. */
export class S3Answers implements S3Calls {
  readonly #answer: (command: S3Command) => Promise<S3Answer>;

  constructor(answer: (command: S3Command) => Promise<S3Answer>) {
    this.#answer = answer;
  }

  send(command: HeadObjectCommand): Promise<HeadObjectCommandOutput>;
  send(command: GetObjectCommand): Promise<GetObjectCommandOutput>;
  send(command: GetObjectTaggingCommand): Promise<GetObjectTaggingCommandOutput>;
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
  send(command: DeleteObjectCommand): Promise<DeleteObjectCommandOutput>;
  send(command: ListObjectVersionsCommand): Promise<ListObjectVersionsCommandOutput>;
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
  send(command: GetBucketVersioningCommand): Promise<GetBucketVersioningCommandOutput>;
  send(command: S3Command): Promise<S3Answer> {
    return this.#answer(command);
  }

  destroy(): void {}
}

/** The same the other way round: one function that hands each command to a client. */
export const answersOf =
  (s3: S3Calls) =>
  (command: S3Command): Promise<S3Answer> => {
    if (command instanceof DeleteObjectCommand) return s3.send(command);
    if (command instanceof GetBucketVersioningCommand) return s3.send(command);
    if (command instanceof GetObjectCommand) return s3.send(command);
    if (command instanceof GetObjectTaggingCommand) return s3.send(command);
    if (command instanceof HeadObjectCommand) return s3.send(command);
    if (command instanceof ListObjectsV2Command) return s3.send(command);
    if (command instanceof ListObjectVersionsCommand) return s3.send(command);
    return s3.send(command);
  };
