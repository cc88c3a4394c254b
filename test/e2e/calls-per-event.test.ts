import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { CALLS_OF_EVENT, callsOfSweep } from "../../bench/cost-model.ts";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { countCalls } from "../support/aws-calls.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const SWEEP = { "detail-type": "Scheduled Event", source: "aws.events" };

type Operation = "Create" | "Update" | "Delete" | "LabelParameterVersion";

describeWithMoto("the calls of the built function, which docs/cost.md reckons with", (endpoint) => {
  /** The function over a bucket of its own, and a Parameter Store that no other test uses: a region of its own. */
  const open = async (region: string) => {
    const bucket = await freshBucket(s3At(endpoint));
    const settings = { ...environmentFor(endpoint), AWS_REGION: region, SSMBAK_BUCKET: bucket };
    const handler = await startFunction({ ...settings, SSMBAK_LOG_LEVEL: "silent" });
    const ssm = ssmAt(endpoint, region);
    const remove = (Name: string) => ssm.send(new DeleteParameterCommand({ Name }));
    const put = (Name: string) =>
      ssm.send(new PutParameterCommand({ Name, Value: `${Date.now()}`, Type: "String", Overwrite: true }));
    const tell = async (name: string, operation: Operation) => {
      const event = sqsEvent([changeEnvelope({ region, name, operation, time: Date.now() })]);
      const again = () => countCalls(async () => expect(await handler(event)).toEqual({ batchItemFailures: [] }));
      return { calls: await again(), again };
    };
    return { handler, put, remove, tell };
  };
  /** What happens within one second takes another look. */
  const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));

  it("are those of each kind of event", async () => {
    const { put, remove, tell } = await open("eu-south-2");
    const name = "/calls/db";
    // The first event asks for the bucket's versioning, and for whose parameters the bucket has: once in a process.
    await put("/calls/opening");
    await tell("/calls/opening", "Create");
    const callsOf = async (operation: Operation, change: () => Promise<unknown>) => {
      await nextSecond();
      await change();
      return (await tell(name, operation)).calls;
    };
    const first = await callsOf("Create", () => put(name));
    const second = await callsOf("Update", () => put(name));
    const update = await callsOf("Update", () => put(name));
    const { calls: duplicate } = await tell(name, "Update");
    await nextSecond();
    const label = await tell(name, "LabelParameterVersion");
    expect({
      ...{ first, second, update, duplicate, label: label.calls, labelAgain: await label.again() },
      deletion: await callsOf("Delete", () => remove(name)),
      recreation: await callsOf("Create", () => put(name)),
    }).toEqual(CALLS_OF_EVENT);
  });

  it("are those of a sweep that finds nothing", async () => {
    const { handler, put } = await open("me-central-1");
    const names = Array.from({ length: 12 }, (_, index) => `/calls/sweep/${index}`);
    for (const versions of [1, 2, 3]) {
      await nextSecond();
      for (const name of names) await put(name);
      await handler(SWEEP);
      expect(await countCalls(() => handler(SWEEP))).toEqual(callsOfSweep(names.length, versions));
    }
  });
});
