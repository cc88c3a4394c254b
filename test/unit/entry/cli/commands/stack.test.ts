import { describe, expect, it } from "vitest";
import { runDelete } from "../../../../../src/entry/cli/commands/stack-delete.ts";
import { runDeploy } from "../../../../../src/entry/cli/commands/stack-deploy.ts";
import { runOutputs } from "../../../../../src/entry/cli/commands/stack-outputs.ts";
import { runStatus } from "../../../../../src/entry/cli/commands/stack-status.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeStacks } from "../../../../support/fake-stacks.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";

const CREATED = [{ status: "CREATE_IN_PROGRESS" }, { status: "CREATE_COMPLETE" }];

const deploy = async (stacks: FakeStacks, kind: "CREATE" | "UPDATE", options: object = {}, input?: string) => {
  const terminal = input === undefined ? new FakeTerminal() : new FakeTerminal(input, true);
  const code = await runDeploy(stacks.service, "kept", kind, { yes: false, ...options }, terminal);
  return { code, output: terminal.output, errors: terminal.errors };
};

describe("ssmbak stack create", () => {
  it("shows the changes, tells of what happens, and says what to do next", async () => {
    const stacks = new FakeStacks(undefined, CREATED);
    const created = await deploy(stacks, "CREATE", { yes: true, parameter: ["BatchSize=7", "BucketName=a=b"] });
    expect(created).toMatchObject({ code: 0, errors: "" });
    expect(created.output).toMatch(/Modify +Function[\s\S]*CREATE_IN_PROGRESS[\s\S]*CREATE_COMPLETE[\s\S]*Next:/);
    expect(stacks.request).toMatchObject({
      parameters: { BatchSize: "7", BucketName: "a=b", CodeBucket: "code", CodeKey: "hash.zip" },
      unchanged: [],
    });
  });

  it("of several accounts wants their own stacks next", async () => {
    const done = [{ status: "UPDATE_IN_PROGRESS" }, { status: "UPDATE_COMPLETE" }];
    const central = new FakeStacks("CREATE_COMPLETE", done, { EventBusArn: "arn:aws:events:r:1:event-bus/kept" });
    const updated = await deploy(central, "UPDATE", { yes: true });
    expect(updated).toMatchObject({ code: 0, errors: "" });
    expect(updated.output).toContain("Next:\n  deploy/member.yaml in each account");
    expect(updated.output).toContain("ssmbak backfill --account ID ");
  });

  it("asks on a terminal, and takes the change set back unless the answer is yes", async () => {
    const declined = new FakeStacks(undefined, CREATED);
    expect(await deploy(declined, "CREATE", {}, "no\n")).toMatchObject({ code: 5, errors: "nothing was changed\n" });
    expect(declined.calls).toEqual(["discard"]);
    const confirmed = new FakeStacks(undefined, CREATED);
    expect(await deploy(confirmed, "CREATE", {}, "yes\n")).toMatchObject({ code: 0 });
    expect(confirmed.calls).toEqual(["execute"]);
  });

  it("names the first failure as the cause of a rollback, and the way out", async () => {
    const stacks = new FakeStacks(undefined, [
      { status: "CREATE_IN_PROGRESS" },
      { resource: "Bucket", status: "CREATE_FAILED", reason: "taken already exists" },
      { resource: "Queue", status: "CREATE_FAILED", reason: "Resource creation cancelled" },
      { status: "ROLLBACK_IN_PROGRESS" },
      { status: "ROLLBACK_COMPLETE" },
    ]);
    const { code, errors } = await deploy(stacks, "CREATE", { yes: true });
    expect({ code, errors }).toEqual({
      code: 1,
      errors:
        "stack kept ended as ROLLBACK_COMPLETE. Bucket: taken already exists\n" +
        "mend that, then: ssmbak stack delete kept, and create it again\n",
    });
  });

  it.each([
    ["CREATE", "CREATE_COMPLETE", "ssmbak stack update kept"],
    ["CREATE", "ROLLBACK_COMPLETE", "ssmbak stack delete kept"],
    ["CREATE", "UPDATE_IN_PROGRESS", "ssmbak stack status kept"],
    ["UPDATE", "REVIEW_IN_PROGRESS", "ssmbak stack create kept"],
    ["UPDATE", "ROLLBACK_FAILED", "ssmbak stack delete kept"],
    ["UPDATE", "UPDATE_ROLLBACK_FAILED", "Continue update rollback"],
  ] as const)("%s of a stack in %s says: %s", async (kind, status, advice) => {
    const stacks = new FakeStacks(status);
    expect(await deploy(stacks, kind, { yes: true })).toMatchObject({
      code: 2,
      output: "",
      errors: expect.stringContaining(advice),
    });
    expect(stacks.calls).toEqual([]);
  });

  it("repeats what CloudFormation has against a parameter", async () => {
    expect(await deploy(new FakeStacks(), "CREATE", { parameter: ["Wrong=1"] })).toMatchObject({
      code: 2,
      errors: "CloudFormation refused: no such parameter\n",
    });
  });

  it("says where to set a region, before anything is called", async () => {
    useSettings({
      AWS_CONFIG_FILE: "absent",
      AWS_SHARED_CREDENTIALS_FILE: "absent",
      AWS_EC2_METADATA_DISABLED: "true",
    });
    const terminal = new FakeTerminal();
    expect(await run(["log", "/app/db"], terminal)).toBe(2);
    expect(terminal.errors).toContain("set AWS_REGION");
  });
});

