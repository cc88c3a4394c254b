import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { changeEnvelope, sqsEvent } from "../../src/testing/index.ts";
import { environmentFor, freshBucket, s3At, ssmAt, ssmOf } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { actionsOf, rightsInTurn, rightsTakenBy, statementsOf } from "../support/rights.ts";
import { memberTemplatePath, readTemplate } from "../support/template.ts";
import { describeWithMoto } from "../support/with-moto.ts";

/** A region that no other test uses: a sweep reads all that is there. */
const REGION = "ap-northeast-2";

const MEMBER = "555566667777";

/** Of the credentials in the environment; those of a role have another one. */
const OWN_KEY = "dummy";

const SCHEDULE = { "detail-type": "Scheduled Event", source: "aws.events" };

const inOrder = (actions: Iterable<string>): ReadonlyArray<string> => [...new Set(actions)].sort();

describeWithMoto("the rights of the function's role", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint, REGION);
  const environment = { ...environmentFor(endpoint), AWS_REGION: REGION, SSMBAK_LOG_LEVEL: "silent" };

  it("are those that the built function needs for everything that it does, and no more", async () => {
    const bucket = await freshBucket(s3);
    const handler = await startFunction({ ...environment, SSMBAK_BUCKET: bucket });

    const name = "/rights/db";
    const put = (Name: string, Value: string, Description?: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Description, Type: "SecureString", Overwrite: true }));
    const tell = (operation: "Create" | "Update" | "Delete", of: string) => async () => {
      const answer = await handler(
        sqsEvent([changeEnvelope({ region: REGION, name: of, operation, time: Date.now() })]),
      );
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

    expect(inOrder(taken)).toEqual(inOrder(actionsOf(statementsOf(readTemplate(), "code"))));
  });

  it("with other accounts, are one more here, and over there those that the member's role gives", async () => {
    const bucket = await freshBucket(s3);
    const handler = await startFunction({
      ...environment,
      SSMBAK_BUCKET: bucket,
      SSMBAK_SCOPE: `123456789012/${REGION}`,
      SSMBAK_ACCOUNTS: MEMBER,
      SSMBAK_READ_ROLE: "arn:aws:iam::{account}:role/ssmbak-read-{region}",
    });
    const member = await ssmOf(endpoint, MEMBER, REGION);
    await member.send(new PutParameterCommand({ Name: "/rights/member", Value: "x", Type: "SecureString" }));
    const event = changeEnvelope({
      account: MEMBER,
      region: REGION,
      name: "/rights/member",
      operation: "Create",
      time: Date.now(),
    });
    const tellAndSweep = async (): Promise<void> => {
      expect(await handler(sqsEvent([event]))).toEqual({ batchItemFailures: [] });
      await handler(SCHEDULE);
    };
    const here: string[] = [];
    const there = await rightsTakenBy(
      async () => here.push(...(await rightsInTurn(tellAndSweep, (key) => key === OWN_KEY))),
      (key) => key !== OWN_KEY,
    );

    const ours = statementsOf(readTemplate(), "code", { condition: "StoresSeveral" });
    expect(actionsOf(ours)).toEqual(expect.arrayContaining(here));
    expect(here).toContain("sts:AssumeRole");
    const theirs = statementsOf(readTemplate(memberTemplatePath), "read", { role: "Reader" });
    expect(there).toEqual(inOrder(actionsOf(theirs)));
  });
});
