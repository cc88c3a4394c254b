import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { environmentFor, freshBucket, s3At, ssmAt } from "../support/aws-clients.ts";
import { startFunction } from "../support/built-function.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { describeWithMoto } from "../support/with-moto.ts";

/** A region that no other test uses: a sweep reads all that is there. */
const REGION = "ap-northeast-3";

const SCHEDULE = { version: "0", "detail-type": "Scheduled Event", source: "aws.events", detail: {} };

describeWithMoto("the sweep, with the built handler and the command line", (endpoint) => {
  const s3 = s3At(endpoint);
  const ssm = ssmAt(endpoint, REGION);

  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));

  const verify = async (...args: ReadonlyArray<string>) => {
    const terminal = new FakeTerminal();
    const code = await run(["verify", ...args], terminal);
    return { code, output: terminal.output, errors: terminal.errors };
  };

  it("stores every parameter that no event told of, page after page", async () => {
    const bucket = await freshBucket(s3);
    const settings = { ...environmentFor(endpoint), AWS_REGION: REGION, SSMBAK_BUCKET: bucket };
    const handler = await startFunction({ ...settings, SSMBAK_LOG_LEVEL: "silent" });
    const names = Array.from({ length: 25 }, (_, index) => `/sweep/${index + 10}`);
    for (const name of [...names, "sweep-top"]) await put(name, "canary-one");
    await put("/sweep/10", "canary-two");

    const before = await verify("/sweep/");
    expect(before.output).toContain("missing versions  /sweep/10  1-2\n");
    expect(before).toMatchObject({ code: 4, errors: "" });

    expect(await handler(SCHEDULE)).toMatchObject({ batchItemFailures: [], sweep: { missing: 0, failed: 0 } });

    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual(expect.arrayContaining([...names, "/sweep-top"]));
    const after = await verify("/sweep/", "--thorough");
    expect(after).toEqual({ code: 0, output: "25 names compared: 25 complete\n", errors: "" });
    expect(await verify("sweep-top")).toMatchObject({ code: 0 });

    await ssm.send(new DeleteParameterCommand({ Name: "/sweep/11" }));
    await put("/sweep/12", "canary-three");
    const changed = await verify("/sweep/", "--json");
    expect(changed.code).toBe(4);
    expect(changed.output).toContain('{"name":"/sweep/11","state":"missing deletion","repaired":false}');
    expect(changed.output).toContain('{"name":"/sweep/12","state":"missing versions","versions":[2],"repaired":false}');
    expect(JSON.stringify([before, after, changed])).not.toContain("canary");
  });
});
