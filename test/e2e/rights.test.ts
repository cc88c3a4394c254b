import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it, vi } from "vitest";
import { bundleLambda } from "../../scripts/bundle-lambda.ts";
import type { Functions } from "../../src/index.ts";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { actionsOf, rightsTakenBy, statementsOf } from "../support/rights.ts";
import { readTemplate } from "../support/template.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const SCHEDULE = { "detail-type": "Scheduled Event", source: "aws.events" };

describeWithMoto("the rights of the function's role", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);

  it("are those that the built function needs for everything that it does, and no more", async () => {
    const bucket = await freshBucket(s3);
    const settings = { ...environmentFor(endpoint), SSMBAK_LOG_LEVEL: "silent", SSMBAK_BUCKET: bucket };
    for (const [variable, value] of Object.entries(settings)) vi.stubEnv(variable, value);
    const bundle = join(temporaryFolder(), "index.mjs");
    await bundleLambda({ outfile: bundle });
    const { handler }: Pick<Functions, "handler"> = await import(pathToFileURL(bundle).href);

    const name = "/rights/db";
    const put = (Name: string, Value: string, Description?: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Description, Type: "SecureString", Overwrite: true }));
    const tell = (operation: "Create" | "Update" | "Delete", of: string) => async () => {
      const answer = await handler(sqsEvent([changeEnvelope({ name: of, operation, time: Date.now() })]));
      expect(answer).toEqual({ batchItemFailures: [] });
    };
    const taken = new Set<string>();
    const invoke = async (action: () => Promise<unknown>): Promise<void> => {
      for (const right of await rightsTakenBy(action)) taken.add(right);
    };

    await put(name, "one");
    await invoke(tell("Create", name));
    await put(name, "two", "ü".repeat(1_000));
    await invoke(tell("Update", name));
    await ssm.send(new DeleteParameterCommand({ Name: name }));
    await invoke(tell("Delete", name));
    await put(name, "three");
    await invoke(tell("Create", name));
    // What the Python package left behind tells its time by tags alone.
    const older = { Bucket: bucket, Key: "/rights/older" };
    await s3.send(new PutObjectCommand({ ...older, Body: "old", Tagging: "ssmbakTime=1717887993&ssmbakType=String" }));
    await s3.send(new DeleteObjectCommand(older));
    await put("/rights/older", "new");
    await put("/rights/untold", "value");
    await invoke(() => handler(SCHEDULE));

    expect([...taken].sort()).toEqual([...new Set(actionsOf(statementsOf(readTemplate(), "code")))].sort());
  });
});
