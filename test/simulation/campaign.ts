import fc from "fast-check";
import { program } from "./programs.ts";
import { scriptOf } from "./script.ts";
import { type SimulationOptions, simulate } from "./simulate.ts";
import { count, type Tally } from "./turnstile.ts";

/** What a campaign came to. */
export interface CampaignReport {
  readonly programs: number;
  readonly steps: number;
  /** Programs with a deviation that the promise allows. */
  readonly admitted: number;
  /** How many programs had an admission, by kind. */
  readonly admissions: Tally;
  /** The smallest program that was found to break the promise, with the seed and what is wrong: for people. */
  readonly failure?: string;
}

/** Plays random programs until one breaks the promise, and then looks for the smallest one that does. */
export const runCampaign = async (runs: number, seed: number, options: SimulationOptions): Promise<CampaignReport> => {
  let steps = 0;
  let admitted = 0;
  const kinds: Tally = new Map();
  const details = await fc.check(
    fc.asyncProperty(program, async (played) => {
      steps += played.steps.length;
      const { violations, admissions } = await simulate(played, options);
      const states = new Set(admissions);
      if (states.size > 0) admitted += 1;
      for (const kind of states) count(kinds, kind);
      if (violations.length > 0) throw new Error(violations.join("\n"));
    }),
    { numRuns: runs, seed },
  );
  const report = { programs: details.numRuns, steps, admitted, admissions: kinds };
  const smallest = details.counterexample?.[0];
  if (smallest === undefined) return report;
  const { violations } = await simulate(smallest, options);
  return { ...report, failure: [`seed ${seed}`, ...violations, scriptOf(smallest)].join("\n") };
};
