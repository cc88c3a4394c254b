import { describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import type { PutParameterInput } from "../../../../src/adapters/memory/parameter-rules.ts";
import { refusalOf } from "./refusal.ts";

const CANARY = "canary-90be";

type Input = Partial<PutParameterInput>;

const complete = (input: Input): PutParameterInput => ({ name: "/app/db", value: CANARY, type: "String", ...input });

/** A store with `/app/db`, made by these inputs one after the other. */
const storeOf = (...inputs: ReadonlyArray<Input>): InMemoryParameterStore => {
  const ssm = new InMemoryParameterStore();
  inputs.forEach((input, index) => {
    const { type, ...others } = complete(input);
    ssm.putParameter({
      ...others,
      ...(index === 0 || "type" in input ? { type } : {}),
      overwrite: index > 0,
    } as PutParameterInput);
  });
  return ssm;
};

const attributesOf = (...inputs: ReadonlyArray<Input>) => storeOf(...inputs).getParameter("/app/db").attributes;

/** The refusal of the last of these inputs; nothing may have happened, and the value may not be quoted. */
const refused = (...inputs: ReadonlyArray<Input>): string => {
  const ssm = storeOf(...inputs.slice(0, -1));
  const events = [...ssm.events];
  const last = { overwrite: inputs.length > 1, ...complete(inputs.at(-1) ?? {}) };
  const error = refusalOf(() => ssm.putParameter(last));
  expect(ssm.events).toEqual(events);
  expect(`${error.message} ${error.stack}`).not.toContain(CANARY);
  expect(error.message).not.toBe("");
  return error.name;
};

describe("creating a parameter", () => {
  it("gives the attributes that AWS gives by default", () => {
    expect(attributesOf({})).toEqual({ tier: "Standard", dataType: "text" });
    expect(attributesOf({ type: "SecureString" })).toEqual({
      tier: "Standard",
      dataType: "text",
      keyId: "alias/aws/ssm",
    });
  });

  it("keeps what it is given", () => {
    const given = {
      description: "",
      tier: "Advanced",
      keyId: "alias/mine",
      dataType: "text",
      allowedPattern: "^canary",
    };
    expect(attributesOf({ ...given, type: "SecureString" })).toEqual(given);
  });

  it("needs a type, and overwrite does not make up for it", () => {
    const ssm = new InMemoryParameterStore();
    expect(refusalOf(() => ssm.putParameter({ name: "a", value: CANARY, overwrite: true })).name).toBe(
      "ValidationException",
    );
  });

  it("is what an overwrite of nothing does", () => {
    const ssm = new InMemoryParameterStore();
    expect(ssm.putParameter({ name: "a", value: "b", type: "String", overwrite: true }).version).toBe(1);
    expect(ssm.events).toMatchObject([{ detail: { operation: "Create" } }]);
  });

  it.each(["String", "StringList", "SecureString"])("takes the type %s", (type) => {
    expect(storeOf({ type }).getParameter("/app/db").type).toBe(type);
  });

  it("refuses an existing parameter without overwrite", () => {
    expect(refused({}, { overwrite: false })).toBe("ParameterAlreadyExists");
  });
});

describe("what is refused", () => {
  it.each<[string, Input]>([
    ["UnsupportedParameterType", { type: "Number" }],
    ["ValidationException", { value: "" }],
    ["ValidationException", { value: `a {{${CANARY}}}` }],
    ["ValidationException", { value: "{{}}" }],
    ["ValidationException", { value: `{{ssm:\n${CANARY}}}` }],
    ["ValidationException", { description: "x".repeat(1025) }],
    ["ValidationException", { keyId: "alias/mine" }],
    ["ValidationException", { tier: "Premium" }],
    ["ValidationException", { dataType: "Text" }],
    ["ValidationException", { dataType: "aws:ec2:image" }],
    ["ValidationException", { dataType: "aws:ec2:image", value: "ami-12345678", type: "StringList" }],
    ["ValidationException", { tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "v" })) }],
    ["InvalidAllowedPatternException", { allowedPattern: "(" }],
    ["InvalidAllowedPatternException", { allowedPattern: "x".repeat(1025) }],
    ["ParameterPatternMismatchException", { allowedPattern: "^\\d+$" }],
  ])("%s: %j", (code, input) => {
    expect(refused(input)).toBe(code);
    expect(refused({}, input)).toBe(code);
  });

  it("tags together with overwrite, even of nothing", () => {
    const tags = [{ key: "k", value: "v" }];
    expect(refused({}, { tags })).toBe("ValidationException");
    expect(refused({ tags, overwrite: true })).toBe("ValidationException");
    expect(storeOf({ tags }).getParameter("/app/db").version).toBe(1);
  });

  it("but not what only looks like it", () => {
    expect(storeOf({ value: "{ {} }" }, { value: "{{" }, { value: "}}{{" }).getParameter("/app/db").version).toBe(3);
    expect(attributesOf({ description: "x".repeat(1024) }).description).toHaveLength(1024);
    expect(attributesOf({ dataType: "aws:ec2:image", value: "ami-12345678" }).dataType).toBe("aws:ec2:image");
    expect(attributesOf({ dataType: "aws:ssm:integration" }).dataType).toBe("aws:ssm:integration");
  });
});

