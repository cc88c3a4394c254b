import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { OWNER_KEY } from "../../src/adapters/aws-s3/layout.ts";
import { environmentFor, freshBucket, freshQueue, s3At, sqsAt, ssmAt } from "./aws-clients.ts";
import { announceFirst, FAILURES, feed, type LoadPlan, md5, valuesOf } from "./load-feed.ts";
import { OutageProxy } from "./outage-proxy.ts";
import { WorkerProcess } from "./worker-process.ts";

/** What came of it. */
export interface LoadReport {
  readonly events: number;
  /** From the first change until the queue was empty. */
  readonly seconds: number;
  /** Of each name that an event made something new of: from the event's second to the append, ms. */
  readonly lags: ReadonlyArray<number>;
  /** Log lines of events that will be delivered again, and of polls that failed. */
  readonly failures: { readonly ofNames: number; readonly ofPolls: number };
  readonly peakMegabytes: number | undefined;
  readonly processorSeconds: number | undefined;
  /** Values that are not in the bucket, and that are in it twice or were never put. */
  readonly lost: number;
  readonly surplus: number;
  readonly deadLetters: number;
  readonly exitCode: number | null;
  readonly farewell: string;
}

const SECOND = 1_000;

/** How many messages are in a queue, hidden ones among them. */
const depthOf = async (sqs: SQSClient, QueueUrl: string): Promise<number> => {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
};

/** MD5 of every value in a bucket, of all versions of objects: the ETag of S3. */
const bodiesIn = async (s3: S3Client, Bucket: string): Promise<ReadonlyArray<string>> => {
  const bodies: string[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket, ...from }));
    const values = (page.Versions ?? []).filter(({ Key }) => Key !== OWNER_KEY);
    bodies.push(...values.map(({ ETag = "" }) => ETag.replaceAll('"', "")));
    from =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker ?? "", VersionIdMarker: page.NextVersionIdMarker ?? "" }
        : undefined;
  }
  return bodies;
};

/** What Linux tells of a process; nothing elsewhere. */
const measure = (id: number): Pick<LoadReport, "peakMegabytes" | "processorSeconds"> => {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
    // Behind the name, in clock ticks, of which Linux shows a hundred a second (man proc_pid_stat).
    const fields = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return {
      peakMegabytes: Number(kilobytes) / 1024,
      processorSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
    };
  } catch {
    return { peakMegabytes: undefined, processorSeconds: undefined };
  }
};

interface LogLine {
  readonly message?: string;
  readonly lagMs?: number;
  readonly appended?: number;
}

const linesOf = (output: string): ReadonlyArray<LogLine> =>
  output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));

const countStarting = (lines: ReadonlyArray<LogLine>, start: string): number =>
  lines.filter(({ message = "" }) => message.startsWith(start)).length;

/**
 * Runs a worker while parameters change, takes its queue and then its bucket away for a while, and compares what is in
 * the bucket with what was put. The worker's way to both leads through proxies; that of the changes does not.
 */
export const runLoad = async (plan: LoadPlan): Promise<LoadReport> => {
  const sqs = sqsAt(plan.queue);
  const ssm = ssmAt(plan.parameters);
  const s3 = s3At(plan.bucket);
  const bucket = await freshBucket(s3);
  const dead = await freshQueue(sqs);
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }),
  );
  // As in deploy/template.yaml, but for the time that a message is hidden: a worker prolongs that by itself.
  const redrive = JSON.stringify({ deadLetterTargetArn: Attributes["QueueArn"], maxReceiveCount: 10 });
  const queue = await freshQueue(sqs, { VisibilityTimeout: "30", RedrivePolicy: redrive });
  const doors = { queue: new OutageProxy(plan.queue), bucket: new OutageProxy(plan.bucket) };
  await Promise.all([doors.queue.open(), doors.bucket.open()]);
  const settings = { ...environmentFor(plan.parameters), AWS_ENDPOINT_URL_S3: doors.bucket.endpoint };
  const url = queue.replace(plan.queue, doors.queue.endpoint);
  const worker = new WorkerProcess(["--queue", url, "--store", `s3://${bucket}`], settings, plan.script);
  try {
    // Only the start is strict: what is away then ends it.
    await announceFirst(plan, ssm, sqs, queue);
    while (worker.runs && worker.handled === 0) await sleep(100);
    const start = performance.now();
    await feed(plan, ssm, sqs, queue, doors, worker);
    while (worker.runs && (await depthOf(sqs, queue)) > 0) await sleep(200);
    const seconds = (performance.now() - start) / SECOND;
    const measured = measure(worker.id);
    worker.kill("SIGTERM");
    const exitCode = await worker.ended();

    const lines = [...linesOf(worker.output), ...linesOf(worker.errors)];
    const put = valuesOf(plan).map(md5);
    const stored = await bodiesIn(s3, bucket);
    const distinct = new Set(stored);
    const expected = new Set(put);
    return {
      events: put.length,
      seconds,
      lags: lines.flatMap(({ lagMs, appended = 0 }) => (lagMs !== undefined && appended > 0 ? [lagMs] : [])),
      failures: {
        ofNames: countStarting(lines, FAILURES.ofNames),
        ofPolls: countStarting(lines, FAILURES.ofPolls),
      },
      ...measured,
      lost: put.filter((body) => !distinct.has(body)).length,
      surplus: stored.length - distinct.size + [...distinct].filter((body) => !expected.has(body)).length,
      deadLetters: await depthOf(sqs, dead),
      exitCode,
      farewell: worker.errors.split("\n").findLast((line) => line.startsWith("stopped")) ?? "",
    };
  } finally {
    worker.kill("SIGKILL");
    await Promise.all([doors.queue.shut(), doors.bucket.shut()]);
  }
};