describe("ssmbak stack update", () => {
  it("keeps the parameters that are not given", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", [{ status: "UPDATE_COMPLETE" }]);
    expect(await deploy(stacks, "UPDATE", { yes: true })).toMatchObject({ code: 0 });
    expect(stacks.request?.unchanged).toEqual(["BatchSize"]);
  });

  it("fails when the update was taken back", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", [
      { status: "UPDATE_IN_PROGRESS" },
      { resource: "Function", status: "UPDATE_FAILED", reason: "no" },
      { status: "UPDATE_ROLLBACK_COMPLETE" },
    ]);
    expect(await deploy(stacks, "UPDATE", { yes: true })).toMatchObject({
      code: 1,
      errors: "stack kept ended as UPDATE_ROLLBACK_COMPLETE. Function: no\n",
    });
  });
});

describe("ssmbak stack status, outputs and delete", () => {
  it("tells how a stack is", async () => {
    const terminal = new FakeTerminal();
    expect(await runStatus(new FakeStacks("CREATE_COMPLETE").service, "kept", terminal)).toBe(0);
    expect(terminal.output).toBe("kept  CREATE_COMPLETE\n");
    expect(await runStatus(new FakeStacks("ROLLBACK_COMPLETE").service, "kept", new FakeTerminal())).toBe(1);
    expect(await runStatus(new FakeStacks().service, "kept", new FakeTerminal())).toBe(2);
  });

  it("tells the outputs as JSON", async () => {
    const terminal = new FakeTerminal();
    const { service } = new FakeStacks("CREATE_COMPLETE", [], { BucketName: "b" });
    expect(await runOutputs(service, "kept", { json: true }, terminal)).toBe(0);
    expect(JSON.parse(terminal.output)).toEqual({ BucketName: "b" });
  });

  it("deletes, when it may, and says that the bucket stays", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", [{ status: "DELETE_COMPLETE" }], { BucketName: "b" });
    expect(await runDelete(stacks.service, "kept", { yes: false }, new FakeTerminal())).toBe(5);
    expect(stacks.calls).toEqual([]);
    const terminal = new FakeTerminal();
    expect(await runDelete(stacks.service, "kept", { yes: true }, terminal)).toBe(0);
    expect(terminal.output).toMatch(/^bucket b stays, with everything in it\n[\s\S]*DELETE_COMPLETE/);
  });
});
