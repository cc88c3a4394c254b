import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { sweep } from "../../../../src/application/audit/sweep.ts";
import { type ProcessDependencies, processBatch } from "../../../../src/application/backup/process-batch.ts";
import { sourceThrottled } from "../../../../src/ports/source-error.ts";
import { changeEnvelope, sqsEvent } from "../../../../src/testing/builders.ts";
import { sourceLike, Workshop } from "../../../support/workshop.ts";

const handle = async (workshop: Workshop, messages: Parameters<typeof sqsEvent>[0], changes = {}) => {
  await processBatch(workshop.dependencies(changes))(sqsEvent(messages).Records);
  return workshop.metrics.all.at(-1);
};

const slow: (workshop: Workshop) => Partial<ProcessDependencies> = (workshop) => ({
  source: sourceLike(workshop.ssm, { history: () => TE.left(sourceThrottled("slow down")) }),
});

const notice = {
  ...changeEnvelope({ name: "/a" }),
  "detail-type": "Parameter Store Policy Action",
  detail: { "parameter-name": "/a", "parameter-type": "String", "policy-type": "ExpirationNotification" },
};

describe("what is measured of a batch", () => {
  it("is what was stored, and for each name how long after its newest event", async () => {
    const workshop = new Workshop();
    const events = [workshop.put("/a"), workshop.put("/a", "y", 2_000), workshop.put("/b")];
    workshop.clock.advance(700);
    expect(await handle(workshop, events)).toEqual({ stored: 3, skipped: 0, failed: 0, gaps: 0, lags: [700, 700] });
  });

  it("counts doubles, what changes nothing and what is gone as skipped, without a lag", async () => {
    const workshop = new Workshop();
    const stored = workshop.put("/a");
    const label = changeEnvelope({ name: "/a", operation: "LabelParameterVersion" });
    expect(await handle(workshop, [stored, label])).toMatchObject({ stored: 2, skipped: 0 });
    const gone = workshop.put("/gone");
    workshop.remove("/gone", 1_000);
    expect(await handle(workshop, [stored, stored, gone, label, notice])).toEqual({
      ...{ stored: 0, skipped: 5, failed: 0, gaps: 0, lags: [] },
    });
  });

  it("counts what is gone as skipped also where the next incarnation of the name is stored with it", async () => {
    const workshop = new Workshop();
    const gone = workshop.put("/a");
    workshop.remove("/a", 5_000);
    const next = workshop.put("/a", "y", 60_000);
    workshop.clock.advance(700);
    expect(await handle(workshop, [gone, next])).toEqual({ stored: 1, skipped: 1, failed: 0, gaps: 0, lags: [700] });
  });

  it("counts what has to be delivered again as failed", async () => {
    const workshop = new Workshop();
    const events = [workshop.put("/a"), workshop.put("/a"), "no JSON"];
    expect(await handle(workshop, events, slow(workshop))).toEqual({
      ...{ stored: 0, skipped: 0, failed: 3, gaps: 0, lags: [] },
    });
  });

  it("counts gaps", async () => {
    const workshop = new Workshop();
    const first = workshop.put("/a");
    await handle(workshop, [first]);
    for (let version = 2; version <= 110; version += 1) workshop.put("/a", "x", 1);
    expect(await handle(workshop, [workshop.lastEvent()])).toMatchObject({ stored: 100, gaps: 1 });
  });
});

describe("what is measured of a sweep", () => {
  it("is what it stored, the gaps that it found, and the names that failed", async () => {
    const workshop = new Workshop();
    await handle(workshop, [workshop.put("/gone"), workshop.put("/stored")]);
    workshop.remove("/gone");
    for (let version = 1; version <= 105; version += 1) workshop.put("/long", "x", 1);
    workshop.put("/fails");
    workshop.clock.advance(120_000);
    const source = sourceLike(workshop.ssm, {
      history: (named) => (named === "/fails" ? TE.left(sourceThrottled("slow down")) : workshop.ssm.history(named)),
    });
    await sweep(workshop.dependencies({ source }))();
    expect(workshop.metrics.all.at(-1)).toEqual({ stored: 101, skipped: 0, failed: 1, gaps: 1, lags: [] });
  });

  it("is nothing where nothing was missing", async () => {
    const workshop = new Workshop();
    await handle(workshop, [workshop.put("/a")]);
    await sweep(workshop.dependencies())();
    expect(workshop.metrics.all.at(-1)).toEqual({ stored: 0, skipped: 0, failed: 0, gaps: 0, lags: [] });
  });

  it("has a failure when a side can't be listed to its end", async () => {
    const workshop = new Workshop();
    const source = sourceLike(workshop.ssm, {
      list: async function* () {
        yield E.left(sourceThrottled("slow down"));
      },
    });
    await sweep(workshop.dependencies({ source }))();
    expect(workshop.metrics.all).toEqual([{ stored: 0, skipped: 0, failed: 1, gaps: 0, lags: [] }]);
  });
});
