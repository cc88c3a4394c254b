import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everything, prefixOf, type Selection, selects } from "../../../src/domain/selection.ts";
import { name } from "../../../src/testing/builders.ts";

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
