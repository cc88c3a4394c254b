import { backupStoreConformance, type ConformanceOptions, type StoreHarness } from "../../src/testing/index.ts";

/** Runs the conformance suite with a runner of its own and answers which of its tests failed, in order. */
export const failingTitles = async (
  open: () => Promise<StoreHarness>,
  options?: ConformanceOptions,
): Promise<ReadonlyArray<string>> => {
  const groups: string[] = [];
  const tests: { readonly title: string; readonly body: () => Promise<void> }[] = [];
  const runner = {
    describe: (name: string, body: () => void): void => {
      groups.push(name);
      body();
      groups.pop();
    },
    it: (name: string, body: () => Promise<void>): void => {
      tests.push({ title: [...groups, name].join(": "), body });
    },
  };
  backupStoreConformance(runner, open, options);
  const failed: string[] = [];
  for (const { title, body } of tests) await body().catch(() => failed.push(title));
  return failed;
};
