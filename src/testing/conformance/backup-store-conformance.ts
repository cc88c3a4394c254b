import { MAX_NAME_LENGTH } from "../../domain/model/parameter-name.ts";
import { attributeTests } from "./attributes.ts";
import { concurrencyTests } from "./concurrency.ts";
import { durabilityTests } from "./durability.ts";
import { faultTests } from "./faults.ts";
import type { ConformanceOptions, StoreHarness, Suite, TestRunner } from "./harness.ts";
import { headTests } from "./heads.ts";
import { identityTests } from "./identity.ts";
import { instantTests } from "./instants.ts";
import { livesTests } from "./lives.ts";
import { loadingTests } from "./loading.ts";
import { orderTests } from "./order.ts";
import { pageTests } from "./pages.ts";
import { relabellingTests } from "./relabellings.ts";
import { selectionTests } from "./selections.ts";
import { valueTests } from "./values.ts";

const GROUPS: ReadonlyArray<(suite: Suite) => void> = [
  identityTests,
  orderTests,
  headTests,
  livesTests,
  concurrencyTests,
  selectionTests,
  instantTests,
  valueTests,
  attributeTests,
  loadingTests,
  relabellingTests,
  pageTests,
  durabilityTests,
  faultTests,
];

/** Tests take a harness apart, and it may be an object of a class. */
const unbound = (harness: StoreHarness): StoreHarness => ({
  store: harness.store,
  reopen: () => harness.reopen(),
  failNext: (when) => harness.failNext(when),
  dispose: () => harness.dispose(),
});

/**
 * Registers the tests that every `BackupStore` passes: the port's documentation, checked. Each test opens a
 * store of its own and disposes of it. All records lie in June 2024, since a store may rely on records being older
 * than its own clock. Assertions come from `node:assert`, and no message of theirs shows a value.
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
  { pageCrossing = 1100, longestName = MAX_NAME_LENGTH }: ConformanceOptions = {},
): void => {
  const suite: Suite = {
    pageCrossing,
    longestName,
    group: (name, body) => runner.describe(name, body),
    test: (title, body) =>
      runner.it(title, async () => {
        const harness = await open();
        try {
          await body(unbound(harness));
        } finally {
          await harness.dispose();
        }
      }),
  };
  for (const register of GROUPS) register(suite);
};
