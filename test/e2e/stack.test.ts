import { PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it, vi } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { changeEnvelope } from "../../src/testing/index.ts";
import { environmentFor, s3At, ssmAt } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { drain, Queue } from "../support/event-source.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const NAME = "kept-parameters";

describeWithMoto("a stack, from its creation to a restore", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);

  const ssmbak = async (...args: ReadonlyArray<string>) => {
    const terminal = new FakeTerminal();
    for (const [variable, value] of Object.entries(environmentFor(endpoint))) vi.stubEnv(variable, value);
    const code = await run(args, terminal);
    return { code, output: terminal.output, errors: terminal.errors };
  };
  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));

  it("shows what it would make, and makes nothing unless it may", async () => {
    const shown = await ssmbak("stack", "create", NAME);
    expect(shown).toMatchObject({ code: 5, errors: expect.stringContaining("give --yes") });
    expect(shown.output).toMatch(/Add +Bucket +AWS::S3::Bucket/);
    expect(await ssmbak("stack", "status", NAME)).toMatchObject({ code: 2 });
  });

  it("refuses what can't be, with the next step", async () => {
    expect(await ssmbak("stack", "create", "1st")).toMatchObject({ code: 2, errors: expect.stringContaining("NAME") });
    expect(await ssmbak("stack", "update", "absent")).toMatchObject({
      code: 2,
      errors: "there is no stack absent: ssmbak stack create absent\n",
    });
    expect(await ssmbak("stack", "create", NAME, "-p", "what")).toMatchObject({ code: 2 });
  });

  it("makes it, stores changes with the code that it uploaded, and brings an earlier state back", async () => {
    const created = await ssmbak("stack", "create", NAME, "--yes", "-p", "RestoreWindowDays=30");
    expect(created).toMatchObject({ code: 0, errors: "" });
    expect(created.output).toContain("CREATE_COMPLETE");
    expect(created.output).toContain("Next:");

    expect(await ssmbak("stack", "create", NAME, "--yes")).toMatchObject({
      code: 2,
      errors: `stack ${NAME} exists (CREATE_COMPLETE): ssmbak stack update ${NAME}, or another name\n`,
    });
    expect(await ssmbak("stack", "update", NAME, "--yes")).toMatchObject({
      code: 0,
      output: `nothing to change: stack ${NAME} is up to date\n`,
    });

    // Moto tells no outputs of a stack that a change set made; its parameters it does make.
    const entry = await ssm.send(new GetParameterCommand({ Name: `/backup/ssmbak/${NAME}/bucket` }));
    const Bucket = entry.Parameter?.Value ?? "";
    // Moto's CloudFormation makes the bucket without its versioning.
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));

    vi.stubEnv("SSMBAK_STORE", undefined);
    const handler = await startFunction({ SSMBAK_BUCKET: Bucket, SSMBAK_LOG_LEVEL: "silent" });
    const urls = await Queue.urls(endpoint, NAME);
    const queueOf = (resource: string) =>
      new Queue(endpoint, urls.find((url) => url.includes(`/${NAME}-${resource}-`)) ?? "");
    const queue = queueOf("Queue");
    const tell = async (operation: "Create" | "Update") =>
      queue.send(changeEnvelope({ name: "/stack/db", operation, time: Date.now() }));

    await put("/stack/db", "first");
    await tell("Create");
    await tell("Create");
    await queue.send("not an event");
    // The one that can't be handled is given up at maxReceiveCount, 10: by moto instead of the tenth delivery, by AWS after it.
    expect(await drain(queue, handler)).toBe(9);
    const dead = await queueOf("DeadLetterQueue").receive();
    expect(dead.map(({ Body }) => Body)).toEqual(["not an event"]);
    const letters = await ssmbak("dlq", "list");
    expect(letters).toMatchObject({ code: 0, errors: "" });
    expect(letters.output).toContain("expected JSON");
    const at = new Date(Date.now() + 1_000).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await put("/stack/db", "second");
    await tell("Update");
    expect(await drain(queue, handler)).toBe(1);

    // From here on the commands find the stack's bucket by themselves.
    vi.stubEnv("SSMBAK_BUCKET", undefined);
    expect((await ssmbak("preview", "/stack/", at)).output).toContain("1 to update");
    expect(await ssmbak("restore", "/stack/", at, "--yes")).toMatchObject({ code: 0 });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/stack/db" }));
    expect(Parameter?.Value).toBe("first");
    await ssm.send(new DeleteParameterCommand({ Name: "/stack/db" }));
  });

  it("deletes it, and then there is no store to be found", async () => {
    const deleted = await ssmbak("stack", "delete", NAME, "--yes");
    expect(deleted).toMatchObject({ code: 0, errors: "" });
    expect(deleted.output).toContain("DELETE_COMPLETE");
    const lost = await ssmbak("log", "/stack/db");
    expect(lost).toMatchObject({ code: 2, errors: expect.stringContaining("ssmbak stack create NAME") });
  });
});
