import { join } from "node:path";
import { GetQueueAttributesCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it, onTestFinished, vi } from "vitest";
import { changeEnvelope, name } from "../../src/testing/builders.ts";
import { opened } from "../conformance/sqlite-harness.ts";
import { environmentFor, freshQueue, sqsAt, ssmAt } from "../support/aws-clients.ts";
import { PATIENCE } from "../support/patience.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { WorkerProcess } from "../support/worker-process.ts";
import { rightOf } from "../support/workshop.ts";

const CANARY = "canary-of-the-worker";
const NAMES = 30;
const BATCH = 10;

describeWithMoto("a worker on SQS (moto)", (endpoint) => {
  const sqs = sqsAt(endpoint);
  const ssm = ssmAt(endpoint);

  /** So many parameters, and a queue that tells of each. */
  const prepare = async (path: string, queue: string): Promise<ReadonlyArray<string>> => {
    const names = Array.from({ length: NAMES }, (_, index) => `${path}/${index}`);
    for (const Name of names) await ssm.send(new PutParameterCommand({ Name, Type: "String", Value: CANARY }));
    for (let start = 0; start < NAMES; start += BATCH) {
      const Entries = names.slice(start, start + BATCH).map((named, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(changeEnvelope({ name: named, operation: "Create", time: Date.now() })),
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    }
    return names;
  };

  const remaining = async (QueueUrl: string): Promise<number> => {
    const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
    return names.reduce((sum, attribute) => sum + Number(Attributes[attribute] ?? 0), 0);
  };

  const isEmpty = (queue: string) =>
    vi.waitUntil(async () => (await remaining(queue)) === 0, { timeout: PATIENCE, interval: 200 });

  const startWith = (args: ReadonlyArray<string>, settings = environmentFor(endpoint)): WorkerProcess => {
    const worker = new WorkerProcess(args, settings);
    onTestFinished(() => worker.kill("SIGKILL"));
    return worker;
  };
  const start = (queue: string, file: string, ...args: ReadonlyArray<string>) =>
    startWith(["--queue", queue, "--store", `sqlite:${file}`, ...args]);

  const expectAllStored = async (file: string, names: ReadonlyArray<string>): Promise<void> => {
    const store = await opened(file);
    for (const named of names) expect(await rightOf(store.facts(name(named))), named).toHaveLength(1);
    await rightOf(store.close());
  };

  it("stores all, tells of it in JSON, and stops on SIGTERM", async () => {
    const queue = await freshQueue(sqs);
    const file = join(temporaryFolder(), "backup.db");
    const names = await prepare("/worker/whole", queue);
    const worker = start(queue, file);
    await isEmpty(queue);
    worker.kill("SIGTERM");
    expect(await worker.ended()).toBe(0);
    // A queue may deliver a message twice.
    expect(worker.errors).toMatch(/^stopped: \d+ messages handled, 0 left in the queue\n$/);
    await expectAllStored(file, names);

    const lines = worker.output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ message }) => message === "stored")).toHaveLength(NAMES);
    expect(lines.reduce((sum, { Stored = 0 }) => sum + Stored, 0)).toBe(NAMES);
    expect(worker.output + worker.errors).not.toContain(CANARY);
  });

  it("that is killed loses nothing: what was in hand is delivered again", async () => {
    const queue = await freshQueue(sqs, { VisibilityTimeout: "30" });
    const file = join(temporaryFolder(), "backup.db");
    const names = await prepare("/worker/killed", queue);
    const killed = start(queue, file, "--concurrency", "2");
    await vi.waitUntil(() => killed.output.includes('"stored"'), { timeout: PATIENCE, interval: 1 });
    killed.kill("SIGKILL");
    expect(await killed.ended()).toBe(null);
    expect(await remaining(queue)).toBeGreaterThan(0);

    const next = start(queue, file);
    await isEmpty(queue);
    next.kill("SIGTERM");
    expect(await next.ended()).toBe(0);
    await expectAllStored(file, names);
  });

  it("answers over HTTP for as long as it moves", async () => {
    const queue = await freshQueue(sqs);
    const { default: getPort } = await import("get-port");
    const port = await getPort({ host: "127.0.0.1" });
    const worker = start(queue, join(temporaryFolder(), "backup.db"), "--health-port", String(port));
    const answer = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        (response) => response.status,
        () => 0,
      );
    await vi.waitUntil(async () => (await answer()) === 200, { timeout: PATIENCE, interval: 100 });
    worker.kill("SIGTERM");
    expect(await worker.ended()).toBe(0);
    expect(await answer()).toBe(0);
  });

  it.each([
    [
      "https://sqs.eu-west-1.amazonaws.com/123456789012/queue",
      2,
      /^--queue: is in eu-west-1, but Parameter Store is read in us-east-1/,
    ],
    ["queue", 2, /^--queue: expected the URL of a queue/],
    [`${endpoint}/123456789012/ssmbak-no-such-queue`, 2, /^there is no such queue in this account and region/],
  ])("says what is wrong with the queue %s", async (queue, code, message) => {
    const worker = start(queue, join(temporaryFolder(), "backup.db"));
    expect(await worker.ended()).toBe(code);
    expect(worker.errors).toMatch(message);
    expect(worker.output).toBe("");
  });

  it("says that credentials are missing", async () => {
    const queue = await freshQueue(sqs);
    const settings = {
      ...environmentFor(endpoint),
      ...{ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" },
      ...{ AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_CONFIG_FILE: "/dev/null" },
    };
    const worker = startWith(["--queue", queue, "--store", "memory:"], settings);
    expect(await worker.ended()).toBe(1);
    expect(worker.errors).toBe(
      "the queue refused (CredentialsProviderError): no AWS credentials were found; set AWS_PROFILE or log in\n",
    );
  });

  it.each([
    [["--concurrency", "0"], "--concurrency: expected a number from 1 to 100\n"],
    [["--deadline", "soon"], "--deadline: expected a number from 0 to 3600\n"],
    [["--health-port", "99999"], "--health-port: expected a number from 1 to 65535\n"],
  ])("refuses %j", async (args, message) => {
    const worker = start(`${endpoint}/123456789012/x`, join(temporaryFolder(), "backup.db"), ...args);
    expect(await worker.ended()).toBe(2);
    expect(worker.errors).toBe(message);
  });
});
