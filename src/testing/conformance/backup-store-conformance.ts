import { MAX_NAME_LENGTH } from "../../domain/model/parameter-name.ts";
import { attributeTests } from "./attributes.ts";
import { CheckedStore } from "./checked-store.ts";
import { concurrencyTests, staleTailTests } from "./concurrency.ts";
import { durabilityTests } from "./durability.ts";
import { failureTests } from "./failures.ts";
import type { Bench, ConformanceOptions, StoreHarness, Suite, TestRunner } from "./harness.ts";
import { lateFactTests } from "./late-facts.ts";
import { loadTests } from "./loads.ts";
import { mergeTests } from "./merge.ts";
import { ownerTests } from "./owners.ts";
import { pageTests } from "./pages.ts";
import { randomTests } from "./random-sets.ts";
import { secretTests } from "./secrets.ts";
import { selectionTests } from "./selections.ts";
import { spanTests } from "./spans.ts";
import { stateTests } from "./states.ts";
import { tailTests } from "./tails.ts";
import { unionTests } from "./union.ts";
import { valueTests } from "./values.ts";

const GROUPS: ReadonlyArray<(suite: Suite) => void> = [
  unionTests,
  mergeTests,
  lateFactTests,
  tailTests,
  stateTests,
  randomTests,
  spanTests,
  selectionTests,
  valueTests,
  attributeTests,
  loadTests,
  pageTests,
  concurrencyTests,
  staleTailTests,
  ownerTests,
  durabilityTests,
  failureTests,
  secretTests,
];

const OWNER = { account: "111111111111", region: "us-east-1" };

const benchOf = (harness: StoreHarness): Bench => {
  const store = new CheckedStore(harness.store);
  return {
    store,
    another: async () => store.alongside(await harness.reopen()),
    failNext: (when) => harness.failNext(when),
  };
};

/**
 * Registers the tests of the contract of `BackupStore`. Every store has to pass. Each test names one rule, opens a fresh
 * store, and disposes of the store. A failing test names the appends, the call, the answer and the right answer; no
 * message shows a value. Assertions come from `node:assert`. All facts lie in June 2024.
 *
 * @param runner The caller's own `describe` and `it`.
 * @param open Opens a fresh, empty store. It is called once for each test.
 * @param options See {@link ConformanceOptions}.
 *
 * @example
 * ```ts
 * import { describe, it } from "vitest";
 * import { backupStoreConformance, InMemoryBackupStore } from "ssmbak/testing";
 *
 * backupStoreConformance({ describe, it }, async () => {
 *   const store = new InMemoryBackupStore();
 *   return {
 *     store,
 *     reopen: async () => store,
 *     failNext: (when) => store.failNext(when),
 *     dispose: async () => {},
 *   };
 * });
 * ```
 */
export const backupStoreConformance = (
  runner: TestRunner,
  open: () => Promise<StoreHarness>,
  { pageCrossing = 1100, longestName = MAX_NAME_LENGTH, owner = OWNER }: ConformanceOptions = {},
): void => {
  const suite: Suite = {
    pageCrossing,
    longestName,
    owner,
    group: (name, body) => runner.describe(name, body),
    test: (title, body) =>
      runner.it(title, async () => {
        const harness = await open();
        try {
          await body(benchOf(harness));
        } finally {
          await harness.dispose();
        }
      }),
  };
  for (const register of GROUPS) register(suite);
};
