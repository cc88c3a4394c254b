import { describe, expect, it } from "vitest";
import * as root from "../../src/index.ts";
import * as store from "../../src/store.ts";
import * as testing from "../../src/testing/index.ts";

const namesOf = (module: object): ReadonlySet<string> => new Set(Object.keys(module));

describe("the exports of the package", () => {
  it("have the four functions, and restore, at the root", () => {
    const functions = ["applyRestore", "backup", "createFunctions", "handler", "planRestore", "processEvent"];
    expect([...namesOf(root)]).toEqual(expect.arrayContaining([...functions, "processMessage"]));
  });

  it("have a name in one module only, but for the wrapper of values", () => {
    const twice = [...namesOf(root)].filter((name) => namesOf(store).has(name));
    expect(twice).toEqual(["Secret"]);
    const others = new Set([...namesOf(root), ...namesOf(store)]);
    expect([...namesOf(testing)].filter((name) => others.has(name))).toEqual([]);
  });
});
