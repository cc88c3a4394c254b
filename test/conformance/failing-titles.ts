import { backupStoreConformance, type ConformanceOptions, type StoreHarness } from "../../src/testing/index.ts";

/** A test of the conformance suite. */
export interface SuiteTest {
  /** `group: title`. */
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** The tests of the conformance suite, in order. */
export const testsOf = (open: () => Promise<StoreHarness>, options?: ConformanceOptions): ReadonlyArray<SuiteTest> => {
  const groups: string[] = [];
  const tests: SuiteTest[] = [];
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
  return tests;
};

/** Runs tests and answers with the titles of those that fail, in order. */
export const failingTitles = async (tests: ReadonlyArray<SuiteTest>): Promise<ReadonlyArray<string>> => {
  const failed: string[] = [];
  for (const { title, body } of tests) await body().catch(() => failed.push(title));
  return failed;
};
