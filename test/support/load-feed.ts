import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { changeEnvelope } from "../../src/testing/builders.ts";
import type { OutageProxy } from "./outage-proxy.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** The load that a worker is put under. */
export interface LoadPlan {
  /** Emulators; they may be the same. */
  readonly parameters: string;
  readonly queue: string;
  readonly bucket: string;
  /** First part of the parameters' names; nobody else's. */
  readonly path: string;
  readonly names: number;
  /** Of each name; the events are one more than names times versions. */
  readonly versions: number;
  /** How long, at least, the queue is away after a third of the changes, and the bucket after two thirds. */
  readonly outageSeconds: number;
  /** Changes wait while more events than these are in the queue: moto copies the whole queue with each message. */
  readonly mostWaiting: number;
  /** The command line to run; default: its source. */
  readonly script?: string;
  readonly onProgress?: (done: number) => void;
}

const BATCH = 10;
const LANES = 4;
const SECOND = 1_000;

/** As S3 has it for a body's ETag. */
export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** The value of a version: no two have the same. */
const textOf = (name: string, version: number): string => `${name} at version ${version}`;

const namesOf = ({ path, names }: LoadPlan): ReadonlyArray<string> =>
  Array.from({ length: names }, (_, index) => `${path}/${index}`);

const firstOf = ({ path }: LoadPlan): string => `${path}/first`;

/** Every value that is put. */
export const valuesOf = (plan: LoadPlan): ReadonlyArray<string> => [
  textOf(firstOf(plan), 1),
  ...namesOf(plan).flatMap((name) => Array.from({ length: plan.versions }, (_, index) => textOf(name, index + 1))),
];

/** Every name as often as it has versions, in an order that looks like chance and is the same in each run. */
const shuffled = (names: ReadonlyArray<string>, versions: number): ReadonlyArray<string> =>
  Array.from({ length: versions }, (_, round) => names.map((name) => ({ name, key: md5(`${name} ${round}`) })))
    .flat()
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ name }) => name);

/** Makes the changes of some names one after the other, and tells the queue of them ten at a time. */
const feedLane = async (
  ssm: SSMClient,
  sqs: SQSClient,
  queue: string,
  names: ReadonlyArray<string>,
  onChange: () => Promise<void>,
): Promise<void> => {
  const versions = new Map<string, number>();
  const waiting: string[] = [];
  const flush = async (): Promise<void> => {
    const Entries = waiting.splice(0).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    if (Entries.length > 0) await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
  };
  for (const Name of names) {
    const version = (versions.get(Name) ?? 0) + 1;
    versions.set(Name, version);
    await ssm.send(new PutParameterCommand({ Name, Value: textOf(Name, version), Type: "String", Overwrite: true }));
    const operation = version === 1 ? "Create" : "Update";
    waiting.push(JSON.stringify(changeEnvelope({ name: Name, operation, time: Date.now() })));
    if (waiting.length === BATCH) await flush();
    await onChange();
  }
  await flush();
};

/** One change before all others, to see by that the worker has begun. */
export const announceFirst = (plan: LoadPlan, ssm: SSMClient, sqs: SQSClient, url: string): Promise<void> =>
  feedLane(ssm, sqs, url, [firstOf(plan)], async () => {});

/** Starts of the worker's log messages about a name, and about a poll, that failed. */
export const FAILURES = { ofNames: "could not be backed up", ofPolls: "the queue could not be read" } as const;

/** Takes a server away for some seconds, and for longer until the worker has felt it: a slow worker takes its time. */
const outage = async (proxy: OutageProxy, seconds: number, worker: WorkerProcess, felt: string): Promise<void> => {
  await proxy.shut();
  await sleep(seconds * SECOND);
  while (worker.runs && !worker.tells(felt)) await sleep(100);
  await proxy.open();
};

/** Makes all changes, with an outage of the queue and then one of the bucket for the worker alone. */
export const feed = async (
  plan: LoadPlan,
  ssm: SSMClient,
  sqs: SQSClient,
  url: string,
  doors: { readonly queue: OutageProxy; readonly bucket: OutageProxy },
  worker: WorkerProcess,
): Promise<void> => {
  const { versions, outageSeconds, mostWaiting, onProgress } = plan;
  const changes = shuffled(namesOf(plan), versions);
  const outages: Promise<void>[] = [];
  let made = 0;
  const onChange = async (): Promise<void> => {
    made += 1;
    if (made === Math.floor(changes.length / 3)) {
      outages.push(outage(doors.queue, outageSeconds, worker, FAILURES.ofPolls));
    }
    if (made === Math.floor((changes.length * 2) / 3)) {
      await Promise.all(outages);
      outages.push(outage(doors.bucket, outageSeconds, worker, FAILURES.ofNames));
    }
    onProgress?.(made);
    while (worker.runs && made - worker.handled > mostWaiting) await sleep(100);
  };
  // A name stays in its lane, so that its versions and events are in order.
  const laneOf = (name: string): number => Number.parseInt(md5(name).slice(0, 4), 16) % LANES;
  await Promise.all(
    Array.from({ length: LANES }, (_, lane) => {
      const names = changes.filter((name) => laneOf(name) === lane);
      return feedLane(ssm, sqs, url, names, onChange);
    }),
  );
  await Promise.all(outages);
};
