import type { Scope } from "../../domain/model/scope.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { CheckedStore } from "./checked-store.ts";

/** The caller's test functions: `describe` and `it` of vitest, node:test, mocha or jest. */
export interface TestRunner {
  /** Registers a group: the tests that `body` registers. */
  describe(name: string, body: () => void): void;
  /** Registers a test. The test fails when the promise of `body` is rejected. */
  it(name: string, body: () => Promise<void>): void;
}

/** A fresh, empty store for one test, and the means to test the store. */
export interface StoreHarness {
  readonly store: BackupStore;
  /**
   * Another instance on the same data, also after `store` was closed. A store that is not durable may answer with the
   * same instance.
   */
  reopen(): Promise<BackupStore>;
  /**
   * Makes the next call of `store` to the backend fail. `before`: the call has no effect. `after`: the call has its
   * effect, and only the answer is lost. The call may be in the middle of an append. The call fails once, with an error
   * after which the store does not try again. Where the first call of an append is a read, run the tests of failed
   * appends a second time, with a harness that makes the next write fail: docs/write-your-own-store.md shows how.
   */
  failNext(when: "before" | "after"): void;
  /**
   * Closes all instances (the test may have closed some) and removes the data. Called once, after every test, passed
   * or failed.
   */
  dispose(): Promise<void>;
}

/** How {@link backupStoreConformance} is set up. */
export interface ConformanceOptions {
  /**
   * How many names, and how many facts of one kind and name, the tests of pages write: more than the backend hands out
   * in a page. Default: 1,100, for pages of 1,000.
   */
  readonly pageCrossing?: number;
  /**
   * The length of the longest name in the tests, in characters. Default: 1,011, the most that SSM allows: the parameter's
   * ARN counts, too. Choose less for a store that needs a part of the length for a prefix.
   */
  readonly longestName?: number;
  /**
   * The first owner in the tests of owners. Default: account 111111111111 in `us-east-1`. A store that takes the facts of
   * one owner only (a scoped store) names the owner here.
   */
  readonly owner?: Scope;
}

/** The arguments of a test: a fresh, empty store. */
export interface Bench {
  readonly store: CheckedStore;
  /** Opens another instance on the same data. */
  another(): Promise<CheckedStore>;
  /** See {@link StoreHarness.failNext}. */
  failNext(when: "before" | "after"): void;
}

/** The functions and options to write a group of tests with. */
export interface Suite extends Required<ConformanceOptions> {
  readonly group: (name: string, body: () => void) => void;
  /** Registers a test with a fresh store. */
  readonly test: (title: string, body: (bench: Bench) => Promise<void>) => void;
}
