import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { program } from "./programs.ts";
import { linesOf, programOf } from "./script.ts";

describe("the script of a program", () => {
  it("is read back as the same program", () => {
    fc.assert(
      fc.property(program, (played) => {
        expect(programOf(linesOf(played).join("\n"))).toEqual(played);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["a step that is none", "jump /app/db; finish 1", '"jump" is no step of a program'],
    ["no finish", "put /app/db", "a program ends with its finish"],
  ])("is refused with %s", (_, script, message) => {
    expect(() => programOf(script)).toThrow(message);
  });
});
