import { GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it, vi } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { environmentFor, freshBucket, freshQueue, s3At, sqsAt, ssmAt } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { drain, Queue } from "../support/event-source.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const NAMES = Array.from({ length: 23 }, (_, index) => `/via-queue/${index}`);
const TOP = "via-queue-top";
const PATHS = ["/via-queue/", TOP];

describeWithMoto("a backfill through the queue", (endpoint) => {
  const ssmbak = async (...args: ReadonlyArray<string>) => {
    const terminal = new FakeTerminal();
    const code = await run(args, terminal);
    return { code, output: terminal.output, errors: terminal.errors };
  };

  it("has the built function store every version of every parameter", async () => {
    const s3 = s3At(endpoint);
    const ssm = ssmAt(endpoint);
    const bucket = await freshBucket(s3);
    const url = await freshQueue(sqsAt(endpoint));
    const put = (Name: string, Value: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));
    for (const name of [...NAMES, TOP]) await put(name, "one");
    for (const name of NAMES.slice(0, 5)) await put(name, "two");
    for (const [variable, value] of Object.entries(environmentFor(endpoint))) vi.stubEnv(variable, value);

    const dry = await ssmbak("backfill", ...PATHS, "--queue", url);
    expect(dry).toMatchObject({
      code: 0,
      errors: "nothing was sent: with --yes the events are sent, in about 2 seconds or more\n",
    });
    expect(dry.output).toContain(`24 parameters: 24 events to send to ${url}\n`);
    expect(await new Queue(endpoint, url).receive()).toEqual([]);

    const sent = await ssmbak("backfill", ...PATHS, "--queue", url, "--yes", "--rate", "1000");
    expect(sent).toMatchObject({ code: 0, output: `24 parameters: 24 events sent to ${url}\n` });

    const handler = await startFunction({ SSMBAK_BUCKET: bucket, SSMBAK_LOG_LEVEL: "silent" });
    await drain(new Queue(endpoint, url), handler);

    for (const path of PATHS) {
      const verified = await ssmbak("verify", path, "--thorough");
      expect(verified).toMatchObject({ code: 0, output: expect.stringMatching(/: (23|1) complete\n$/) });
    }
    // The event's time is that of the newest version, so that the tag says what is true.
    const listed: ReadonlyArray<{ readonly time: string }> = JSON.parse(
      (await ssmbak("log", "/via-queue/0", "--json")).output,
    );
    expect(listed).toHaveLength(2);
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "/via-queue/0" }));
    const time = Number(TagSet.find(({ Key }) => Key === "ssmbakTime")?.Value);
    expect(new Date(time * 1_000).toISOString().slice(0, 19)).toBe(listed[1]?.time.slice(0, 19));

    // Once more: nothing is added.
    await ssmbak("backfill", ...PATHS, "--queue", url, "--yes", "--rate", "1000");
    await drain(new Queue(endpoint, url), handler);
    expect(JSON.parse((await ssmbak("log", "/via-queue/0", "--json")).output)).toHaveLength(2);
  });
});
