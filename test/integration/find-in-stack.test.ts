import { DeleteParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findQueue, findStore } from "../../src/composition/discovery/find-in-stack.ts";
import { run } from "../../src/entry/cli/run.ts";
import { environmentFor } from "../support/aws-clients.ts";
import { useSettings } from "../support/environment.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { describeWithMoto } from "../support/with-moto.ts";

/** No other test makes stacks there. */
const REGION = "eu-south-1";

const GIVEN = "https://sqs.eu-south-1.amazonaws.com/123456789012/given";

describeWithMoto("what a stack tells of itself", (endpoint) => {
  const settings = { ...environmentFor(endpoint), AWS_REGION: REGION };
  const credentials = { accessKeyId: "dummy", secretAccessKey: "dummy" };
  const ssm = new SSMClient({ endpoint, region: REGION, credentials });
  const names: string[] = [];

  const tell = async (stack: string, entries: Readonly<Record<string, string>>): Promise<void> => {
    for (const [entry, Value] of Object.entries(entries)) {
      const Name = `/backup/ssmbak/${stack}/${entry}`;
      names.push(Name);
      await ssm.send(new PutParameterCommand({ Name, Value, Type: "String" }));
    }
  };
  const whole = (stack: string) =>
    tell(stack, {
      stack,
      bucket: `${stack}-bucket`,
      queue: `https://q/${stack}`,
      "dead-letter-queue": `https://d/${stack}`,
    });

  beforeEach(() => useSettings(settings));
  afterEach(async () => {
    for (const Name of names.splice(0)) await ssm.send(new DeleteParameterCommand({ Name }));
  });

  it("is looked for in the region that is asked for", async () => {
    await whole("one");
    useSettings({ ...settings, AWS_REGION: "eu-south-2" });
    expect(await findStore({ region: REGION })()).toEqual({ store: "s3://one-bucket" });
    expect(await findQueue(undefined, "queue", REGION)()).toEqual(E.right("https://q/one"));
    // With an account it is that of the parameters, and the stack is where the AWS settings say.
    expect(await findStore({ region: REGION, account: "111122223333" })()).toMatchObject({ store: undefined });
  });

  it("is found when there is one stack", async () => {
    await whole("one");
    expect(await findStore({})()).toEqual({ store: "s3://one-bucket" });
    expect(await findQueue(undefined, "queue")()).toEqual(E.right("https://q/one"));
    expect(await findQueue(undefined, "deadLetterQueue")()).toEqual(E.right("https://d/one"));
  });

  it("names each account that it stores once, its own too when that is a member in other regions", async () => {
    await whole("one");
    await tell("one", { accounts: "111122223333,444455556666,111122223333" });
    expect(await findStore({})()).toMatchObject({
      unfit: "stack one backs several accounts up: give --account, one of 111122223333, 444455556666",
    });
  });

  it("is not asked for when it was given", async () => {
    useSettings({ ...settings, AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(await findStore({ store: "memory:" })()).toEqual({ store: "memory:" });
    expect(await findQueue(GIVEN, "queue")()).toEqual(E.right(GIVEN));
  });

  it.each([
    [[], /^--queue: not given, and there is no stack in this account and region: ssmbak stack create NAME\n$/],
    [
      ["two", "three"],
      /^--queue: not given, and there are several stacks; give one of: --queue https:\/\/d\/\w+ \(stack \w+\), --queue https:\/\/d\/\w+ \(stack \w+\)\n$/,
    ],
  ])("is said to be missing, or to be several things: %j", async (stacks, message) => {
    for (const stack of stacks) await whole(stack);
    const terminal = new FakeTerminal();
    expect(await run(["dlq", "list"], terminal)).toBe(2);
    expect(terminal.errors).toMatch(message);
  });

  it("is less for a stack of an earlier version, which says how to mend that", async () => {
    await tell("old", { bucket: "old-bucket", stack: "old" });
    const terminal = new FakeTerminal();
    expect(await run(["worker"], terminal)).toBe(2);
    expect(terminal.errors).toBe(
      "--queue: not given, and stack old is of an earlier version and does not tell of its queue: ssmbak stack update old\n",
    );
    expect(await findStore({})()).toEqual({ store: "s3://old-bucket" });
  });
});
