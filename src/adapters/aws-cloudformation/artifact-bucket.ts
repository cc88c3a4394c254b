import { createHash } from "node:crypto";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { artifactBucketUnusable, type StackError } from "../../ports/stack-error.ts";
import type { Artifact, ArtifactStore } from "../../ports/stacks.ts";
import { classifyAwsError } from "../aws-common/aws-error.ts";
import { toStackError } from "./to-stack-error.ts";

const RIGHTS = "s3:ListBucket, s3:CreateBucket, s3:GetObject and s3:PutObject on the bucket for the code";

/** Why a bucket's name is unusable, by the name of the error. The answer to a HEAD has a status and no message. */
const PROBLEMS: Readonly<Record<string, string>> = {
  Forbidden: "is somebody else's, or you have no right to it",
  403: "is somebody else's, or you have no right to it",
  AccessDenied: "is somebody else's, or you have no right to it",
  BucketAlreadyExists: "is taken by another account",
  PermanentRedirect: "lies in another region",
  301: "lies in another region",
};

const statusOf = (error: unknown): string =>
  error instanceof S3ServiceException ? String(error.$metadata.httpStatusCode ?? "") : "";

/** A bucket that the user named does not exist. ssmbak does not create the bucket: the name may be a typing error. */
class NoSuchArtifactBucket extends Error {}

const toBucketError = (error: unknown): StackError => {
  if (error instanceof NoSuchArtifactBucket) {
    return artifactBucketUnusable(`there is no bucket ${error.message} for the code: make it, or name another one`);
  }
  const { name } = classifyAwsError(error);
  const told = name === "Unknown" ? statusOf(error) : name;
  const problem = PROBLEMS[told];
  return problem === undefined
    ? toStackError(RIGHTS)(error)
    : artifactBucketUnusable(`the bucket for the code ${problem} (${told}): name one with --artifact-bucket`, error);
};

const isNotFound = (error: unknown): boolean => ["NotFound", "NoSuchBucket"].includes(classifyAwsError(error).name);

/**
 * A bucket for the code of stacks. Default: `ssmbak-artifacts-ACCOUNT-REGION`, created at the first upload. Every call
 * names the account that must own the bucket. So code never goes to a stranger who took the bucket's name first.
 */
export class ArtifactBucket implements ArtifactStore {
  readonly #s3: S3Client;
  readonly #sts: STSClient;
  readonly #name: string | undefined;

  constructor(s3: S3Client, sts: STSClient, name?: string) {
    this.#s3 = s3;
    this.#sts = sts;
    this.#name = name;
  }

  upload(code: Uint8Array): TE.TaskEither<StackError, Artifact> {
    return pipe(
      TE.tryCatch(() => this.#sts.send(new GetCallerIdentityCommand({})), toStackError("sts:GetCallerIdentity")),
      TE.chain(({ Account = "" }) => TE.tryCatch(() => this.#upload(code, Account), toBucketError)),
    );
  }

  close(): void {
    this.#s3.destroy();
    this.#sts.destroy();
  }

  async #upload(code: Uint8Array, owner: string): Promise<Artifact> {
    const region = await this.#s3.config.region();
    const bucket = this.#name ?? `ssmbak-artifacts-${owner}-${region}`;
    const key = `ssmbak/${createHash("sha256").update(code).digest("hex")}.zip`;
    const where = { Bucket: bucket, ExpectedBucketOwner: owner };
    if (!(await this.#exists(() => this.#s3.send(new HeadBucketCommand(where))))) {
      if (this.#name !== undefined) throw new NoSuchArtifactBucket(bucket);
      await this.#make(bucket, region);
    }
    // The key holds the hash of the code, and S3 stores an upload whole or not at all. So an existing object is right.
    if (!(await this.#exists(() => this.#s3.send(new HeadObjectCommand({ ...where, Key: key }))))) {
      await this.#s3.send(new PutObjectCommand({ ...where, Key: key, Body: code }));
    }
    return { bucket, key };
  }

  async #exists(head: () => Promise<unknown>): Promise<boolean> {
    try {
      await head();
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /**
   * S3 blocks public access to new buckets by default. A request in us-east-1 must not name the region. The SDK's type
   * lacks regions that are newer than the SDK.
   */
  async #make(bucket: string, region: string): Promise<void> {
    const location =
      region === "us-east-1"
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
    await this.#s3.send(new CreateBucketCommand({ Bucket: bucket, ...location }));
  }
}
