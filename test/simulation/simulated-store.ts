import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { endOfSecond, type Millis } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type StoreError, storeAccessDenied, storeThrottled, storeUnavailable } from "../../src/ports/store-error.ts";
import { collect } from "../support/collect.ts";
import { rightOf } from "../support/workshop.ts";
import type { Refusal } from "./step.ts";
import type { Turnstile } from "./turnstile.ts";

/** A store as the processes of a simulation share it. */
export interface SimulatedStore {
  /** What one process holds: every call that leaves it waits at the turnstile. */
  readonly openFor: (process: string, turnstile: Turnstile) => BackupStore;
  /** After so long a process is taken for dead: what it writes later counts as another one's. */
  readonly longestProcess: Millis;
  /** The same facts, read at once. */
  readonly view: BackupStore;
  /** A delete marker appears that ssmbak did not write: a lifecycle rule's, or one copied from a bucket. */
  readonly mark: (name: ParameterName) => Promise<void>;
  /** Suspends the versioning of a bucket, or switches it on again. Other stores have none. */
  readonly suspend: (suspended: boolean) => void;
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
  const stream = async function* <A>(
    answers: AsyncIterable<E.Either<StoreError, A>>,
  ): AsyncGenerator<E.Either<StoreError, A>> {
    yield* await turnstile.pass(process, {
      port: "store",
      effect: () => collect(answers),
      fail: async (how) => [E.left(errorOf(how))],
    });
  };
  return {
    capabilities: store.capabilities,
    append: (request) => pass(store.append(request)),
    tail: (name) => pass(store.tail(name)),
    facts: (name) => pass(store.facts(name)),
    statesAt: (selection, instant) => stream(store.statesAt(selection, instant)),
    factsWithin: (selection, span) => stream(store.factsWithin(selection, span)),
    load: (version) => pass(store.load(version)),
    close: () => store.close(),
  };
};

/** Puts the fact of a bare delete marker into a store that is no bucket, as a copy of a bucket would. */
export const marking =
  (store: BackupStore, clock: Clock) =>
  async (name: ParameterName): Promise<void> => {
    const at = endOfSecond(clock.now());
    await rightOf(
      store.append({
        name,
        facts: [{ _tag: "Deletion", name, at, source: { _tag: "Marker", versionId: `marker-${at}` } }],
      }),
    );
  };

/** The store in memory. */
export const openMemory: OpenStore = async (clock) => {
  const view = new InMemoryBackupStore();
  return {
    longestProcess: Infinity,
    view,
    openFor: (process, turnstile) => behindTurnstile(view, process, turnstile),
    mark: marking(view, clock),
    suspend: () => {},
    dispose: async () => {},
  };
};
