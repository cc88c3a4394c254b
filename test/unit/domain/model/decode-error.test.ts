import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { describe, expect, it } from "vitest";
import { decodeError, fromValidation } from "../../../../src/domain/model/decode-error.ts";

const problemsOf = (codec: t.Mixed, input: unknown) => {
  const decoded = codec.decode(input);
  if (E.isRight(decoded)) throw new Error("was accepted");
  return fromValidation("thing", decoded.left).problems;
};

describe("a decode error", () => {
  it("names every problem by path and expected type", () => {
    const error = decodeError("thing", [
      { path: "a.0", expected: "a number" },
      { path: "", expected: "JSON" },
    ]);
    expect(error.message).toBe("not a valid thing: a.0: expected a number; expected JSON");
  });

  it("has the path of the input, through records, arrays and intersections", () => {
    const codec = t.type({ list: t.array(t.intersection([t.type({ a: t.string }), t.partial({ b: t.number })])) });
    expect(problemsOf(codec, { list: [{ a: "" }, { a: 1, b: "x" }] })).toEqual([
      { path: "list.1.a", expected: "string" },
      { path: "list.1.b", expected: "number" },
    ]);
  });

  it("has that path through an intersection that is read-only, too", () => {
    const codec = t.readonly(t.intersection([t.type({ a: t.string }), t.partial({ b: t.number })]));
    expect(problemsOf(t.readonlyArray(codec), [{ a: "", b: "x" }])).toEqual([{ path: "0.b", expected: "number" }]);
  });

  it("keeps a field that has a number for a name", () => {
    expect(problemsOf(t.type({ 0: t.string }), { 0: 7 })).toEqual([{ path: "0", expected: "string" }]);
  });

  it("says what a codec says that it expected, else the codec's name", () => {
    const even = new t.Type<number>(
      "Even",
      t.number.is,
      (input, context) => t.failure(input, context, "an even number"),
      t.identity,
    );
    expect(problemsOf(even, 7)).toEqual([{ path: "", expected: "an even number" }]);
    expect(problemsOf(t.number, "canary")).toEqual([{ path: "", expected: "number" }]);
  });
  it("says something even where io-ts says nothing", () => {
    expect(fromValidation("thing", [{ value: "canary", context: [] }]).message).toBe(
      "not a valid thing: expected another type",
    );
  });
});
