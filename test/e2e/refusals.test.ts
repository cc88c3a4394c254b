import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { beforeEach, expect, it } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { environmentFor, freshBucket, freshQueue, s3At, sqsAt, ssmAt } from "../support/aws-clients.ts";
import { useSettings } from "../support/environment.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { type IncomingCall, type Refusal, refusingProxy } from "../support/refusing-proxy.ts";
import { describeWithMoto } from "../support/with-moto.ts";

/** No other test has stacks there. */
const REGION = "eu-central-2";
const PATH = "/refusals/";
const ARTIFACTS = /^\/ssmbak-artifacts-/;

const NO_RIGHT = "AccessDenied";
const NOT_VALID = "the AWS credentials are not valid (any more); renew them";
const NOT_SIGNED = "the secret key does not belong to the access key, or this machine's clock is wrong";

type Command =
  | "backfill"
  | "via-queue"
  | "verify"
  | "preview"
  | "dlq"
  | "dlq-found"
  | "create"
  | "create-into"
  | "status";

/** What is refused, with which code, by which command, and what that says. */
const CASES: ReadonlyArray<readonly [string, string, Command, number, string]> = [
  [
    "ssm",
    "AccessDeniedException",
    "backfill",
    1,
    "Parameter Store refused (AccessDeniedException): ssm:GetParametersByPath is needed\n",
  ],
  [
    "ssm",
    "AccessDeniedException",
    "via-queue",
    1,
    "Parameter Store refused (AccessDeniedException): ssm:GetParametersByPath is needed\n",
  ],
  [
    "ssm",
    "AccessDeniedException",
    "dlq-found",
    2,
    "--queue: not given, and no stack could be looked for: Parameter Store refused (AccessDeniedException): ssm:GetParametersByPath is needed\n",
  ],
  [
    "ssm",
    "UnrecognizedClientException",
    "verify",
    1,
    `Parameter Store refused (UnrecognizedClientException): ${NOT_VALID}\n`,
  ],
  [
    "ssm",
    "InvalidSignatureException",
    "preview",
    1,
    `Parameter Store refused (InvalidSignatureException): ${NOT_SIGNED}\n`,
  ],
  [
    "s3",
    NO_RIGHT,
    "backfill",
    1,
    'S3 refused access to bucket "BUCKET" (AccessDenied): docs/stores/s3.md lists the rights\n',
  ],
  [
    "s3",
    NO_RIGHT,
    "preview",
    1,
    'S3 refused access to bucket "BUCKET" (AccessDenied): docs/stores/s3.md lists the rights\n',
  ],
  [
    "s3",
    "SignatureDoesNotMatch",
    "verify",
    1,
    `S3 refused access to bucket "BUCKET" (SignatureDoesNotMatch): ${NOT_SIGNED}\n`,
  ],
  [
    "s3",
    "InvalidAccessKeyId",
    "verify",
    1,
    `S3 refused access to bucket "BUCKET" (InvalidAccessKeyId): ${NOT_VALID}\n`,
  ],
  [
    "s3",
    NO_RIGHT,
    "create",
    2,
    "the bucket for the code is somebody else's, or you have no right to it (403): name one with --artifact-bucket\n",
  ],
  ["sqs", NO_RIGHT, "via-queue", 1, "the queue refused (AccessDenied): sqs:SendMessage is needed\n"],
  [
    "sqs",
    "AWS.SimpleQueueService.BatchRequestTooLong",
    "via-queue",
    1,
    "the queue answered with BatchRequestTooLong\n",
  ],
  [
    "sqs",
    NO_RIGHT,
    "dlq",
    1,
    "the queue refused (AccessDenied): sqs:GetQueueAttributes, sqs:ReceiveMessage and sqs:ChangeMessageVisibility are needed\n",
  ],
  [
    "sts",
    "InvalidClientTokenId",
    "via-queue",
    1,
    `AWS does not tell whose account this is (InvalidClientTokenId): ${NOT_VALID}\n`,
  ],
  ["sts", "InvalidClientTokenId", "create", 1, `AWS refused (InvalidClientTokenId): ${NOT_VALID}\n`],
  ["cloudformation", NO_RIGHT, "create", 1, "AWS refused (AccessDenied): needed: cloudformation:DescribeStacks\n"],
  ["cloudformation", NO_RIGHT, "status", 1, "AWS refused (AccessDenied): needed: cloudformation:DescribeStacks\n"],
];

