import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { sourceThrottled } from "../../../../src/index.ts";
import { sqsEvent } from "../../../../src/testing/builders.ts";
import { useSettings } from "../../../support/environment.ts";
import { Workshop } from "../../../support/workshop.ts";
import { expectSsmbakError, functionsOf, functionsWithSource, rejectionOf } from "./functions-bench.ts";

beforeEach(() => useSettings());

describe("handler", () => {
  it("answers with the records to deliver again, each id once", async () => {
    const workshop = new Workshop();
    const messages = [workshop.put("/a"), "not JSON", "{}", workshop.put("/b"), "[]"];
    const ids = ["good", "twice", "twice", "good", "once"];

    expect(await functionsOf(workshop).handler(sqsEvent(messages, ids), { awsRequestId: "x" })).toEqual({
      batchItemFailures: [{ itemIdentifier: "twice" }, { itemIdentifier: "once" }],
    });
  });

  it("answers with none where all went well", async () => {
    const workshop = new Workshop();

    expect(await functionsOf(workshop).handler(sqsEvent([workshop.put("/a")]))).toEqual({ batchItemFailures: [] });
    expect(await functionsOf(workshop).handler({ Records: [] })).toEqual({ batchItemFailures: [] });
  });
});

describe("a scheduled invocation of the handler", () => {
  const schedule = { version: "0", "detail-type": "Scheduled Event", source: "aws.events", detail: {} };

  it("sweeps: what no event told of is kept", async () => {
    const workshop = new Workshop();
    workshop.put("/a");

    expect(await functionsOf(workshop).handler(schedule)).toEqual({
      batchItemFailures: [],
      sweep: { complete: 0, repaired: 1, missing: 0, gaps: 0, unexpected: 0, failed: 0 },
    });
    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
    expect(await functionsOf(workshop).handler({ ...schedule, source: "aws.scheduler", detail: "{}" })).toMatchObject({
      sweep: { complete: 1, repaired: 0 },
    });
  });

  it("fails where a name could not be compared, so that it is tried again and seen", async () => {
    const workshop = new Workshop();
    workshop.put("/a");
    const functions = functionsWithSource(workshop, { history: () => TE.left(sourceThrottled("slow down")) });
    expectSsmbakError(await rejectionOf(functions.handler(schedule)), "SweepIncomplete", expect.stringMatching(/^1 /));
  });

  it("fails with the reason where Parameter Store can't be listed", async () => {
    const functions = functionsWithSource(new Workshop(), {
      list: async function* () {
        yield E.left(sourceThrottled("slow down"));
      },
    });
    expectSsmbakError(await rejectionOf(functions.handler(schedule)), "SourceThrottled", "slow down");
  });

  it.each([
    { ...schedule, source: "aws.ssm" },
    { ...schedule, "detail-type": "Another Event" },
    { "detail-type": "Scheduled Event" },
  ])("is nothing else: %j", async (event) => {
    const error = await rejectionOf(functionsOf(new Workshop()).handler(event));
    expectSsmbakError(error, "DecodeError", expect.stringContaining("Records"));
  });
});
