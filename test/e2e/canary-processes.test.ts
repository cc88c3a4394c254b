import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { changeEnvelope, sqsEvent } from "../../src/testing/builders.ts";
import { CANARY, events, NAME } from "../fixtures/canary-source.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { type Finished, runNode } from "../support/run-node.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const CLI = new URL("../../src/entry/cli/main.ts", import.meta.url);
const FUNCTIONS = new URL("../fixtures/call-functions.ts", import.meta.url);
const settings = {
  SSMBAK_PLUGINS: fileURLToPath(new URL("../fixtures/canary-source.ts", import.meta.url)),
  SSMBAK_LOG_LEVEL: "debug",
  SSMBAK_SOURCE: "canary:",
};

const wrongPlaces = [
  { ...changeEnvelope(), time: CANARY },
  { ...changeEnvelope(), source: CANARY },
  { ...changeEnvelope(), detail: CANARY },
  { ...changeEnvelope(), detail: { ...changeEnvelope().detail, type: CANARY } },
];

const expectSilence = (...processes: ReadonlyArray<Finished>): void => {
  for (const { stdout, stderr } of processes) {
    expect(stdout + stderr).not.toBe("");
    expect(stdout).not.toContain(CANARY);
    expect(stderr).not.toContain(CANARY);
  }
};

describe("the canary is not heard from a process with the log at its lowest level,", () => {
  it("which runs the functions of the package and prints what they answer", async () => {
    const cwd = temporaryFolder();
    const input = JSON.stringify([sqsEvent(events), sqsEvent([...wrongPlaces, CANARY]), { Records: CANARY }]);

    const run = (store: string) =>
      runNode(FUNCTIONS, [], { cwd, settings: { ...settings, SSMBAK_STORE: store }, input });
    const [well, failing, throwing, closed, wrong] = await Promise.all([
      run("sqlite:./backup.db"),
      run("failing:"),
      run("throwing:"),
      run("closed:"),
      run(CANARY),
    ]);

    expectSilence(well, failing, throwing, closed, wrong);
    // Each of them got as far as it should: the log, outcomes and rejections are what was searched.
    expect(well.stdout).toContain('"message":"stored"');
    expect(well.stdout).toContain("answered 200");
    expect(failing.stderr).toContain("rejected SsmbakError: nobody answers");
    expect(throwing.stderr).toContain("rejected SsmbakError: an adapter threw TypeError");
    expect(closed.stderr).toContain("rejected SsmbakError: configuration: could not be used (TypeError)");
    expect(wrong.stderr).toContain("rejected SsmbakError: SSMBAK_STORE: of no known scheme");
  });

  it("which runs the command line", async () => {
    const cwd = temporaryFolder();
    const input = JSON.stringify([...events, ...wrongPlaces, CANARY, { Records: CANARY }]);

    const stores = ["sqlite:./backup.db", "failing:", "throwing:", "closed:", `s3://${CANARY}/${CANARY}`];
    const processes = stores.map(async (store) => {
      const run = (...args: ReadonlyArray<string>) =>
        runNode(CLI, [...args, "--store", store], { cwd, settings, input });
      // All forms of a command print what one function makes; a process of its own for each shows nothing more.
      const others = [
        ["process", "-", "--json"],
        ["log", NAME],
      ];
      const shown = [["log", NAME, "--json"], ...(store.startsWith("sqlite:") ? others : [])];
      return [await run("process", "-"), ...(await Promise.all(shown.map((args) => run(...args))))];
    });

    const finished = await Promise.all(processes);

    expectSilence(...finished.flat());
    const codes = finished.map((ofStore) => ofStore.map(({ code }) => code).join(""));
    expect(codes).toEqual(["1010", "11", "11", "22", "22"]);
  });

  it("until it asks for it with --show-values", async () => {
    const cwd = temporaryFolder();
    const run = (...args: ReadonlyArray<string>) =>
      runNode(CLI, [...args, "--store", "sqlite:./backup.db"], { cwd, settings, input: JSON.stringify(events) });
    await run("process", "-");

    const { stdout, stderr } = await run("log", NAME, "--show-values");

    expect(stdout.split(CANARY)).toHaveLength(3);
    expect(stderr).not.toContain(CANARY);
  });
});

describeWithMoto("the canary is not heard from a process that works with S3 and SSM,", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint);

  const sing = async (): Promise<string> => {
    const name = `/canary/${randomUUID()}`;
    const parameter = { Name: name, Type: "SecureString", Value: CANARY } as const;
    await ssm.send(new PutParameterCommand({ ...parameter, Description: "sings" }));
    return name;
  };

  const start = (bucket: string, script: URL, args: ReadonlyArray<string>, input: unknown): Promise<Finished> =>
    runNode(script, args, {
      cwd: temporaryFolder(),
      settings: { ...environmentFor(endpoint), SSMBAK_LOG_LEVEL: "debug", SSMBAK_BUCKET: bucket },
      input: JSON.stringify(input),
    });

  it("when all goes well, and when the parameter is deleted", async () => {
    const bucket = await freshBucket(s3);
    const name = await sing();
    const update = changeEnvelope({ name, time: Date.now() });

    const stored = await start(bucket, CLI, ["process", "-"], [update]);
    const answered = await start(bucket, FUNCTIONS, [], [sqsEvent([update])]);
    await ssm.send(new DeleteParameterCommand({ Name: name }));
    const deletion = changeEnvelope({ name, operation: "Delete", time: Date.now() + 2_000 });
    const deleted = await start(bucket, FUNCTIONS, [], [sqsEvent([deletion])]);
    const log = await start(bucket, CLI, ["log", name, "--json"], "");

    expect(stored.stdout).toContain("1 fact new in the store, 0 failed");
    expect(answered.stdout).toContain("answered 200");
    expect(deleted.stdout).toContain("answered 204");
    expect(JSON.parse(log.stdout)).toMatchObject([{ value: "[redacted]" }, { operation: "Delete" }]);
    expectSilence(stored, answered, deleted, log);
  });

  it("when the bucket is missing, or not versioned", async () => {
    const name = await sing();
    for (const bucket of ["ssmbak-no-such-bucket", await freshBucket(s3, false)]) {
      const [processed, called, shown] = await Promise.all([
        start(bucket, CLI, ["process", "-"], [changeEnvelope({ name })]),
        start(bucket, FUNCTIONS, [], [sqsEvent([changeEnvelope({ name })])]),
        start(bucket, CLI, ["log", name, "--show-values"], ""),
      ]);

      expect([processed.code, called.code, shown.code]).toEqual([1, 0, 2]);
      expectSilence(processed, called, shown);
    }
  });

  it("when an object is not one of ours", async () => {
    const bucket = await freshBucket(s3);
    const name = await sing();
    for (const ssmbak of [CANARY, JSON.stringify({ format: 1, version: CANARY })]) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: CANARY, Metadata: { ssmbak } }));

      const [processed, shown] = await Promise.all([
        start(bucket, CLI, ["process", "-"], [changeEnvelope({ name })]),
        start(bucket, CLI, ["log", name, "--show-values"], ""),
      ]);

      expect([processed.code, shown.code]).toEqual([1, 1]);
      expectSilence(processed, shown);
    }
  });
});
