import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { isStorableName, MAX_NAME_DEPTH, MAX_NAME_LENGTH } from "../../../../src/domain/model/parameter-name.ts";
import {
  isAccount,
  isRegion,
  isSameScope,
  parseScope,
  scopedName,
  scopeText,
  unscopedName,
} from "../../../../src/domain/model/scope.ts";
import { name } from "../../../../src/testing/index.ts";

const SCOPE = { account: "111122223333", region: "eu-west-1" };

describe("a scope", () => {
  it.each([
    "eu-west-1",
    "ap-southeast-7",
    "us-gov-west-1",
    "cn-north-1",
    "us-isob-east-1",
    "eusc-de-east-1",
    "us-east-10",
  ])("has a region like %s", (region) => expect(isRegion(region)).toBe(true));

  it.each(["", "eu-west", "EU-WEST-1", "eu west-1", "eu-west-1a", "eu-west-1/x", "europe-west-1", "eu--1"])(
    "has no region like %j",
    (region) => expect(isRegion(region)).toBe(false),
  );

  it.each(["", "11112222333", "1111222233334", "11112222333a", " 111122223333", "1111-2222-3333"])(
    "has no account like %j",
    (account) => expect(isAccount(account)).toBe(false),
  );

  it("is written and read as account and region", () => {
    expect(scopeText(SCOPE)).toBe("111122223333/eu-west-1");
    expect(parseScope(scopeText(SCOPE))).toEqual(E.right(SCOPE));
  });

  it.each(["", "111122223333", "111122223333/", "/eu-west-1", "111122223333/eu-west-1/", "eu-west-1/111122223333"])(
    "is not read from %j, and what was given is not repeated",
    (text) => expect(parseScope(text)).toEqual(E.left(expect.stringMatching(/^ACCOUNT\/REGION/))),
  );

  it("is one with another only when both parts are", () => {
    expect(isSameScope(SCOPE, { ...SCOPE })).toBe(true);
    expect(isSameScope(SCOPE, { ...SCOPE, account: "444455556666" })).toBe(false);
    expect(isSameScope(SCOPE, { ...SCOPE, region: "eu-west-2" })).toBe(false);
  });

  it("keeps a parameter under account and region, however it is spelled", () => {
    for (const spelling of ["foo", "/foo"]) {
      const kept = scopedName(SCOPE, name(spelling));
      expect(kept).toBe("/111122223333/eu-west-1/foo");
      expect(unscopedName(SCOPE, kept)).toBe("/foo");
    }
  });

  it("has room for every name that SSM allows", () => {
    const deepest = name("/x".repeat(MAX_NAME_DEPTH));
    const longest = name(`/${"x".repeat(MAX_NAME_LENGTH - 1)}`);
    expect([deepest, longest].map((parameter) => isStorableName(scopedName(SCOPE, parameter)))).toEqual([true, true]);
    expect(isStorableName(`/a${scopedName(SCOPE, deepest)}`)).toBe(false);
  });

  it.each(["foo", "/a//b", "/a/", "/ä", 7, undefined])("keeps nothing under %j", (text) => {
    expect(isStorableName(text)).toBe(false);
  });
});
