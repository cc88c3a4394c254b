import type { Scope } from "../../domain/model/scope.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { CheckedStore } from "./checked-store.ts";

/** The caller's own test functions: those of vitest, of node:test, of mocha or of jest fit. */
export interface TestRunner {
  /** Groups the tests that `body` registers. */
  describe(name: string, body: () => void): void;
  /** Registers a test; it fails when its promise is rejected. */
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
   * Makes the next call that `store` makes to its backend fail: `before` the call has its effect, or `after`, when
   * only the answer is lost. The call may be in the middle of an append. The failure comes once, and has to be of a kind
   * after which the store does not try again.
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
   * How long the longest name of the tests is, in characters. Default: 1,011, the most that SSM's rule can mean. Less is
   * for a store that has part of its room in use already: the 1,011 include the parameter's ARN.
   */
  readonly longestName?: number;
  /**
   * Whose parameters the tests of the owner write first. Default: those of account 111111111111 in `us-east-1`. A store
   * that takes the facts of one owner only (a scoped store) names the owner here.
   */
  readonly owner?: Scope;
}

/** What a test is handed: a fresh, empty store. */
export interface Bench {
  readonly store: CheckedStore;
  /** Opens another instance on the same data. */
  another(): Promise<CheckedStore>;
  /** See {@link StoreHarness.failNext}. */
  failNext(when: "before" | "after"): void;
}

/** What a group of tests is written with. */
export interface Suite extends Required<ConformanceOptions> {
  readonly group: (name: string, body: () => void) => void;
  /** A test with a store of its own. */
  readonly test: (title: string, body: (bench: Bench) => Promise<void>) => void;
}
