import fc from "fast-check";

/** Seeds that every run has. A seed that once found something stays here. */
const FIXED_SEEDS = [1];

/** Seeds that no run had before. */
const FRESH_SEEDS = 1;

/** Read at once: tests set the variables of ours to what they want. */
const given = process.env["SSMBAK_TEST_FUZZ"] ?? "1";

/** How often as many inputs as usual: `SSMBAK_TEST_FUZZ=100 npx vitest run --project fuzz --testTimeout 0`. */
const factor = (): number => {
  const times = Number(given);
  if (!Number.isFinite(times) || times <= 0) throw new Error("SSMBAK_TEST_FUZZ: expected a number above 0");
  return times;
};

/** The shortest script that failed, with the seed and path that lead to it again. */
const report = <Input>(failed: fc.RunDetails<[Input]>, seed: number): string =>
  `${fc.defaultReportMessage(failed) ?? "failed"}\n(add ${seed} to FIXED_SEEDS of test/fuzz/support/campaign.ts to keep it)`;

/**
 * Checks a property with fixed seeds and with a fresh one, which is told when it fails.
 *
 * @param runs Inputs for each seed; `SSMBAK_TEST_FUZZ` multiplies them.
 */
export const campaign = async <Input>(
  input: fc.Arbitrary<Input>,
  runs: number,
  holds: (input: Input) => Promise<void>,
): Promise<void> => {
  const fresh = Array.from({ length: FRESH_SEEDS }, () => Math.floor(Math.random() * 2 ** 31));
  for (const seed of [...FIXED_SEEDS, ...fresh]) {
    const numRuns = Math.max(1, Math.round(runs * factor()));
    const details = await fc.check(fc.asyncProperty(input, holds), { seed, numRuns });
    if (details.failed) throw new Error(report(details, seed), { cause: details.errorInstance });
  }
};
