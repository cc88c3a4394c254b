import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { addFacts } from "../../domain/history/fact-set.ts";
import { type State, stateAt } from "../../domain/history/state.ts";
import { tailOf } from "../../domain/history/tail.ts";
import {
  type Fact,
  type FactSummary,
  identityOf,
  summarize,
  timeOf,
  type VersionFact,
  type VersionSummary,
} from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { isSameScope, type Scope, scopeText } from "../../domain/model/scope.ts";
import { type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { AppendRequest, BackupStore, Span, StoreCapabilities, Tail } from "../../ports/backup-store.ts";
import { type StoreError, storeMisconfigured, storeUnavailable, storeUnexpected } from "../../ports/store-error.ts";

interface Fault {
  readonly when: "before" | "after";
  readonly error: StoreError;
}

const foreignOwner = (known: Scope, given: Scope): StoreError =>
  storeMisconfigured(
    `this store holds the parameters of ${scopeText(known)}, and these are of ${scopeText(given)}: use another store, or the credentials and region of the first`,
  );

/**
 * A {@link BackupStore} in memory: for tests, demonstrations and dry runs. Its facts are lost with the object. The store
 * fails on request; see {@link InMemoryBackupStore.failNext}.
 */
export class InMemoryBackupStore implements BackupStore {
  readonly capabilities: StoreCapabilities = { durable: false };
  readonly #facts = new Map<ParameterName, ReadonlyMap<string, Fact>>();
  #owner: Scope | undefined;
  #fault: Fault | undefined;

  /**
   * Makes the next call of the port fail once, whichever method is called.
   *
   * @param when `before`: the call has no effect. `after`: the call has its whole effect, and the caller gets the failure
   * all the same (a stream ends in the failure).
   * @param error The failure that the call answers. Default: `StoreUnavailable`.
   */
  failNext(when: "before" | "after", error: StoreError = storeUnavailable("the store was told to fail")): void {
    this.#fault = { when, error };
  }

  append(request: AppendRequest): TaskEither<StoreError, number> {
    return this.#call(() => this.#append(request));
  }

  tail(name: ParameterName): TaskEither<StoreError, Tail> {
    return this.#call(() => E.right(tailOf(this.#summariesOf(name))));
  }

  facts(name: ParameterName): TaskEither<StoreError, ReadonlyArray<FactSummary>> {
    return this.#call(() => E.right(this.#summariesOf(name)));
  }

  statesAt(selection: Selection, instant: Millis): AsyncGenerator<E.Either<StoreError, State>> {
    return this.#stream(selection, (facts) => {
      const state = stateAt(facts, instant);
      return state === undefined ? [] : [state];
    });
  }

  factsWithin(selection: Selection, { since, until }: Span): AsyncGenerator<E.Either<StoreError, FactSummary>> {
    return this.#stream(selection, (facts) => facts.filter((fact) => since <= timeOf(fact) && timeOf(fact) <= until));
  }

  load(version: VersionSummary): TaskEither<StoreError, VersionFact> {
    return this.#call(() =>
      pipe(
        this.#factsOf(version.name).get(identityOf(version)),
        E.fromPredicate(
          (fact): fact is VersionFact => fact?._tag === "Version",
          () => storeUnexpected(`version ${version.version} of "${version.name}" is not in the store`),
        ),
      ),
    );
  }

  close(): TaskEither<StoreError, void> {
    return this.#call(() => E.right(undefined));
  }

  #append({ name, facts, owner }: AppendRequest): E.Either<StoreError, number> {
    if (owner !== undefined) {
      if (this.#owner !== undefined && !isSameScope(this.#owner, owner)) {
        return E.left(foreignOwner(this.#owner, owner));
      }
      this.#owner = owner;
    }
    const { all, added } = addFacts(this.#factsOf(name), facts);
    if (all.size > 0) this.#facts.set(name, all);
    return E.right(added);
  }

  #factsOf(name: ParameterName): ReadonlyMap<string, Fact> {
    return this.#facts.get(name) ?? new Map();
  }

  #summariesOf(name: ParameterName): ReadonlyArray<FactSummary> {
    return [...this.#factsOf(name).values()].map(summarize);
  }

  async *#stream<A>(
    selection: Selection,
    answersOf: (facts: ReadonlyArray<FactSummary>) => ReadonlyArray<A>,
  ): AsyncGenerator<E.Either<StoreError, A>> {
    const fault = this.#takeFault();
    if (fault?.when !== "before") {
      for (const name of [...this.#facts.keys()].filter((known) => selects(selection, known)).sort()) {
        for (const answer of answersOf(this.#summariesOf(name))) yield E.right(answer);
      }
    }
    if (fault !== undefined) yield E.left(fault.error);
  }

  #takeFault(): Fault | undefined {
    const fault = this.#fault;
    this.#fault = undefined;
    return fault;
  }

  #call<A>(answer: () => E.Either<StoreError, A>): TaskEither<StoreError, A> {
    return async () => {
      const fault = this.#takeFault();
      if (fault?.when === "before") return E.left(fault.error);
      const answered = answer();
      return fault === undefined ? answered : E.left(fault.error);
    };
  }
}
