import type {
  GetParameterHistoryCommandInput,
  GetParametersByPathCommandInput,
  ListTagsForResourceCommandInput,
  Parameter,
} from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import type { SsmCalls } from "../../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { everything, type Selection } from "../../../src/domain/model/selection.ts";
import { name } from "../../../src/testing/index.ts";
import { collect } from "../../support/collect.ts";

const CANARY = "canary-value";
const TIME = Date.UTC(2024, 0, 1);

const listed = (Name: string, others: Partial<Parameter> = {}): Parameter => ({
  Name,
  Type: "String",
  Value: CANARY,
  Version: 3,
  LastModifiedDate: new Date(TIME),
  ...others,
});

type Input = GetParameterHistoryCommandInput | GetParametersByPathCommandInput | ListTagsForResourceCommandInput;

/** Parameter Store that answers a listing page by page, and remembers what it was asked. */
const listing = (...pages: ReadonlyArray<ReadonlyArray<Parameter> | Error>) => {
  const asked: GetParametersByPathCommandInput[] = [];
  const calls: SsmCalls = {
    send: async ({ input }: { readonly input: Input }) => {
      if (!("Path" in input)) throw new Error("nothing but a listing was expected");
      asked.push(input);
      const place = Number(input.NextToken ?? 0);
      const page = pages[place] ?? [];
      if (page instanceof Error) throw page;
      return {
        $metadata: {},
        Parameters: [...page],
        ...(place + 1 < pages.length ? { NextToken: `${place + 1}` } : {}),
      };
    },
    destroy: () => {},
  };
  return { asked, source: new SsmParameterSource(calls) };
};

const APP: Selection = { _tag: "Level", path: "/app/" };

describe("a listing of SSM", () => {
  it("goes on behind an empty page, and takes no values along", async () => {
    const { asked, source } = listing([listed("/a")], [], [listed("b"), listed("/c/d")]);
    const answers = await collect(source.list(everything));
    expect(answers).toEqual(
      ["/a", "/b", "/c/d"].map((path) => E.right({ name: path, version: 3, modifiedAt: TIME, type: "String" })),
    );
    expect(JSON.stringify(answers)).not.toContain(CANARY);
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, "1", "2"]);
    expect(asked[0]).toMatchObject({ Path: "/", Recursive: true, WithDecryption: false, MaxResults: 10 });
  });

  it("asks for one level where one is meant, and passes over what is not in it", async () => {
    const { asked, source } = listing([listed("/app/db"), listed("/app/x/y"), listed("/apple")]);
    expect(await collect(source.list(APP))).toMatchObject([{ right: { name: "/app/db" } }]);
    expect(asked).toMatchObject([{ Path: "/app", Recursive: false }]);
  });

  it.each([
    ["Name", { Name: "a b" }],
    ["Name", { Name: undefined }],
    ["Version", { Version: undefined }],
    ["LastModifiedDate", { LastModifiedDate: undefined }],
    ["Type", { Type: undefined }],
  ])("ends at an entry without a readable %s, and quotes nothing", async (field, others) => {
    const { source } = listing([{ ...listed("/app/db"), ...others } as Parameter, listed("/app/later")]);
    const answers = await collect(source.list(APP));
    expect(answers).toMatchObject([{ left: { _tag: "SourceInvalid", message: expect.stringContaining(field) } }]);
    expect(JSON.stringify(answers)).not.toContain(CANARY);
  });

  it("ends in a failure that a later page brings", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    const { source } = listing([listed("/app/db")], denied);
    expect(await collect(source.list(APP))).toMatchObject([
      { right: { name: "/app/db" } },
      { left: { _tag: "SourceAccessDenied", message: expect.stringContaining("ssm:GetParametersByPath") } },
    ]);
  });
});

describe("a listing of one parameter", () => {
  const answering = (answer: () => Promise<{ $metadata: object; Parameters: Parameter[] }>) =>
    new SsmParameterSource({ send: answer, destroy: () => {} } as SsmCalls);

  it("reads it, and tells its newest version", async () => {
    const versions = [listed("/app/db", { Version: 1 }), listed("/app/db", { Version: 2, Type: "SecureString" })];
    const source = answering(async () => ({ $metadata: {}, Parameters: versions }));
    expect(await collect(source.list({ _tag: "Key", name: name("/app/db") }))).toEqual([
      E.right({ name: "/app/db", version: 2, modifiedAt: TIME, type: "SecureString" }),
    ]);
  });

  it("is empty when there is none, and a failure when it can't be told", async () => {
    const failing = (errorName: string) =>
      answering(async () => {
        throw Object.assign(new Error("no"), { name: errorName });
      });
    const key: Selection = { _tag: "Key", name: name("/app/db") };
    expect(await collect(failing("ParameterNotFound").list(key))).toEqual([]);
    expect(await collect(failing("ThrottlingException").list(key))).toMatchObject([
      { left: { _tag: "SourceThrottled" } },
    ]);
  });
});
