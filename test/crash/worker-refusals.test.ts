import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it, onTestFinished, vi } from "vitest";
import { changeEnvelope } from "../../src/testing/builders.ts";
import { environmentFor, freshBucket, freshQueue, s3At, sqsAt, ssmAt } from "../support/aws-clients.ts";
import { PATIENCE } from "../support/patience.ts";
import { type IncomingCall, type Refusal, refusingProxy } from "../support/refusing-proxy.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { WorkerProcess } from "../support/worker-process.ts";

const NAME = "/worker/refused";

describeWithMoto("a worker that AWS refuses", (endpoint) => {
  const sqs = sqsAt(endpoint);

  /** A worker behind a proxy, on a queue with one event. */
  const start = async (
    decide: (call: IncomingCall) => Refusal | undefined,
    body = JSON.stringify(changeEnvelope({ name: NAME, operation: "Create", time: Date.now() })),
    ...args: ReadonlyArray<string>
  ): Promise<WorkerProcess> => {
    await ssmAt(endpoint).send(new PutParameterCommand({ Name: NAME, Type: "String", Value: "x", Overwrite: true }));
    const queue = await freshQueue(sqs);
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));
    const bucket = await freshBucket(s3At(endpoint));
    const proxy = await refusingProxy(endpoint, decide);
    const url = queue.replace(endpoint, proxy);
    const worker = new WorkerProcess(["--queue", url, "--store", `s3://${bucket}`, ...args], environmentFor(proxy));
    onTestFinished(() => worker.kill("SIGKILL"));
    return worker;
  };
  const logs = (worker: WorkerProcess, text: string) =>
    vi.waitUntil(() => (worker.output + worker.errors).includes(text), { timeout: PATIENCE, interval: 100 });

  it("does not begin without its rights to the queue", async () => {
    const worker = await start(({ service }) =>
      service === "sqs" ? { code: "AccessDeniedException", status: 400 } : undefined,
    );
    expect(await worker.ended()).toBe(1);
    expect(worker.errors).toBe(
      "the queue refused (AccessDeniedException): sqs:GetQueueAttributes, sqs:ReceiveMessage, " +
        "sqs:ChangeMessageVisibility and sqs:DeleteMessage are needed\n",
    );
  });

  it.each([
    ["ssm", "AccessDeniedException", "SourceAccessDenied"],
    ["s3", "AccessDenied", "StoreAccessDenied"],
  ])("goes on without its rights to %s: says why, and leaves the event", async (denied, code, tag) => {
    const worker = await start(({ service }) => (service === denied ? { code, status: 403 } : undefined));
    await logs(worker, `"reason":"${tag}"`);
    worker.kill("SIGTERM");
    expect(await worker.ended()).toBe(0);
    expect(worker.errors).toContain("stopped: 0 messages handled, 1 left in the queue\n");
  });

  it("ends at its deadline with what is in hand, which will be delivered again", async () => {
    let asked = false;
    const worker = await start(
      ({ service }) => {
        asked ||= service === "s3";
        return service === "s3" ? "silent" : undefined;
      },
      undefined,
      ...["--deadline", "1"],
    );
    await vi.waitUntil(() => asked, { timeout: PATIENCE, interval: 100 });
    worker.kill("SIGTERM");
    expect(await worker.ended()).toBe(6);
    expect(worker.errors).toBe("stopped at the deadline: messages in hand will be delivered again\n");
  });

  it("says of the largest message that SQS takes what it is not, and shows nothing of it", async () => {
    // 256 KiB in moto; AWS takes a MiB by now.
    const worker = await start(() => undefined, "canary ".repeat(37_449).slice(0, 262_144));
    await logs(worker, "not a change event; will end in the dead-letter queue");
    worker.kill("SIGTERM");
    expect(await worker.ended()).toBe(0);
    expect(worker.output + worker.errors).not.toContain("canary");
  });
});
