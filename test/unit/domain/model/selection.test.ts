import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import {
  everything,
  parseSelection,
  prefixOf,
  type Selection,
  selects,
} from "../../../../src/domain/model/selection.ts";
import { name } from "../../../../src/testing/builders.ts";

const NAMES = ["/app", "/app/db", "/app/db/password", "/app.old/db", "/apple", "/apple/db", "/ap", "/other"].map(name);

const selected = (selection: Selection): ReadonlyArray<string> => NAMES.filter((one) => selects(selection, one));

describe("a selection", () => {
  it("of a key is that one name", () => {
    expect(selected({ _tag: "Key", name: name("/app") })).toEqual(["/app"]);
    expect(selected({ _tag: "Key", name: name("/app/db") })).toEqual(["/app/db"]);
  });

  it("of a level is what lies directly in the path, never /apple", () => {
    expect(selected({ _tag: "Level", path: "/app/" })).toEqual(["/app/db"]);
    expect(selected({ _tag: "Level", path: "/" })).toEqual(["/app", "/apple", "/ap", "/other"]);
  });

  it("of a tree is all below the path, never /apple and not the path itself", () => {
    expect(selected({ _tag: "Tree", path: "/app/" })).toEqual(["/app/db", "/app/db/password"]);
    expect(selected(everything)).toEqual(NAMES);
  });

  it("lets stores list by a prefix that no selected name lacks", () => {
    const path = fc.array(fc.constantFrom("a", "ab", "b"), { minLength: 1, maxLength: 4 });
    const prefix = fc.array(fc.constantFrom("a", "ab", "b"), { maxLength: 3 });
    fc.assert(
      fc.property(path, prefix, fc.boolean(), (segments, levels, recursive) => {
        const selection: Selection = {
          _tag: recursive ? "Tree" : "Level",
          path: ["", ...levels, ""].join("/"),
        };
        const one = name(segments.join("/"));
        const below = levels.every((level, index) => segments[index] === level) && segments.length > levels.length;
        expect(selects(selection, one)).toBe(below && (recursive || segments.length === levels.length + 1));
        if (selects(selection, one)) expect(one.startsWith(prefixOf(selection))).toBe(true);
      }),
    );
  });

  it("of a key lists by the key", () => {
    expect(prefixOf({ _tag: "Key", name: name("/app") })).toBe("/app");
  });
});

describe("what a person writes", () => {
  it.each([
    ["/app", false, { _tag: "Key", name: "/app" }],
    ["app", false, { _tag: "Key", name: "/app" }],
    ["/app/", false, { _tag: "Level", path: "/app/" }],
    ["app/prod/", false, { _tag: "Level", path: "/app/prod/" }],
    ["/app/", true, { _tag: "Tree", path: "/app/" }],
    ["/", false, { _tag: "Level", path: "/" }],
    ["/", true, everything],
  ])("%s (recursive: %s) is a selection", (text, recursive, selection) => {
    expect(parseSelection(text, recursive)).toEqual(E.right(selection));
  });

  it.each([
    ["", false],
    ["//", false],
    ["/app//", true],
    ["/a b", false],
    ["/a b/", true],
    [`${"/a".repeat(16)}/`, false],
  ])("%j (recursive: %s) is none", (text, recursive) => {
    expect(E.isLeft(parseSelection(text, recursive))).toBe(true);
  });

  it("can't mean all below one parameter", () => {
    expect(parseSelection("/app", true)).toEqual(E.left(expect.stringContaining("slash at its end")));
  });
});