describe("an overwrite", () => {
  it("keeps what it leaves out", () => {
    const given: Input = {
      type: "SecureString",
      description: "about",
      keyId: "alias/mine",
      tier: "Advanced",
      dataType: "text",
      allowedPattern: "^canary",
    };
    const ssm = storeOf(given, {});
    const [first, second] = ssm.getParameterHistory("/app/db");
    expect(second).toMatchObject({ version: 2, type: "SecureString" });
    expect(second?.attributes).toEqual(first.attributes);
  });

  it("replaces what it names", () => {
    expect(attributesOf({ description: "a" }, { description: "b" }).description).toBe("b");
    expect(attributesOf({ description: "a" }, { description: "" }).description).toBe("");
    expect(attributesOf({ allowedPattern: "^c" }, { allowedPattern: "y$", value: "y" }).allowedPattern).toBe("y$");
  });

  it("removes an allowed pattern with an empty one", () => {
    expect(attributesOf({ allowedPattern: "^c" }, { allowedPattern: "", value: "y" })).not.toHaveProperty(
      "allowedPattern",
    );
  });

  it("checks the value against the pattern that stays", () => {
    expect(refused({ allowedPattern: "^canary" }, { value: "dog" })).toBe("ParameterPatternMismatchException");
  });

  it("may change the type, and then the key comes and goes with SecureString", () => {
    expect(attributesOf({}, { type: "SecureString" }).keyId).toBe("alias/aws/ssm");
    expect(attributesOf({ type: "SecureString", keyId: "alias/mine" }, { type: "String" })).not.toHaveProperty("keyId");
  });

  it("leaves labels on the version that carries them", () => {
    const ssm = storeOf({});
    ssm.labelParameterVersion("/app/db", ["stable"]);
    ssm.putParameter(complete({ overwrite: true }));
    expect(ssm.getParameterHistory("/app/db").map(({ attributes }) => attributes.labels)).toEqual([
      ["stable"],
      undefined,
    ]);
  });
});

describe("tiers", () => {
  const bytes = (count: number): string => "x".repeat(count);

  it("limit values in bytes: 4 KB Standard, 8 KB Advanced", () => {
    expect(attributesOf({ value: bytes(4096) }).tier).toBe("Standard");
    expect(refused({ value: bytes(4097) })).toBe("ValidationException");
    expect(refused({ value: `${bytes(4095)}ä` })).toBe("ValidationException");
    expect(attributesOf({ value: bytes(8192), tier: "Advanced" }).tier).toBe("Advanced");
    expect(refused({ value: bytes(8193), tier: "Advanced" })).toBe("ValidationException");
  });

  it("are chosen by need with Intelligent-Tiering, and stay Advanced", () => {
    const tier = "Intelligent-Tiering";
    expect(attributesOf({ tier }).tier).toBe("Standard");
    expect(attributesOf({ tier, value: bytes(4097) }).tier).toBe("Advanced");
    expect(attributesOf({ tier, value: bytes(4097) }, { tier }).tier).toBe("Advanced");
    expect(attributesOf({}, { tier, value: bytes(4097) }).tier).toBe("Advanced");
    expect(refused({ tier, value: bytes(8193) })).toBe("ValidationException");
  });

  it("go up and never down", () => {
    expect(attributesOf({}, { tier: "Advanced" }, {}).tier).toBe("Advanced");
    expect(refused({ tier: "Advanced" }, { tier: "Standard" })).toBe("ValidationException");
    const ssm = storeOf({ tier: "Advanced" });
    ssm.deleteParameter("/app/db");
    expect(ssm.putParameter(complete({ tier: "Standard" })).tier).toBe("Standard");
  });

  it("are answered by the put", () => {
    const ssm = new InMemoryParameterStore();
    expect(ssm.putParameter(complete({ tier: "Advanced" }))).toEqual({ version: 1, tier: "Advanced" });
  });
});

describe("names", () => {
  const refusedName = (name: string): string => refused({ name });

  it.each(["aws", "AWSome", "/aws/x", "/aws-x/y", "ssm", "/SSM/x", "ssm.thing"])("%s is reserved", (name) => {
    expect(refusedName(name)).toBe("ValidationException");
  });

  it.each(["", "/", "a/b", "/a/", "/a//b", "/a b", "/ä", "/a:1"])("%j is refused", (name) => {
    expect(refusedName(name)).toBe("ValidationException");
  });

  it.each(["/my/aws/ssm", "/my-aws", "_aws", "a", "/A/b.c_d-e"])("%s is taken", (name) => {
    expect(new InMemoryParameterStore().putParameter(complete({ name })).version).toBe(1);
  });

  it("have at most 15 levels", () => {
    expect(new InMemoryParameterStore().putParameter(complete({ name: "/x".repeat(15) })).version).toBe(1);
    expect(refusedName("/x".repeat(16))).toBe("HierarchyLevelLimitExceededException");
  });

  it("have at most 1,011 characters, counted with their ARN", () => {
    const prefix = "arn:aws:ssm:us-east-1:123456789012:parameter/".length;
    expect(new InMemoryParameterStore().putParameter(complete({ name: "x".repeat(1011 - prefix) })).version).toBe(1);
    expect(refusedName("x".repeat(1012 - prefix))).toBe("ValidationException");
  });

  it("lose the spaces around them", () => {
    const ssm = storeOf({ name: " /app/db " });
    expect(ssm.getParameter("/app/db").name).toBe("/app/db");
  });
});
