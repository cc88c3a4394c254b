import { describe, expect, it } from "vitest";
import { complaintsAbout, pages } from "../support/documentation-examples.ts";

const page = (...lines: ReadonlyArray<string>) => ({ path: "docs/seed.md", text: lines.join("\n") });

describe("the examples in the documentation", () => {
  it("compile", () => {
    expect(complaintsAbout(pages())).toEqual([]);
  });

  it("would be complained about by page and line", () => {
    const seed = page(
      "# Seed",
      "",
      "```ts",
      "const text: string = 1;",
      "```",
      "",
      "~~~typescript",
      "nothing();",
      "~~~",
    );

    expect(complaintsAbout([seed])).toEqual([
      "docs/seed.md:4 Type 'number' is not assignable to type 'string'.",
      "docs/seed.md:8 Cannot find name 'nothing'.",
    ]);
  });

  it("may not name what the package does not export", () => {
    const seed = page("```ts", 'import { noSuchThing } from "ssmbak";', "```");

    expect(complaintsAbout([seed])).toEqual([
      expect.stringMatching(/^docs\/seed\.md:2 .*(noSuchThing|src\/index\.ts)/),
    ]);
  });

  it("stand alone, may await, and other languages are left alone", () => {
    const seed = page(
      "```ts",
      "const a = await Promise.resolve(1);",
      "```",
      "```ts",
      "const a = 2;",
      "```",
      "```sh",
      "(",
      "```",
    );

    expect(complaintsAbout([seed])).toEqual([]);
  });

  it("must end", () => {
    expect(() => complaintsAbout([page("```ts", "const a = 1;")])).toThrow("docs/seed.md:1: this block never ends");
  });
});
