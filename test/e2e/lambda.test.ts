import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { GetObjectCommand, GetObjectTaggingCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { bundleLambda } from "../../scripts/bundle-lambda.ts";
import type { Functions } from "../../src/index.ts";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const fixture = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/events/${file}`, import.meta.url), "utf8"));

describeWithMoto("the built Lambda handler", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);
  let folder: string;
  let instances = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ssmbak-lambda-"));
    await bundleLambda({ outfile: join(folder, "index.mjs") });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** The handler as a new process of Lambda has it, with these environment variables. */
  const start = async (environment: Readonly<Record<string, string>>): Promise<Functions["handler"]> => {
    const variables = { ...environmentFor(endpoint), SSMBAK_LOG_LEVEL: "silent", ...environment };
    for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
    instances += 1;
    const module: Pick<Functions, "handler"> = await import(
      `${pathToFileURL(join(folder, "index.mjs")).href}?instance=${instances}`
    );
    return module.handler;
  };

  const put = (Name: string, Value: string, Type: "String" | "SecureString" = "String") =>
    ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));

  const countCalls = async (action: () => Promise<unknown>): Promise<ReadonlyArray<string>> => {
    const calls: string[] = [];
    const count = (message: unknown): void => {
      const { request } = message as { request: { method: string; path: string } };
      calls.push(`${request.method} ${request.path}`);
    };
    subscribe("http.client.request.start", count);
    await action();
    unsubscribe("http.client.request.start", count);
    return calls;
  };

  it("keeps what the seed's own event tells of, in the seed's own layout", async () => {
    const bucket = await freshBucket(s3);
    const handler = await start({ SSMBAK_BUCKET: bucket });
    await put("/testyssmbak/H0PTBA", "a SecureString's value\n", "SecureString");
    expect(await handler(fixture("sqs-update-securestring.json"), {})).toEqual({ batchItemFailures: [] });
    const where = { Bucket: bucket, Key: "/testyssmbak/H0PTBA" };
    expect(await (await s3.send(new GetObjectCommand(where))).Body?.transformToString()).toBe(
      "a SecureString's value\n",
    );
    expect((await s3.send(new GetObjectTaggingCommand(where))).TagSet).toEqual([
      { Key: "ssmbakTime", Value: "1717887993" },
      { Key: "ssmbakType", Value: "SecureString" },
    ]);
  });

  it("needs four calls for an event that adds a version, one more around the first, two for a duplicate", async () => {
    const bucket = await freshBucket(s3);
    const handler = await start({ SSMBAK_BUCKET: bucket });
    await put("/lambda-calls/db", "one");
    // Moto files versions under its own time: an event from before them would tell of a former life.
    const event = sqsEvent([changeEnvelope({ name: "/lambda-calls/db", operation: "Update", time: Date.now() })]);
    const first = await countCalls(() => handler(event));
    expect(first.filter((call) => !call.includes("?versioning"))).toHaveLength(5);
    await put("/lambda-calls/db", "two");
    expect(await countCalls(() => handler(event))).toHaveLength(5);
    await put("/lambda-calls/db", "three");
    expect(await countCalls(() => handler(event))).toHaveLength(4);
    const again = await countCalls(() => handler(event));
    expect(again.map((call) => call.split(" ")[0])).toEqual(["HEAD", "POST"]);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(Versions).toHaveLength(3);
  });

  it("keeps a deletion and a re-creation, whichever of their events comes first", async () => {
    for (const order of ["in order", "reversed"]) {
      const bucket = await freshBucket(s3);
      const handler = await start({ SSMBAK_BUCKET: bucket });
      const name = `/lambda-replaced/${order.replace(" ", "-")}`;
      await put(name, "old");
      await handler(sqsEvent([changeEnvelope({ name, operation: "Create" })]));
      await ssm.send(new DeleteParameterCommand({ Name: name }));
      const deletedAt = Date.now();
      await put(name, "new");
      const events = [
        sqsEvent([changeEnvelope({ name, operation: "Delete", time: deletedAt })]),
        sqsEvent([changeEnvelope({ name, operation: "Create", time: deletedAt })]),
      ];
      for (const event of order === "reversed" ? events.toReversed() : events) {
        expect(await handler(event)).toEqual({ batchItemFailures: [] });
      }
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
      expect(await object.Body?.transformToString()).toBe("new");
    }
  });

  it("reports the records that failed and keeps the others", async () => {
    const bucket = await freshBucket(s3);
    const handler = await start({ SSMBAK_BUCKET: bucket });
    await put("/lambda-batch/good", "value");
    const event = sqsEvent(
      [
        "not JSON",
        changeEnvelope({ name: "/lambda-batch/good", operation: "Create" }),
        fixture("eventbridge-label.json"),
      ],
      ["bad", "good", "label"],
    );
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "bad" }] });
    await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "/lambda-batch/good" }));
  });

  it("fails the name's records while the bucket can't be used, and keeps them once it can", async () => {
    const handler = await start({ SSMBAK_BUCKET: "ssmbak-test-missing" });
    const event = sqsEvent([changeEnvelope({ name: "/lambda-missing/db", operation: "Create" })], ["m-1"]);
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "m-1" }] });
  });

  it("rejects what is no SQS event, and a missing or wrong configuration", async () => {
    const configured = await start({ SSMBAK_STORE: "memory:" });
    await expect(configured({ detail: "canary" })).rejects.toThrow("not a valid SQS event: Records: expected");
    const unset = await start({ SSMBAK_STORE: "", SSMBAK_BUCKET: "" });
    await expect(unset(sqsEvent([]))).rejects.toThrow(/SSMBAK_STORE: not set; expected s3:\/\/BUCKET.*sqlite:PATH/);
    const wrong = await start({ SSMBAK_STORE: "ftp://canary" });
    await expect(wrong(sqsEvent([]))).rejects.toThrow(/^SSMBAK_STORE: .*expected s3:/);
  });

  it("works with the embedded store too", async () => {
    const handler = await start({ SSMBAK_STORE: `sqlite:${join(folder, "backup.db")}` });
    await put("/lambda-embedded/db", "value");
    const event = sqsEvent([changeEnvelope({ name: "/lambda-embedded/db", operation: "Create" })]);
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
  });
});
