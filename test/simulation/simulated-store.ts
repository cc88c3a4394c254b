import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type StoreError, storeAccessDenied, storeThrottled, storeUnavailable } from "../../src/ports/store-error.ts";
import { collect } from "../support/collect.ts";
import type { Refusal } from "./step.ts";
import type { Turnstile } from "./turnstile.ts";

/** A store as the processes of a simulation share it. */
export interface SimulatedStore {
  /** What one process holds: every call that leaves it waits at the turnstile. */
  readonly openFor: (process: string, turnstile: Turnstile) => BackupStore;
  /** Whether it notices that another process kept an older record meanwhile. S3 can't. */
  readonly atomic: boolean;
  /** After so long a process is taken for dead: what it writes later counts as another one's. */
  readonly longestProcess: Millis;
  /** The same records, read at once. */
  readonly view: BackupStore;
  /** Lets go of what it holds. */
  readonly dispose: () => Promise<void>;
}

/** Makes an empty store. The clock is the one of the simulated world. */
export type OpenStore = (clock: Clock) => Promise<SimulatedStore>;

const errorOf = (how: Refusal): StoreError => {
  switch (how) {
    case "throttled":
      return storeThrottled("the simulation throttles");
    case "denied":
      return storeAccessDenied("the simulation denies access");
    case "timeout-before":
      return storeUnavailable("the simulation lost the answer");
  }
};

/** A store whose calls wait at the turnstile as one call each. */
export const behindTurnstile = (store: BackupStore, process: string, turnstile: Turnstile): BackupStore => {
  const pass =
    <A>(effect: TaskEither<StoreError, A>): TaskEither<StoreError, A> =>
    () =>
      turnstile.pass(process, { port: "store", effect, fail: async (how) => E.left(errorOf(how)) });
  return {
    capabilities: store.capabilities,
    append: (request) => pass(store.append(request)),
    head: (name) => pass(store.head(name)),
    history: (name) => pass(store.history(name)),
    statesAt: async function* (selection, instant) {
      yield* await turnstile.pass(process, {
        port: "store",
        effect: () => collect(store.statesAt(selection, instant)),
        fail: async (how) => [E.left(errorOf(how))],
      });
    },
    load: (version) => pass(store.load(version)),
    close: () => store.close(),
  };
};

/** The store in memory. */
export const openMemory: OpenStore = async () => {
  const view = new InMemoryBackupStore();
  return {
    atomic: true,
    longestProcess: Infinity,
    view,
    openFor: (process, turnstile) => behindTurnstile(view, process, turnstile),
    dispose: async () => {},
  };
};
