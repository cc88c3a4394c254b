import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const fixture = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/events/${file}`, import.meta.url), "utf8"));

describeWithMoto("the built Lambda handler", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);

  const start = (settings: Readonly<Record<string, string>>) =>
    startFunction({ ...environmentFor(endpoint), SSMBAK_LOG_LEVEL: "silent", ...settings });

  const put = (Name: string, Value: string, Type: "String" | "SecureString" = "String") =>
    ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));

  it("stores what the Python package's own event tells of, in that package's layout", async () => {
    const bucket = await freshBucket(s3);
    const handler = await start({ SSMBAK_BUCKET: bucket });
    await put("/testyssmbak/H0PTBA", "a SecureString's value\n", "SecureString");
    expect(await handler(fixture("sqs-update-securestring.json"), {})).toEqual({ batchItemFailures: [] });
    const where = { Bucket: bucket, Key: "/testyssmbak/H0PTBA" };
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: where.Key }));
    expect(await (await s3.send(new GetObjectCommand(where))).Body?.transformToString()).toBe(
      "a SecureString's value\n",
    );
    expect((await s3.send(new GetObjectTaggingCommand(where))).TagSet).toEqual([
      { Key: "ssmbakTime", Value: `${Math.floor((Parameter?.LastModifiedDate?.getTime() ?? 0) / 1_000)}` },
      { Key: "ssmbakType", Value: "SecureString" },
    ]);
  });

  it("stores a version once, however often its event is delivered", async () => {
    const bucket = await freshBucket(s3);
    const handler = await start({ SSMBAK_BUCKET: bucket });
    const Prefix = "/lambda-duplicates/";
    // Moto gives versions its own time: an event from before them would tell of an earlier incarnation.
    const tell = () => sqsEvent([changeEnvelope({ name: `${Prefix}db`, operation: "Update", time: Date.now() })]);
    await put(`${Prefix}db`, "one");
    for (const event of [tell(), tell()]) expect(await handler(event)).toEqual({ batchItemFailures: [] });
    await put(`${Prefix}db`, "two");
    for (const event of [tell(), tell()]) expect(await handler(event)).toEqual({ batchItemFailures: [] });
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix }));
    expect(Versions).toHaveLength(2);
  });

  it("stores a deletion and a re-creation, whichever of their events comes first", async () => {
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

  it("reports the records that failed and stores the others", async () => {
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

  it("fails the name's records while the bucket can't be used, and stores them once it can", async () => {
    const bucket = await freshBucket(s3, false);
    const handler = await start({ SSMBAK_BUCKET: bucket });
    await put("/lambda-unusable/db", "value");
    const event = sqsEvent([changeEnvelope({ name: "/lambda-unusable/db", operation: "Create" })], ["m-1"]);
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "m-1" }] });
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }));
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "/lambda-unusable/db" }));
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
    const handler = await start({ SSMBAK_STORE: `sqlite:${join(temporaryFolder(), "backup.db")}` });
    await put("/lambda-embedded/db", "value");
    const event = sqsEvent([changeEnvelope({ name: "/lambda-embedded/db", operation: "Create" })]);
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
  });
});
