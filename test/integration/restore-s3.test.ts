import { createHash, randomUUID } from "node:crypto";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { S3BackupStore } from "../../src/adapters/aws-s3/s3-backup-store.ts";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import { InMemoryParameterTarget } from "../../src/adapters/memory/in-memory-parameter-target.ts";
import { RecordingLogger } from "../../src/adapters/memory/recording-logger.ts";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import type { HistoryDependencies } from "../../src/application/backup/complete-history.ts";
import { type ApplyDependencies, applyRestore } from "../../src/application/restore/apply-restore.ts";
import { planRestore } from "../../src/application/restore/plan-restore.ts";
import { everything } from "../../src/domain/model/selection.ts";
import { name } from "../../src/testing/builders.ts";
import { freshBucket, s3At } from "../support/aws-clients.ts";
import { actionsOf, RestoreBench } from "../support/restore-bench.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { rightOf } from "../support/workshop.ts";

describeWithMoto("restoring from S3", (endpoint) => {
  let s3: S3Client;
  const calls: string[] = [];
  beforeAll(() => {
    s3 = s3At(endpoint);
    s3.middlewareStack.add(
      (next, context) => (args) => {
        calls.push(String(context["commandName"]));
        return next(args);
      },
      { step: "initialize", name: "count" },
    );
  });
  afterAll(() => s3.destroy());

  const setUp = async () => {
    const bucket = await freshBucket(s3);
    const ssm = new InMemoryParameterStore();
    const dependencies: ApplyDependencies & HistoryDependencies = {
      source: ssm,
      store: new S3BackupStore(s3, { bucket }),
      clock: { now: () => Date.now() + 60_000 },
      target: new InMemoryParameterTarget(ssm),
      origin: { store: bucket, source: "", region: "" },
      digest: (text) => createHash("sha256").update(text).digest("hex"),
      pause: async () => {},
      logger: new RecordingLogger(),
    };
    return { bucket, ssm, dependencies };
  };

  it("reads nothing of the backup of what has not changed since the instant", async () => {
    const { ssm, dependencies } = await setUp();
    const names = Array.from({ length: 12 }, (_, index) => `/app/${index}`);
    for (const each of names) {
      ssm.putParameter({ name: each, type: "String", value: "1" });
      await rightOf(backUpChanges(dependencies)(name(each), []));
    }
    const instant = Date.now() + 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    ssm.putParameter({ name: "/app/3", value: "2", overwrite: true });
    await rightOf(backUpChanges(dependencies)(name("/app/3"), []));
    calls.length = 0;
    const plan = await rightOf(planRestore(dependencies)(everything, instant));
    expect(actionsOf(plan)).toEqual({ "/app/3": "Update" });
    // Both versions of the one name, to tell which is which, and the one that it was.
    expect(calls.filter((call) => call === "HeadObjectCommand").length).toBeLessThanOrEqual(2);
    expect(calls.filter((call) => call === "GetObjectCommand").length).toBe(1);
  });

  it("moves labels back to where they were, and back again", async () => {
    const bench = new RestoreBench(new S3BackupStore(s3, { bucket: await freshBucket(s3) }));
    const labels = () => bench.ssm.getParameterHistory("/app/a").map(({ attributes }) => attributes.labels ?? []);
    bench.put({ name: "/app/a", value: "1" });
    bench.label("/app/a", ["prod"]);
    bench.put({ name: "/app/a", value: "2" });
    const before = await bench.backUp();
    bench.label("/app/a", ["prod"], 2);
    const after = await bench.backUp();
    expect((await bench.restore(before, { thorough: true })).results).toMatchObject([{ outcome: "Applied" }]);
    expect(labels()).toEqual([["prod"], []]);
    await bench.backUp();
    expect((await bench.restore(after, { thorough: true })).results).toMatchObject([{ outcome: "Applied" }]);
    expect(labels()).toEqual([[], ["prod"]]);
    expect((await bench.plan(after, { thorough: true })).rows).toMatchObject([{ action: "Nothing" }]);
  });

  it("previews and restores what the Python package wrote: tags alone, top-level names too", async () => {
    const { bucket, ssm, dependencies } = await setUp();
    const time = Math.floor(Date.now() / 1000) - 3600;
    const wrote = (Key: string, Body: string, type: string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, Tagging: `ssmbakTime=${time}&ssmbakType=${type}` }));
    const gone = `/${randomUUID()}`;
    await wrote("/top", "old\n", "String");
    await wrote(gone, "gone", "SecureString");
    ssm.putParameter({ name: "top", type: "String", value: "new", description: "stays" });
    const plan = await rightOf(planRestore(dependencies)(everything, time * 1000 + 999));
    expect(actionsOf(plan)).toEqual({ "/top": "Update", [gone]: "Create" });
    const { results } = await rightOf(applyRestore(dependencies)(plan));
    expect(results.map(({ outcome }) => outcome)).toEqual(["Applied", "Applied"]);
    const top = ssm.getParameter("top");
    expect([top.value.reveal(), top.attributes.description]).toEqual(["old\n", "stays"]);
    expect(ssm.getParameter(gone)).toMatchObject({ type: "SecureString" });
    const again = await rightOf(planRestore(dependencies)(everything, time * 1000 + 999));
    expect(actionsOf(again)).toEqual({});
  });
});
