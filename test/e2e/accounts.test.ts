import { ListObjectsV2Command, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import type { Functions } from "../../src/index.ts";
import { changeEnvelope } from "../../src/testing/index.ts";
import { environmentFor, s3At, ssmAt, ssmOf } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { useSettings } from "../support/environment.ts";
import { drain, Queue } from "../support/event-source.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { temporaryFile } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const STACK = "central";
const NAME = "/accounts/db";
/** No other test makes stacks there. */
const REGION = "ap-south-1";
const OWN = "123456789012";
const MEMBER = "222233334444";
const ABROAD = "eu-west-1";
const OTHER = "888899990000";

describeWithMoto("a central stack, from its creation to a restore in another account", (endpoint) => {
  const settings = { ...environmentFor(endpoint), AWS_REGION: REGION };
  const s3 = s3At(endpoint);
  const own = ssmAt(endpoint, REGION);
  let member: SSMClient;
  let abroad: SSMClient;
  let bucket = "";
  let handler: Functions["handler"];
  let queue: Queue;

  const ssmbak = async (...args: ReadonlyArray<string>) => {
    const terminal = new FakeTerminal();
    const code = await run(args, terminal);
    return { code, output: terminal.output, errors: terminal.errors };
  };
  const inMember = ["--account", MEMBER, "--role", `arn:aws:iam::${MEMBER}:role/Operator`];
  const put = (ssm: SSMClient, Value: string) =>
    ssm.send(new PutParameterCommand({ Name: NAME, Value, Type: "SecureString", Overwrite: true }));
  const valueIn = async (ssm: SSMClient) =>
    (await ssm.send(new GetParameterCommand({ Name: NAME, WithDecryption: true }))).Parameter?.Value;
  const tell = (account: string, region = REGION) =>
    queue.send(changeEnvelope({ account, region, name: NAME, operation: "Update", time: Date.now() }));

  beforeAll(async () => {
    useSettings(settings);
    member = await ssmOf(endpoint, MEMBER, REGION);
    abroad = await ssmOf(endpoint, MEMBER, ABROAD);
    const several = [`MemberAccounts=${MEMBER}`, `MemberRegions=${REGION},${ABROAD}`];
    const created = await ssmbak("stack", "create", STACK, "--yes", "-p", ...several);
    expect(created).toMatchObject({ code: 0, errors: "" });
    expect(created.output).toMatch(/Add +EventBusPolicy/);
    const entry = await own.send(new GetParameterCommand({ Name: `/backup/ssmbak/${STACK}/bucket` }));
    bucket = entry.Parameter?.Value ?? "";
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const urls = await Queue.urls(endpoint, STACK, REGION);
    queue = new Queue(endpoint, urls.find((url) => url.includes(`/${STACK}-Queue-`)) ?? "", REGION);
    handler = await startFunction();
  });

  /** What the template gives the functions. */
  const asFunction = (): void =>
    useSettings({
      ...settings,
      SSMBAK_LOG_LEVEL: "silent",
      SSMBAK_BUCKET: bucket,
      SSMBAK_SCOPE: `${OWN}/${REGION}`,
      SSMBAK_ACCOUNTS: MEMBER,
      SSMBAK_REGIONS: `${REGION},${ABROAD}`,
      SSMBAK_READ_ROLE: "arn:aws:iam::{account}:role/ssmbak-read-{region}",
    });

  beforeEach(() => useSettings(settings));

  it("stores each account and region under names of its own", async () => {
    asFunction();
    for (const [ssm, value] of [
      [own, "canary-own"],
      [member, "canary-first"],
      [abroad, "canary-abroad"],
    ] as const) {
      await put(ssm, value);
    }
    await tell(OWN);
    await tell(MEMBER);
    await tell(MEMBER, ABROAD);
    await tell(OTHER);

    // The stranger's event alone is delivered again and again, until it is a dead letter.
    expect(await drain(queue, handler)).toBe(9);

    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual(
      [`/${OWN}/${REGION}`, `/${MEMBER}/${REGION}`, `/${MEMBER}/${ABROAD}`].map((prefix) => prefix + NAME),
    );
    expect(await handler({ "detail-type": "Scheduled Event", source: "aws.events" })).toMatchObject({
      sweep: { missing: 0, unexpected: 0, failed: 0 },
    });
  });

  it("wants to know whose parameters are meant, and says so", async () => {
    expect(await ssmbak("log", NAME)).toEqual({
      code: 2,
      output: "",
      errors: `stack ${STACK} backs several accounts up: give --account, one of ${OWN}, ${MEMBER}\n`,
    });
    expect(await ssmbak("log", NAME, "--account", OTHER)).toMatchObject({
      code: 2,
      errors: `--account: stack ${STACK} backs up ${OWN}, ${MEMBER}, and not this account\n`,
    });
    for (const [args, complaint] of [
      [["--account", "2222"], "the id of an account, 12 digits"],
      [["--account", ""], "the id of an account, 12 digits"],
      [["--account", MEMBER, "--region", "mars"], "the name of a region"],
      [["--account", MEMBER, "--role", "Operator"], "--role: expected arn:aws:iam::ACCOUNT:role/NAME"],
      [["--account", MEMBER, "--role", `arn:aws:iam::${OTHER}:role/x`], "--role: is another account's"],
      [["--role", `arn:aws:iam::${OTHER}:role/x`, "--store", `s3://${bucket}`], "--role: goes with an account"],
    ] as const) {
      const refused = await ssmbak("verify", NAME, ...args);
      expect(refused).toMatchObject({ code: 2, output: "" });
      expect(refused.errors).toContain(complaint);
    }
  });

  it("shows what is stored of each, without a look at Parameter Store", async () => {
    for (const [region, value] of [
      [REGION, "canary-first"],
      [ABROAD, "canary-abroad"],
    ] as const) {
      const shown = await ssmbak("show", NAME, "--account", MEMBER, "--region", region, "--show-values");
      expect(shown).toMatchObject({ code: 0, errors: "" });
      expect(shown.output).toContain(value);
    }
    const log = await ssmbak("log", NAME, "--account", OWN);
    expect(log).toMatchObject({ code: 0, errors: "" });
    expect(log.output).not.toContain("canary");
  });

  it("compares an account with its own Parameter Store alone", async () => {
    expect(await ssmbak("verify", "/accounts/", ...inMember)).toMatchObject({ code: 0, errors: "" });
    expect(await ssmbak("verify", "/accounts/", "--account", OWN)).toMatchObject({ code: 0, errors: "" });
    expect(await ssmbak("verify", "/accounts/", "--account", MEMBER)).toEqual({
      code: 2,
      output: "",
      errors: `--account: the credentials are those of ${OWN}: take those of ${MEMBER}, or give a role there\n`,
    });
    expect(await ssmbak("backfill", "/accounts/", "--yes", ...inMember)).toMatchObject({ code: 0 });
  });

  it("brings an earlier state back in one account, and touches no other", async () => {
    const at = new Date(Date.now() + 1_000).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await put(member, "canary-second");
    await put(own, "canary-own-second");
    asFunction();
    await tell(MEMBER);
    expect(await drain(queue, handler)).toBe(1);
    useSettings(settings);

    const plan = await ssmbak("preview", NAME, at, "--json", ...inMember);
    expect(JSON.parse(plan.output)).toMatchObject({
      origin: { store: `s3://${bucket}`, source: `ssm:${REGION}`, account: MEMBER, region: REGION },
      rows: [{ name: NAME, action: "Update" }],
    });
    const file = temporaryFile("plan.json", plan.output);
    expect(await ssmbak("restore", "--plan", file, "--yes", "--account", OWN)).toMatchObject({
      code: 2,
      errors: "the plan was made for another account: use it there, or make a new one\n",
    });
    const otherRole = ["--account", MEMBER, "--role", `arn:aws:iam::${MEMBER}:role/Writer`];
    expect(await ssmbak("restore", "--plan", file, "--yes", "--region", ABROAD, ...otherRole)).toMatchObject({
      code: 2,
      errors: "the plan was made for another source and region: use it there, or make a new one\n",
    });
    expect(await ssmbak("restore", "--plan", file, "--yes", ...otherRole)).toMatchObject({ code: 0 });

    expect(await valueIn(member)).toBe("canary-first");
    expect(await valueIn(own)).toBe("canary-own-second");
    expect(await valueIn(abroad)).toBe("canary-abroad");
  });

  it("restores into another region of the account, when asked to", async () => {
    const there = await ssmOf(endpoint, MEMBER, "eu-central-1");
    const restored = await ssmbak("restore", NAME, "now", "--yes", "--to-region", "eu-central-1", ...inMember);
    expect(restored).toMatchObject({ code: 0, errors: "" });
    expect(await valueIn(there)).toMatch(/^canary-/);
    expect(await ssmbak("restore", NAME, "now", "--yes", "--to-region", ABROAD, "--account", MEMBER)).toMatchObject({
      code: 2,
      errors: expect.stringContaining(`the credentials are those of ${OWN}`),
    });
  });

  it("takes the events of a file for one account, and refuses those of others", async () => {
    const event = (account: string) =>
      changeEnvelope({ account, region: REGION, name: NAME, operation: "Update", time: Date.now() });
    const file = temporaryFile(
      "events.jsonl",
      [event(MEMBER), event(OWN)].map((line) => JSON.stringify(line)).join("\n"),
    );
    const processed = await ssmbak("process", file, ...inMember);
    expect(processed.code).toBe(1);
    expect(processed.output).toContain("ForeignEvent");
    expect(processed.errors).toContain(`the event is of account ${OWN} in ${REGION}, which is not stored here`);
  });

  it("says that it looked under the account, where the store is named by hand and knows nothing", async () => {
    const shown = await ssmbak("log", NAME, "--account", OTHER, "--store", "memory:");
    expect(shown).toMatchObject({
      code: 3,
      errors: expect.stringContaining("--account: names were searched under account and region"),
    });
    vi.stubEnv("AWS_REGION", undefined);
    expect(await ssmbak("log", NAME, "--account", OTHER, "--store", "memory:")).toMatchObject({
      code: 2,
      errors: "--region: has to be given with an account, or AWS_REGION has to be set\n",
    });
  });

  it("leaves --account to central stacks", async () => {
    expect(await ssmbak("stack", "delete", STACK, "--yes")).toMatchObject({ code: 0 });
    expect(await ssmbak("stack", "create", "single", "--yes")).toMatchObject({ code: 0 });
    expect(await ssmbak("log", NAME, "--account", OWN)).toMatchObject({
      code: 2,
      errors:
        "--account: stack single backs up one account and region, whose names have no prefix: leave --account out\n",
    });
    // Seen from another region, it is where --region says.
    useSettings({ ...settings, AWS_REGION: "us-west-2" });
    expect(await ssmbak("stack", "status", "single")).toMatchObject({ code: 2 });
    expect(await ssmbak("stack", "status", "single", "--region", REGION)).toMatchObject({ code: 0 });
    expect(await ssmbak("dlq", "list")).toMatchObject({ code: 2 });
    expect(await ssmbak("dlq", "list", "--region", REGION)).toMatchObject({
      code: 0,
      errors: expect.stringContaining("nothing lies there"),
    });
    expect(await ssmbak("log", NAME)).toMatchObject({ code: 2, errors: expect.stringContaining("there is no stack") });
    // Moto makes the bucket without its versioning: found, and looked at.
    expect(await ssmbak("log", NAME, "--region", REGION)).toMatchObject({
      code: 2,
      errors: expect.stringContaining("has no versioning"),
    });
    expect(await ssmbak("stack", "delete", "single", "--yes", "--region", "mars")).toMatchObject({ code: 2 });
    expect(await ssmbak("stack", "delete", "single", "--yes", "--region", REGION)).toMatchObject({ code: 0 });
  });
});
