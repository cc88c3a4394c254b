import { subscribe } from "node:diagnostics_channel";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  GetParameterHistoryCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import pMap from "p-map";
import type { Functions } from "../src/index.ts";
import { changeEnvelope, sqsEvent } from "../src/testing/index.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../test/support/aws-clients.ts";
import { median, medianRatio, printTable } from "./statistics.ts";

const NAMES = Array.from({ length: 40 }, (_, index) => `/bench/parameter-${index}`);
const ROUNDS = 15;
const BATCH = 10;

let calls = 0;
subscribe("http.client.request.start", () => {
  calls += 1;
});

/** A way to handle one event for each name; every name has one new version since the last time. */
interface Contender {
  readonly label: string;
  readonly run: () => Promise<void>;
  readonly milliseconds: number[];
  readonly calls: number[];
}

/** Only the calls that the work needs, one after the other, and nothing else. */
const bareEvent = async (s3: S3Client, ssm: SSMClient, Bucket: string, Key: string): Promise<void> => {
  await s3.send(new HeadObjectCommand({ Bucket, Key })).catch(() => undefined);
  const { Parameters = [] } = await ssm.send(
    new GetParameterHistoryCommand({ Name: Key, WithDecryption: true, MaxResults: 50 }),
  );
  await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: Key }));
  const newest = Parameters.at(-1);
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: newest?.Value ?? "",
      Tagging: `ssmbakTime=${Math.floor((newest?.LastModifiedDate?.getTime() ?? 0) / 1000)}&ssmbakType=${newest?.Type}`,
    }),
  );
};

const loadHandler = async (bundle: string, endpoint: string, bucket: string): Promise<Functions["handler"]> => {
  Object.assign(process.env, environmentFor(endpoint), { SSMBAK_BUCKET: bucket, SSMBAK_LOG_LEVEL: "silent" });
  const module: Pick<Functions, "handler"> = await import(`${pathToFileURL(bundle).href}?bucket=${bucket}`);
  // Puts the service together with this bucket; no record, no call.
  await module.handler(sqsEvent([]));
  return module.handler;
};

const handle = async (handler: Functions["handler"], names: ReadonlyArray<string>): Promise<void> => {
  const envelopes = names.map((name) => changeEnvelope({ name, operation: "Update", time: Date.now() }));
  const { batchItemFailures } = await handler(sqsEvent(envelopes));
  if (batchItemFailures.length > 0) throw new Error("an event was not handled");
};

const contenders = async (bundle: string, endpoint: string): Promise<ReadonlyArray<Contender>> => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);
  const [alone, together, bare, bareTogether] = await Promise.all([1, 2, 3, 4].map(() => freshBucket(s3)));
  if (!alone || !together || !bare || !bareTogether) throw new Error("no buckets");
  const one = await loadHandler(bundle, endpoint, alone);
  const ten = await loadHandler(bundle, endpoint, together);
  const batches = Array.from({ length: NAMES.length / BATCH }, (_, n) => NAMES.slice(n * BATCH, (n + 1) * BATCH));
  const contender = (label: string, run: () => Promise<void>) => ({ label, run, milliseconds: [], calls: [] });
  return [
    contender("bare SDK loop, one event after the other", async () => {
      for (const name of NAMES) await bareEvent(s3, ssm, bare, name);
    }),
    contender("handler, one record per invocation", async () => {
      for (const name of NAMES) await handle(one, [name]);
    }),
    contender("bare SDK loop, ten events at once", async () => {
      for (const batch of batches) {
        await pMap(batch, (name) => bareEvent(s3, ssm, bareTogether, name), { concurrency: BATCH });
      }
    }),
    contender("handler, batches of ten", async () => {
      for (const batch of batches) await handle(ten, batch);
    }),
  ];
};

/** Time and calls for an event that adds one version: the built handler beside a bare loop, on the same emulator. */
export const benchHandler = async (bundle: string, endpoint: string): Promise<void> => {
  const ssm = ssmAt(endpoint);
  const all = await contenders(bundle, endpoint);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const Name of NAMES) {
      await ssm.send(new PutParameterCommand({ Name, Value: `value ${round}`, Type: "String", Overwrite: true }));
    }
    // Turn about, so that none always runs on the warmest server; the first round warms up and does not count.
    const shift = Math.abs(round) % all.length;
    for (const contender of [...all.slice(shift), ...all.slice(0, shift)]) {
      calls = 0;
      const start = performance.now();
      await contender.run();
      if (round < 0) continue;
      contender.milliseconds.push((performance.now() - start) / NAMES.length);
      contender.calls.push(calls / NAMES.length);
    }
  }
  const [bare, , bareTogether] = all;
  printTable(
    `One event that adds one version (${ROUNDS} rounds of ${NAMES.length} names, medians)`,
    all.map(({ label, milliseconds, calls: counted }, index) => ({
      what: label,
      "ms per event": median(milliseconds).toFixed(2),
      "API calls per event": median(counted),
      "time against the bare loop": medianRatio(
        milliseconds,
        (index < 2 ? bare : bareTogether)?.milliseconds ?? [],
      ).toFixed(3),
    })),
  );
};
