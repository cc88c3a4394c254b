import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { expect, it } from "vitest";
import { asSsmCalls } from "../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import type { LiveHistory } from "../../src/domain/model/parameter-version.ts";
import type { Selection } from "../../src/domain/model/selection.ts";
import { name } from "../../src/testing/index.ts";
import { ssmAt } from "../support/aws-clients.ts";
import { collect } from "../support/collect.ts";
import { describeWithMoto } from "../support/with-moto.ts";

describeWithMoto("Parameter Store (moto)", (endpoint) => {
  const ssm = ssmAt(endpoint);
  const source = new SsmParameterSource(asSsmCalls(ssm));

  const put = (input: Omit<PutParameterCommandInput, "Overwrite">) =>
    ssm.send(new PutParameterCommand({ ...input, Overwrite: true }));

  const read = async (text: string): Promise<LiveHistory> => {
    const answer = await source.history(name(text))();
    if (answer._tag === "Left") throw new Error(answer.left.message);
    if (O.isNone(answer.right)) throw new Error("absent");
    return answer.right.value;
  };

  it("reads every version, decrypted, with its own type, time and attributes", async () => {
    const Name = "/source-test/attributes";
    await put({ Name, Type: "String", Value: "one", Description: "first", AllowedPattern: "^[a-z]+$" });
    await put({ Name, Type: "SecureString", Value: "two\n", KeyId: "alias/aws/ssm", Tier: "Advanced" });
    const [first, second] = await read(Name);
    expect(first).toMatchObject({
      version: 1,
      type: "String",
      attributes: { description: "first", allowedPattern: "^[a-z]+$", dataType: "text" },
    });
    expect(second).toMatchObject({
      version: 2,
      type: "SecureString",
      attributes: { keyId: "alias/aws/ssm", tier: "Advanced" },
    });
    expect([first.value.reveal(), second?.value.reveal()]).toEqual(["one", "two\n"]);
    expect(first.modifiedAt).toBeLessThanOrEqual(second?.modifiedAt ?? 0);
  });

  it("reads all pages", async () => {
    const Name = "/source-test/pages";
    for (let value = 1; value <= 120; value += 1) await put({ Name, Type: "String", Value: `value ${value}` });
    const history = await read(Name);
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, index) => index + 21));
    expect(history.at(-1)?.value.reveal()).toBe("value 120");
  });

  it("finds a top-level parameter under either spelling", async () => {
    await put({ Name: "source-test-bare", Type: "String", Value: "bare" });
    await put({ Name: "/source-test-slash", Type: "String", Value: "slash" });
    expect((await read("/source-test-bare"))[0].name).toBe("/source-test-bare");
    expect((await read("source-test-slash"))[0].name).toBe("/source-test-slash");
  });

  it("reads tags, of a top-level parameter too, and none of what is not there", async () => {
    for (const Name of ["/source-test/tagged", "source-test-tagged"]) {
      await put({ Name, Type: "String", Value: "x" });
      expect(await source.tags(name(Name))()).toEqual(E.right(O.some({})));
      const Tags = [{ Key: "team", Value: "blue" }];
      await ssm.send(new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: Name, Tags }));
      expect(await source.tags(name(Name))()).toEqual(E.right(O.some({ team: "blue" })));
    }
    expect(await source.tags(name("/source-test/untagged"))()).toEqual(E.right(O.none));
  });

  it("lists a level, a tree and a key, page by page, and never a neighbour", async () => {
    const names = Array.from({ length: 23 }, (_, index) => `/list-test/${index + 10}`);
    for (const Name of [...names, "/list-test/deep/one", "/list-tests", "list-test-top"]) {
      await put({ Name, Type: "SecureString", Value: "x" });
    }
    const namesIn = async (selection: Selection) =>
      (await collect(source.list(selection))).flatMap((entry) => (E.isRight(entry) ? [entry.right.name] : [])).sort();
    expect(await namesIn({ _tag: "Level", path: "/list-test/" })).toEqual(names);
    expect(await namesIn({ _tag: "Tree", path: "/list-test/" })).toEqual([...names, "/list-test/deep/one"]);
    expect(await namesIn({ _tag: "Key", name: name("list-test-top") })).toEqual(["/list-test-top"]);
    const root = await namesIn({ _tag: "Level", path: "/" });
    expect(root).toContain("/list-test-top");
    expect(root).toContain("/list-tests");
    expect(root).not.toContain("/list-test/10");
  });

  it("answers None for what is not there, or not any more", async () => {
    await put({ Name: "/source-test/gone", Type: "String", Value: "x" });
    await ssm.send(new DeleteParameterCommand({ Name: "/source-test/gone" }));
    expect(await source.history(name("/source-test/gone"))()).toEqual({ _tag: "Right", right: O.none });
    expect(await source.history(name("/source-test/never"))()).toEqual({ _tag: "Right", right: O.none });
    expect(await source.history(name("never"))()).toEqual({ _tag: "Right", right: O.none });
  });

  it("answers a failure, not an absence, when nobody listens", async () => {
    const deaf = new SsmParameterSource(asSsmCalls(ssmAt("http://127.0.0.1:1")));
    expect(await deaf.history(name("/source-test/any"))()).toMatchObject({
      left: { _tag: "SourceUnavailable", message: expect.stringContaining("ECONNREFUSED") },
    });
  });
});
