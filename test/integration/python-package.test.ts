import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import { RecordingLogger } from "../../src/adapters/memory/recording-logger.ts";
import { noMetrics } from "../../src/adapters/system/no-metrics.ts";
import { processBatch } from "../../src/application/backup/process-batch.ts";
import { sqsEvent } from "../../src/testing/builders.ts";
import { freshBucket, s3At } from "../support/aws-clients.ts";
import { actionsOf, RestoreBench } from "../support/restore-bench.ts";
import { describeWithMoto } from "../support/with-moto.ts";

/** What existed, by key: type and value. */
type State = Readonly<Record<string, readonly [type: string | undefined, value: string]>>;

interface Entry {
  readonly key: string;
  /** Unix seconds. */
  readonly time: number;
  readonly is?: readonly [type: string | undefined, value: string];
}

/** Waits until another second has begun, and answers with the last second that is over. */
const nextSecond = async (): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 2_050 - (Date.now() % 1_000)));
  return Math.floor(Date.now() / 1_000) - 1;
};

describeWithMoto("buckets that are shared with the Python package", (endpoint) => {
  const s3: S3Client = s3At(endpoint);

  /**
   * The Python package's rules and nothing else: a version counts at its tag `ssmbakTime` and has the type of its tag
   * `ssmbakType`, a delete marker counts at its LastModified, and what is newest at or before the second counts.
   */
  const readAsPythonDoes = async (Bucket: string, second: number): Promise<State> => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "/" }));
    const entries: Entry[] = DeleteMarkers.map(({ Key = "", LastModified }) => ({
      key: Key,
      time: Math.floor((LastModified?.getTime() ?? 0) / 1_000),
    }));
    for (const { Key = "", VersionId } of Versions) {
      const where = { Bucket, Key, VersionId };
      const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand(where));
      const tags = new Map(TagSet.map((tag) => [tag.Key, tag.Value]));
      const body = await (await s3.send(new GetObjectCommand(where))).Body?.transformToString();
      entries.push({ key: Key, time: Number(tags.get("ssmbakTime")), is: [tags.get("ssmbakType"), body ?? ""] });
    }
    const state: Record<string, readonly [string | undefined, string]> = {};
    for (const { key, time, is } of entries.sort((a, b) => a.time - b.time)) {
      if (time > second) continue;
      if (is === undefined) delete state[key];
      else state[key] = is;
    }
    return state;
  };

  it("ours reads correctly by its rules", async () => {
    const bucket = await freshBucket(s3);
    const ssm = new InMemoryParameterStore();
    const store = new S3BackupStore(s3, { bucket });
    const logger = new RecordingLogger();
    const dependencies = { source: ssm, store, clock: { now: () => Date.now() }, logger, metrics: noMetrics };
    let handled = 0;
    const moments: Array<{ readonly second: number; readonly truth: State }> = [];
    const happens = async (change: () => void): Promise<void> => {
      change();
      const report = await processBatch(dependencies)(sqsEvent(ssm.events.slice(handled)).Records);
      expect(report.outcomes.map(({ _tag }) => _tag)).not.toContain("Failed");
      handled = ssm.events.length;
      const truth: Record<string, readonly [string, string]> = {};
      for (const key of ["/app/a", "/top"]) {
        try {
          const { type, value } = ssm.getParameter(key);
          truth[key] = [type, value.reveal()];
        } catch {
          // It does not exist.
        }
      }
      moments.push({ second: await nextSecond(), truth });
    };
    const put = (name: string, value: string, type = "String") =>
      ssm.putParameter({ name, value, type, overwrite: true, description: `of ${value}` });

    await happens(() => put("/app/a", "one\n", "SecureString"));
    await happens(() => put("top", "t"));
    await happens(() => put("/app/a", "two", "StringList"));
    await happens(() => ssm.deleteParameter("top"));
    await happens(() => put("top", "again"));
    await happens(() => ssm.deleteParameter("/app/a"));

    for (const { second, truth } of moments) expect(await readAsPythonDoes(bucket, second)).toEqual(truth);
    expect(moments.map(({ truth }) => Object.keys(truth).length)).toEqual([1, 2, 2, 1, 2, 1]);
  });

  it("its own previews and restores at each instant, delete markers and top-level names too", async () => {
    const bucket = await freshBucket(s3);
    const bench = new RestoreBench(new S3BackupStore(s3, { bucket }));
    const gone = `/${randomUUID()}/gone`;
    const time = Math.floor(Date.now() / 1_000);
    const wrote = (Key: string, Body: string, type: string, at: number) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, Tagging: `ssmbakTime=${at}&ssmbakType=${type}` }));
    await wrote("/top", "first\n", "String", time - 60);
    await wrote(gone, "was there", "SecureString", time - 60);
    await wrote("/top", "second", "StringList", time - 30);
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: gone }));
    const after = await nextSecond();
    bench.clock.set((after + 60) * 1_000);
    bench.put({ name: "top", value: "now", description: "stays" });

    expect(actionsOf(await bench.plan((time - 30) * 1_000))).toEqual({ "/top": "Update", [gone]: "Create" });
    expect(actionsOf(await bench.plan(after * 1_000 + 999))).toEqual({ "/top": "Update" });
    await bench.restore((time - 31) * 1_000);
    expect(bench.ssm.getParameter("top")).toMatchObject({ type: "String", attributes: { description: "stays" } });
    expect(bench.ssm.getParameter("top").value.reveal()).toBe("first\n");
    expect(bench.ssm.getParameter(gone).value.reveal()).toBe("was there");
    await bench.restore((time - 30) * 1_000 + 999);
    expect(bench.ssm.getParameter("top")).toMatchObject({ type: "StringList" });
    expect(actionsOf(await bench.plan((time - 30) * 1_000 + 999))).toEqual({});
  });
});
