import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it, vi } from "vitest";
import { CALLS_OF_EVENT, callsOfSweep } from "../../bench/cost-model.ts";
import { bundleLambda } from "../../scripts/bundle-lambda.ts";
import type { Functions } from "../../src/index.ts";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { countCalls } from "../support/aws-calls.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const SWEEP = { "detail-type": "Scheduled Event", source: "aws.events" };
/** No other test keeps parameters there, so that a sweep finds these alone. */
const REGION = "eu-south-2";

describeWithMoto("the calls of the built function, which docs/cost.md reckons with", (endpoint) => {
  /** The function over a bucket of its own, which it has looked at. */
  const open = async () => {
    const bucket = await freshBucket(s3At(endpoint));
    const settings = {
      ...{ ...environmentFor(endpoint), AWS_REGION: REGION },
      ...{ SSMBAK_BUCKET: bucket, SSMBAK_LOG_LEVEL: "silent" },
    };
    for (const [variable, value] of Object.entries(settings)) vi.stubEnv(variable, value);
    const bundle = join(temporaryFolder(), "index.mjs");
    await bundleLambda({ outfile: bundle });
    const { handler }: Pick<Functions, "handler"> = await import(pathToFileURL(bundle).href);
    await handler(sqsEvent([changeEnvelope({ name: "/calls/none", operation: "Update" })]));
    return handler;
  };
  const ssm = ssmAt(endpoint, REGION);
  const put = (Name: string) =>
    ssm.send(new PutParameterCommand({ Name, Value: `${Date.now()}`, Type: "String", Overwrite: true }));
  /** What happens within one second takes another look. */
  const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));

  it("are those of each kind of event", { timeout: 120_000 }, async () => {
    const handler = await open();
    const name = "/calls/db";
    type Operation = "Create" | "Update" | "Delete" | "LabelParameterVersion";
    const callsOf = async (operation: Operation, change?: () => Promise<unknown>) => {
      await nextSecond();
      await change?.();
      last = sqsEvent([changeEnvelope({ name, operation, time: Date.now() })]);
      return callsOfLast();
    };
    let last: unknown;
    const callsOfLast = () => countCalls(async () => expect(await handler(last)).toEqual({ batchItemFailures: [] }));
    const remove = () => ssm.send(new DeleteParameterCommand({ Name: name }));
    expect({
      first: await callsOf("Create", () => put(name)),
      second: await callsOf("Update", () => put(name)),
      update: await callsOf("Update", () => put(name)),
      duplicate: await callsOf("Update"),
      label: await callsOf("LabelParameterVersion"),
      labelAgain: await callsOfLast(),
      deletion: await callsOf("Delete", remove),
      recreation: await callsOf("Create", () => put(name)),
    }).toEqual(CALLS_OF_EVENT);
    await remove();
  });

  it("are those of a sweep that finds nothing", { timeout: 120_000 }, async () => {
    const handler = await open();
    const names = Array.from({ length: 12 }, (_, index) => `/calls/sweep/${index}`);
    for (const versions of [1, 2, 3]) {
      await nextSecond();
      for (const name of names) await put(name);
      await handler(SWEEP);
      expect(await countCalls(() => handler(SWEEP))).toEqual(callsOfSweep(names.length, versions));
    }
    for (const name of names) await ssm.send(new DeleteParameterCommand({ Name: name }));
  });
});
