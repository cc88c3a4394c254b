import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import {
  isTopLevel,
  MAX_NAME_DEPTH,
  MAX_NAME_LENGTH,
  ParameterNameFromString,
  parseParameterName,
} from "../../../../src/domain/model/parameter-name.ts";
import { name } from "../../../../src/testing/builders.ts";

const segment = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,20}$/);
const path = fc.array(segment, { minLength: 1, maxLength: MAX_NAME_DEPTH }).map((segments) => segments.join("/"));

describe("a parameter name", () => {
  it("is the same with and without its leading slash", () => {
    fc.assert(
      fc.property(path, (text) => {
        expect(parseParameterName(text)).toEqual(parseParameterName(`/${text}`));
        expect(parseParameterName(text)).toEqual(E.right(`/${text}`));
      }),
    );
  });

  it("is canonical once: reading it again changes nothing", () => {
    fc.assert(
      fc.property(path, (text) => {
        expect(parseParameterName(name(text))).toEqual(E.right(name(text)));
      }),
    );
  });

  it.each(["a", "/a", "A.b_c-d", "/app/prod/db", "...", "/-", "/aws/service/x", "ssm-thing", "0"])(
    "may be %j",
    (text) => {
      expect(E.isRight(parseParameterName(text))).toBe(true);
    },
  );

  it.each([
    "",
    "/",
    "//",
    "//a",
    "/a/",
    "a/",
    "/a//b",
    "/a b",
    " a",
    "a ",
    "/a\n",
    "/ä",
    "/a:1",
    "/a*",
    "/a?b",
    "/a\\b",
    "arn:aws:ssm:us-east-1:123456789012:parameter/a",
  ])("may not be %j", (text) => {
    expect(parseParameterName(text)).toEqual(E.left(expect.stringContaining("a parameter name")));
  });

  it("has at most 15 levels", () => {
    const deepest = "/x".repeat(MAX_NAME_DEPTH);
    expect(E.isRight(parseParameterName(deepest))).toBe(true);
    expect(parseParameterName(`${deepest}/x`)).toEqual(E.left("a name of at most 15 levels"));
  });

  it("has at most 1,011 characters, the leading slash counted in either spelling", () => {
    const longest = "x".repeat(MAX_NAME_LENGTH - 1);
    expect(E.isRight(parseParameterName(longest))).toBe(true);
    expect(E.isRight(parseParameterName(`/${longest}`))).toBe(true);
    expect(parseParameterName(`${longest}x`)).toEqual(E.left("a name of at most 1011 characters"));
  });

  it("is not quoted by the reason why it is none", () => {
    const reason = parseParameterName("can ary");
    expect(E.isLeft(reason) && reason.left).not.toContain("can ary");
  });

  it("knows whether it has a single level", () => {
    expect(["/foo", "/foo/bar"].map((text) => isTopLevel(name(text)))).toEqual([true, false]);
  });
});

describe("the codec of names", () => {
  it("decodes either spelling to the canonical one, and encodes that", () => {
    const decoded = ParameterNameFromString.decode("foo");
    expect(decoded).toEqual(E.right("/foo"));
    expect(ParameterNameFromString.encode(name("foo"))).toBe("/foo");
  });

  it("recognises canonical names only", () => {
    expect(["/foo", "foo", "/a//b", 7, undefined].map((input) => ParameterNameFromString.is(input))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it.each([7, null, undefined, {}, ["/foo"], "/a b"])("refuses %j", (input) => {
    expect(E.isLeft(ParameterNameFromString.decode(input))).toBe(true);
  });
});
