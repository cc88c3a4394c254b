import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

/** Dummy credentials and region: what an emulator wants. */
const forEmulator = (endpoint: string, region = "us-east-1") => ({
  endpoint,
  region,
  credentials: { accessKeyId: "dummy", secretAccessKey: "dummy" },
});

/** An S3 client for an emulator at `endpoint`. */
export const s3At = (endpoint: string): S3Client => new S3Client({ ...forEmulator(endpoint), forcePathStyle: true });

/** An SSM client for an emulator at `endpoint`; each region has parameters of its own. */
export const ssmAt = (endpoint: string, region?: string): SSMClient => new SSMClient(forEmulator(endpoint, region));

/** Credentials of another account of an emulator that knows several, by a role there. */
const credentialsOf = async (endpoint: string, account: string) => {
  const sts = new STSClient(forEmulator(endpoint));
  const role = { RoleArn: `arn:aws:iam::${account}:role/test`, RoleSessionName: "test" };
  const { Credentials } = await sts.send(new AssumeRoleCommand(role));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};

/** An SSM client of another account of an emulator. */
export const ssmOf = async (endpoint: string, account: string, region = "us-east-1"): Promise<SSMClient> =>
  new SSMClient({ ...forEmulator(endpoint), region, credentials: await credentialsOf(endpoint, account) });

/** An SQS client for an emulator at `endpoint`. */
export const sqsAt = (endpoint: string): SQSClient => new SQSClient(forEmulator(endpoint));

let queues = 0;

/** Makes a queue under a name that no other test has, and answers with its URL. */
export const freshQueue = async (
  sqs: SQSClient,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> => {
  queues += 1;
  const QueueName = `ssmbak-test-${process.pid}-${Date.now()}-${queues}`;
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  return QueueUrl;
};

/** The environment of a process that works against an emulator at `endpoint`. */
export const environmentFor = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "dummy",
  AWS_SECRET_ACCESS_KEY: "dummy",
});

/** The environment of a process that works against an emulator with the credentials of another account. */
export const environmentOf = async (endpoint: string, account: string): Promise<Readonly<Record<string, string>>> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(endpoint, account);
  return {
    ...environmentFor(endpoint),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
};

let buckets = 0;

/** Makes an empty bucket with versioning under a name that no other test has. */
export const freshBucket = async (s3: S3Client, versioning = true): Promise<string> => {
  buckets += 1;
  const bucket = `ssmbak-test-${process.pid}-${Date.now()}-${buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  if (versioning) {
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }));
  }
  return bucket;
};

/**
 * AWS makes a delete marker for any key, also for one that never was (S3 User Guide, "Working with delete markers");
 * moto only for a key that has versions. This client makes up for it: the key gets a version, the marker, and loses
 * the version again.
 */
export const withMarkersForAnyKey = (s3: S3Client): S3Client => {
  s3.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (context["commandName"] !== "DeleteObjectCommand") return answer;
      const { Bucket, Key, VersionId } = args.input as { Bucket: string; Key: string; VersionId?: string };
      const { VersionId: marker } = answer.output as { VersionId?: string };
      if (marker !== undefined || VersionId !== undefined) return answer;
      const { VersionId: version } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: version }));
      return answer;
    },
    { step: "initialize", name: "withMarkersForAnyKey" },
  );
  return s3;
};
