import type { Tag } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { SsmCalls } from "../../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { name } from "../../../src/testing/index.ts";

const awsError = (errorName: string): Error => Object.assign(new Error("canary"), { name: errorName });

/** Parameter Store that knows one spelling, and remembers what it was asked. */
const knowing = (spelling: string, answer: ReadonlyArray<Tag> | undefined | Error) => {
  const asked: unknown[] = [];
  const send = async ({ input }: { readonly input: { readonly ResourceId?: string } }) => {
    asked.push(input);
    if (answer instanceof Error) throw answer;
    if (input.ResourceId !== spelling) throw awsError("InvalidResourceId");
    return { $metadata: {}, ...(answer === undefined ? {} : { TagList: [...answer] }) };
  };
  // Tags are all that is asked for here.
  const calls = { send, destroy: () => {} } as unknown as SsmCalls;
  return { asked, source: new SsmParameterSource(calls) };
};

describe("tags of SSM", () => {
  it("are told by key, AWS's own too", async () => {
    const tags = [
      { Key: "team", Value: "blue" },
      { Key: "aws:cloudformation:stack-name", Value: "app" },
      { Key: "__proto__", Value: "" },
    ];
    const { asked, source } = knowing("/app/db", tags);
    const told = await source.tags(name("/app/db"))();
    expect(told).toEqual(E.right(O.some(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])))));
    expect(asked).toEqual([{ ResourceType: "Parameter", ResourceId: "/app/db" }]);
  });

  it("are none where SSM answers with none, and unknown of what is not there", async () => {
    expect(await knowing("/app/db", undefined).source.tags(name("/app/db"))()).toEqual(E.right(O.some({})));
    expect(await knowing("/app/db", []).source.tags(name("/app/gone"))()).toEqual(E.right(O.none));
  });

  it("of a top-level parameter are found under either spelling", async () => {
    for (const spelling of ["top", "/top"]) {
      const { source } = knowing(spelling, [{ Key: "a", Value: "b" }]);
      expect(await source.tags(name("top"))()).toEqual(E.right(O.some({ a: "b" })));
    }
  });

  it("that can't be read are a failure, which says what right is needed", async () => {
    const denied = await knowing("/app/db", awsError("AccessDeniedException")).source.tags(name("/app/db"))();
    expect(denied).toMatchObject({ left: { _tag: "SourceAccessDenied" } });
    expect(denied).toMatchObject({ left: { message: expect.stringContaining("ssm:ListTagsForResource is needed") } });
    const odd = await knowing("/app/db", [{ Key: undefined, Value: "canary" }]).source.tags(name("/app/db"))();
    expect(odd).toMatchObject({ left: { _tag: "SourceInvalid", message: "a tag has no key" } });
  });
});
