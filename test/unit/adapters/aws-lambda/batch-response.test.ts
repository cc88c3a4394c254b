import { describe, expect, it } from "vitest";
import { statusOf, toBatchResponse } from "../../../../src/adapters/aws-lambda/batch-response.ts";

describe("the status of an outcome", () => {
  it.each([
    ["stored", 200],
    ["deleted", 204],
    ["gone", 204],
    ["unchanged", 205],
  ] as const)("%s is %i", (outcome, status) => {
    expect(statusOf(outcome)).toBe(status);
  });
});

describe("the answer to Lambda's event source mapping", () => {
  it("names the messages that failed, in their order", () => {
    const outcomes = [
      { _tag: "Failed", messageId: "b" },
      { _tag: "Handled", messageId: "good" },
      { _tag: "Failed", messageId: "a" },
    ] as const;

    expect(toBatchResponse(outcomes)).toEqual({
      batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "a" }],
    });
  });

  it("names a message once, however often it failed, and also where it was handled beside", () => {
    const outcomes = [
      { _tag: "Failed", messageId: "twice" },
      { _tag: "Handled", messageId: "twice" },
      { _tag: "Failed", messageId: "twice" },
    ] as const;

    expect(toBatchResponse(outcomes)).toEqual({ batchItemFailures: [{ itemIdentifier: "twice" }] });
  });

  it("names none where all went well", () => {
    expect(toBatchResponse([{ _tag: "Handled", messageId: "good" }])).toEqual({ batchItemFailures: [] });
    expect(toBatchResponse([])).toEqual({ batchItemFailures: [] });
  });
});
