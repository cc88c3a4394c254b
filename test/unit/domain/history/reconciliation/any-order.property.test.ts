import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Leftovers, leftovers, program, programWithRaces, Run, type Step } from "./program.ts";

/** More of them with SSMBAK_PROPERTY_RUNS. */
const RUNS = { numRuns: Number(process.env["SSMBAK_PROPERTY_RUNS"] ?? 500) };

const AVOIDED = { deletedTwiceWithinASecond: true, readAndDeletedWithinASecond: true };

const play = (run: Run, steps: ReadonlyArray<Step>, rest: Leftovers): void => {
  for (const step of steps) run.take(step);
  run.finish(rest);
  run.expectTrueStates();
  expect(run.handle(run.bench.events)).toBe(0);
  run.expectTrueStates();
};

describe("random programs", () => {
  it("are kept truly whatever the order, delay and repetition of their events", () => {
    fc.assert(
      fc.property(program, leftovers, (steps, rest) => {
        play(new Run(rest.refiles, { ...AVOIDED, replacedUnread: true }), steps, rest);
      }),
      RUNS,
    );
  });

  it("are kept truly when events are delayed, doubled and handled together, and every life was read once", () => {
    fc.assert(
      fc.property(program, leftovers, (steps, rest) => {
        play(new Run(rest.refiles, { unread: true }, true), steps, rest);
      }),
      RUNS,
    );
  });

  it("are kept truly when changes and other handlings come between the steps of a handling", () => {
    fc.assert(
      fc.property(programWithRaces, leftovers, (steps, rest) => {
        play(new Run(rest.refiles, { ...AVOIDED, replacedWithinASecond: true }), steps, rest);
      }),
      RUNS,
    );
  });
});
