import type {
  GetParameterHistoryCommandInput,
  GetParametersByPathCommandInput,
  ListTagsForResourceCommandInput,
  ParameterHistory,
} from "@aws-sdk/client-ssm";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { SsmCalls } from "../../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { name } from "../../../src/testing/index.ts";

const CANARY = "canary-value";

const entry = (version: number, others: Partial<ParameterHistory> = {}): ParameterHistory => ({
  Name: "/app/db",
  Version: version,
  LastModifiedDate: new Date(Date.UTC(2024, 0, 1) + version * 1000),
  LastModifiedUser: "arn:aws:iam::123456789012:user/anna",
  Type: "SecureString",
  Value: CANARY,
  ...others,
});

type Input = GetParameterHistoryCommandInput | GetParametersByPathCommandInput | ListTagsForResourceCommandInput;

type Answer = ReadonlyArray<ParameterHistory> | Error;

/** Parameter Store that answers page by page, and remembers what it was asked. */
const answering = (pages: (input: GetParameterHistoryCommandInput) => Answer) => {
  const asked: GetParameterHistoryCommandInput[] = [];
  const calls: SsmCalls = {
    send: async ({ input }: { readonly input: Input }) => {
      if (!("Name" in input)) throw new Error("nothing but a history was expected");
      asked.push(input);
      const answer = pages(input);
      if (answer instanceof Error) throw answer;
      const next = Number(input.NextToken ?? 0) + 1;
      return {
        $metadata: {},
        Parameters: [...answer],
        ...(answer.length === 0 || next > 2 ? {} : { NextToken: `${next}` }),
      };
    },
    destroy: () => {},
  };
  return { asked, source: new SsmParameterSource(calls) };
};

const notFound = (): Error => Object.assign(new Error("gone"), { name: "ParameterNotFound" });

const onePage = (...entries: ReadonlyArray<ParameterHistory>) =>
  answering(({ NextToken }) => (NextToken === undefined ? entries : []));

describe("SsmParameterSource", () => {
  it("asks for decrypted pages of 50 until there is no further one", async () => {
    const { asked, source } = answering(({ NextToken }) =>
      NextToken === "2" ? [] : [entry(Number(NextToken ?? 0) + 1)],
    );
    const answer = await source.history(name("/app/db"))();
    expect(answer).toMatchObject({ right: { value: [{ version: 1 }, { version: 2 }] } });
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, "1", "2"]);
    expect(asked[0]).toMatchObject({ Name: "/app/db", WithDecryption: true, MaxResults: 50 });
  });

  it("keeps every attribute that SSM returns, and leaves out what it does not", async () => {
    const { source } = onePage(
      entry(1, {
        Description: "",
        Tier: "Advanced",
        KeyId: "alias/app",
        DataType: "text",
        AllowedPattern: ".*",
        Labels: ["live"],
        Policies: [{ PolicyText: "{}", PolicyType: "Expiration", PolicyStatus: "Pending" }],
      }),
      entry(2, { Labels: [], Policies: [] }),
    );
    const answer = await source.history(name("/app/db"))();
    expect(answer).toMatchObject({
      right: {
        value: [
          {
            modifiedBy: "arn:aws:iam::123456789012:user/anna",
            attributes: {
              description: "",
              tier: "Advanced",
              keyId: "alias/app",
              dataType: "text",
              allowedPattern: ".*",
              labels: ["live"],
              policies: [{ policyText: "{}", policyType: "Expiration", policyStatus: "Pending" }],
            },
          },
          { attributes: {} },
        ],
      },
    });
  });

  it.each([
    ["Version", { Version: undefined }],
    ["LastModifiedDate", { LastModifiedDate: new Date(Number.NaN) }],
    ["Value", { Value: undefined }],
    ["Type", { Type: "Blob" as "String" }],
  ])("refuses an entry without a readable %s, and quotes nothing", async (field, others) => {
    const answer = await onePage({ ...entry(1), ...others } as ParameterHistory).source.history(name("/app/db"))();
    expect(answer).toMatchObject({ left: { _tag: "SourceInvalid", message: expect.stringContaining(field) } });
    expect(JSON.stringify(answer)).not.toContain(CANARY);
  });

  it("refuses an empty history: a parameter that is there has a version", async () => {
    expect(await onePage().source.history(name("/app/db"))()).toMatchObject({ left: { _tag: "SourceInvalid" } });
  });

  it("does not mix pages from before and after a replacement", async () => {
    const old = entry(50, { LastModifiedDate: new Date(Date.UTC(2024, 0, 1)) });
    const replaced = entry(1, { LastModifiedDate: new Date(Date.UTC(2024, 0, 2)) });
    const { source } = onePage(old, replaced);
    expect(await source.history(name("/app/db"))()).toMatchObject({ left: { _tag: "SourceUnavailable" } });
  });

  it("answers an absence when the parameter is deleted between two pages", async () => {
    const { source } = answering(({ NextToken }) => (NextToken === undefined ? [entry(1)] : notFound()));
    expect(await source.history(name("/app/db"))()).toEqual({ _tag: "Right", right: O.none });
  });

  it("tries both spellings of a top-level name, and only of such a one", async () => {
    const top = answering(({ Name }) => (Name === "/top" ? [] : notFound()));
    await top.source.history(name("top"))();
    expect(top.asked.map(({ Name }) => Name)).toEqual(["top", "/top"]);
    const nested = answering(notFound);
    await nested.source.history(name("/app/db"))();
    expect(nested.asked.map(({ Name }) => Name)).toEqual(["/app/db"]);
  });

  it("passes a failure of the second spelling on", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    const { source } = answering(({ Name }) => (Name === "/top" ? denied : notFound()));
    expect(await source.history(name("top"))()).toMatchObject({ left: { _tag: "SourceAccessDenied" } });
  });
});
