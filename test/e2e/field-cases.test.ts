import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { createFunctions } from "../../src/index.ts";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { environmentFor, environmentOf, freshBucket, s3At, ssmAt, ssmOf } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { useSettings } from "../support/environment.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { Workshop } from "../support/workshop.ts";

const OTHER_ACCOUNT = "999900001111";
const HOUR = 3_600_000;

/** Resolves in a later second: events and S3 tell no more. */
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));

/** A command, run at this time or hours later. */
const ssmbak = async (args: ReadonlyArray<string>, hoursLater = 0) => {
  const terminal = new FakeTerminal();
  const code = await run(args, terminal, { clock: { now: () => Date.now() + hoursLater * HOUR } });
  return { code, output: terminal.output, errors: terminal.errors };
};

describeWithMoto("cases from the field", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);
  let bucket = "";

  const put = (Name: string, Value: string, client = ssm) =>
    client.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));

  beforeEach(async () => {
    bucket = await freshBucket(s3);
    useSettings({ ...environmentFor(endpoint), SSMBAK_BUCKET: bucket, SSMBAK_LOG_LEVEL: "silent" });
  });

  it("a Delete event of the year 2099 is delivered again, and what comes after it is stored", async () => {
    const name = "/field/future";
    const handler = await startFunction();
    await put(name, "before");
    expect(await handler(sqsEvent([changeEnvelope({ name, operation: "Create", time: Date.now() })]))).toEqual({
      batchItemFailures: [],
    });
    await ssm.send(new DeleteParameterCommand({ Name: name }));
    const future = changeEnvelope({ name, operation: "Delete", time: Date.UTC(2099, 0, 1) });
    expect(await handler(sqsEvent([future], ["future"]))).toEqual({
      batchItemFailures: [{ itemIdentifier: "future" }],
    });

    await put(name, "after");
    const later = [future, changeEnvelope({ id: "later", name, operation: "Create", time: Date.now() })];
    expect(await handler(sqsEvent(later, ["future", "later"]))).toEqual({
      batchItemFailures: [{ itemIdentifier: "future" }],
    });

    const shown = await ssmbak(["show", name, "--show-values"]);
    expect(shown).toMatchObject({ code: 0, output: expect.stringContaining("after") });
    expect((await ssmbak(["log", name])).output).not.toContain("2099");
  });

  it("a sweep with the credentials of another account stores no deletion, and says why", async () => {
    const names = ["/field/account/a", "/field/account/b"];
    for (const name of names) await put(name, "ours");
    expect(await ssmbak(["verify", "/field/account/", "--repair"])).toMatchObject({ code: 0 });
    const sweepAsOther = async () => {
      useSettings({ ...(await environmentOf(endpoint, OTHER_ACCOUNT)), SSMBAK_BUCKET: bucket });
      return ssmbak(["verify", "/field/account/", "--repair"], 1);
    };

    // An account without parameters looks as if all were deleted.
    const empty = await sweepAsOther();
    expect(empty.code).not.toBe(0);
    expect(empty.output).toMatch(/^refused deletion +\/field\/account\/a/m);
    expect(empty.errors).toContain("Parameter Store lists no parameter, and 2 are stored as existing");
    // An account with parameters of its own may not be stored beside the first.
    await put("/field/account/c", "theirs", await ssmOf(endpoint, OTHER_ACCOUNT));
    const foreign = await sweepAsOther();
    expect(foreign.code).toBe(1);
    expect(foreign.output).toMatch(/^failed +\/field\/account\/a .*holds the parameters of 123456789012\/us-east-1/m);
    expect(foreign.output).toMatch(/^failed +\/field\/account\/c /m);

    useSettings({ ...environmentFor(endpoint), SSMBAK_BUCKET: bucket });
    expect(await ssmbak(["verify", "/field/account/", "--thorough"])).toEqual({
      code: 0,
      output: "2 names compared: 2 complete\n",
      errors: "",
    });
  });

  it("delete markers that nobody's deletion put there hide nothing from a restore", async () => {
    const name = "/field/marker/a";
    await put(name, "good");
    expect(await ssmbak(["backfill", "/field/marker/", "--yes"])).toMatchObject({ code: 0 });
    await nextSecond();
    // As a lifecycle rule or `aws s3 rm` does.
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
    await nextSecond();
    await ssmbak(["verify", "/field/marker/", "--repair"]);
    await nextSecond();
    const instant = new Date().toISOString();
    await nextSecond();
    await put(name, "BAD DEPLOY");
    await ssmbak(["verify", "/field/marker/", "--repair"]);

    expect(await ssmbak(["verify", "/field/marker/", "--thorough"])).toMatchObject({ code: 0 });
    expect((await ssmbak(["log", name])).output).not.toContain("lost");
    expect(await ssmbak(["restore", "/field/marker/", instant, "--yes"])).toMatchObject({ code: 0 });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    expect(Parameter?.Value).toBe("good");
  });
});

describe("a label event that is delivered twice around a put and a label of one second", () => {
  it("is stored once", async () => {
    const workshop = new Workshop();
    const { clock, ssm, store, logger } = workshop;
    const { handler } = createFunctions({ store, source: ssm, clock, logger });
    const name = "/app/db";
    ssm.putParameter({ name, type: "String", value: "one" });
    await handler(sqsEvent(ssm.events));
    clock.advance(1_100);
    ssm.labelParameterVersion(name, ["stable"], 1);
    await handler(sqsEvent(ssm.events.slice(1)));
    clock.advance(100);
    ssm.putParameter({ name, value: "two", overwrite: true });
    ssm.labelParameterVersion(name, ["stable"], 2);
    const [, first, update, second] = ssm.events;

    await handler(sqsEvent([update, first, second]));
    await handler(sqsEvent([second]));

    expect(await workshop.stored(name)).toEqual(["v1@0", "v2@1200", "stable -->1@1000", "stable 1->2@1000"]);
  });
});