describeWithMoto("a command that AWS refuses", (endpoint) => {
  let bucket = "";
  let queue = "";
  beforeEach(async () => {
    const ssm = ssmAt(endpoint, REGION);
    await ssm.send(new PutParameterCommand({ Name: `${PATH}db`, Value: "v", Type: "String", Overwrite: true }));
    bucket = await freshBucket(s3At(endpoint));
    queue = await freshQueue(sqsAt(endpoint));
  });

  const ssmbak = async (decide: (call: IncomingCall) => Refusal | undefined, command: Command) => {
    const proxy = await refusingProxy(endpoint, decide);
    useSettings({ ...environmentFor(proxy), AWS_REGION: REGION, SSMBAK_BUCKET: bucket });
    const url = queue.replace(endpoint, proxy);
    const args: Readonly<Record<Command, ReadonlyArray<string>>> = {
      backfill: ["backfill", PATH, "--yes"],
      "via-queue": ["backfill", PATH, "--queue", url, "--yes"],
      verify: ["verify", PATH],
      preview: ["preview", PATH, "now"],
      dlq: ["dlq", "list", "--queue", url],
      "dlq-found": ["dlq", "list"],
      create: ["stack", "create", "refused"],
      "create-into": ["stack", "create", "refused", "--artifact-bucket", "not-there"],
      status: ["stack", "status", "refused"],
    };
    const terminal = new FakeTerminal();
    const code = await run(args[command], terminal);
    expect(terminal.everything).not.toContain("canary");
    return { code, errors: terminal.errors.replaceAll(bucket, "BUCKET"), output: terminal.output };
  };

  it.each(CASES)("%s: %s: %s", async (service, code, command, exit, message) => {
    const status = service === "sqs" || code.endsWith("Exception") ? 400 : 403;
    const refused = await ssmbak((call) => (call.service === service ? { code, status } : undefined), command);
    expect(refused).toMatchObject({ code: exit, errors: message });
  });

  it("names another bucket as the way out when the name of the one for the code is taken", async () => {
    const isMaking = ({ service, method, path }: IncomingCall) =>
      service === "s3" && ARTIFACTS.test(path) && method !== "GET";
    const taken = await ssmbak((call) => {
      if (!isMaking(call)) return undefined;
      return call.method === "HEAD" ? { code: "NotFound", status: 404 } : { code: "BucketAlreadyExists", status: 409 };
    }, "create");
    expect(taken).toMatchObject({
      code: 2,
      errors:
        "the bucket for the code is taken by another account (BucketAlreadyExists): name one with --artifact-bucket\n",
    });
  });

  it("makes no bucket of a name with a typing error in it", async () => {
    const made: string[] = [];
    const refused = await ssmbak(({ service, method, path }) => {
      if (service === "s3" && method === "PUT") made.push(path);
      return undefined;
    }, "create-into");
    expect(refused).toMatchObject({
      code: 2,
      errors: "there is no bucket not-there for the code: make it, or name another one\n",
    });
    expect(made).toEqual([]);
  });

  it("goes on where an upload was interrupted: nothing of it is there", async () => {
    const isUpload = ({ service, method, path }: IncomingCall) =>
      service === "s3" && method === "PUT" && /^\/ssmbak-artifacts-[^/]+\/ssmbak\//.test(path);
    const broken = await ssmbak((call) => (isUpload(call) ? "broken" : undefined), "create");
    expect(broken).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^AWS did not answer \(\w+\); try again\n$/),
    });
    const uploads: string[] = [];
    const again = await ssmbak((call) => {
      if (isUpload(call)) uploads.push(call.path);
      return undefined;
    }, "create");
    // Without a terminal and --yes it ends after it has shown what it would make.
    expect(again).toMatchObject({ code: 5, output: expect.stringContaining("AWS::S3::Bucket") });
    expect(uploads).toHaveLength(1);
  });
});
