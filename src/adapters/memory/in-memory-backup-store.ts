import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { newestIn, recordAt, toHistory } from "../../domain/history/history.ts";
import {
  type BackupRecord,
  identityOf,
  isRivalOf,
  type RecordSummary,
  summarize,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { AppendRequest, BackupStore, Head, StoreCapabilities } from "../../ports/backup-store.ts";
import { type StoreError, storeConflict, storeUnavailable, storeUnexpected } from "../../ports/store-error.ts";

interface Fault {
  readonly when: "before" | "after";
  readonly error: StoreError;
}

const headOf = (history: ReadonlyArray<BackupRecord>): O.Option<Head> =>
  pipe(
    O.fromNullable(newestIn(history)),
    // A late deletion changes what is decided on the next one, and not the newest record.
    O.map((newest) => ({ record: summarize(newest), revision: `${identityOf(newest)} of ${history.length}` })),
  );

const revisionOf = (head: O.Option<Head>): string | undefined =>
  pipe(
    head,
    O.map(({ revision }) => revision),
    O.toUndefined,
  );

/**
 * A {@link BackupStore} that lives and dies with this object: for tests, demonstrations and dry runs. It always tells
 * when the head moved (`StoreConflict`), and fails on request; see {@link InMemoryBackupStore.failNext}.
 */
export class InMemoryBackupStore implements BackupStore {
  readonly capabilities: StoreCapabilities = { durable: false };
  readonly #histories = new Map<ParameterName, ReadonlyArray<BackupRecord>>();
  #fault: Fault | undefined;

  /**
   * Makes the next call of the port fail once, whichever it is.
   *
   * @param when `before`: the call has no effect. `after`: it has its whole effect, and the caller is not told (a
   * stream of states ends in the failure).
   * @param error What the call answers. Default: `StoreUnavailable`.
   */
  failNext(when: "before" | "after", error: StoreError = storeUnavailable("the store was told to fail")): void {
    this.#fault = { when, error };
  }

  append(request: AppendRequest): TaskEither<StoreError, number> {
    return this.#call(() => this.#append(request));
  }

  head(name: ParameterName): TaskEither<StoreError, O.Option<Head>> {
    return this.#call(() => E.right(headOf(this.#historyOf(name))));
  }

  history(name: ParameterName): TaskEither<StoreError, ReadonlyArray<RecordSummary>> {
    return this.#call(() => E.right(this.#historyOf(name).map(summarize)));
  }

  async *statesAt(selection: Selection, instant: Millis): AsyncGenerator<E.Either<StoreError, RecordSummary>> {
    const fault = this.#takeFault();
    if (fault?.when !== "before") {
      for (const name of [...this.#histories.keys()].filter((known) => selects(selection, known)).sort()) {
        const state = recordAt(this.#historyOf(name), instant);
        if (O.isSome(state)) yield E.right(summarize(state.value));
      }
    }
    if (fault !== undefined) yield E.left(fault.error);
  }

  load(version: VersionSummary): TaskEither<StoreError, VersionRecord> {
    const isMeant = (record: BackupRecord): record is VersionRecord =>
      record._tag === "Version" && identityOf(record) === identityOf(version);
    return this.#call(() =>
      pipe(
        this.#historyOf(version.name).find(isMeant),
        E.fromNullable(storeUnexpected(`version ${version.version} of "${version.name}" is not in the store`)),
      ),
    );
  }

  close(): TaskEither<StoreError, void> {
    return this.#call(() => E.right(undefined));
  }

  #append({ name, expected, records }: AppendRequest): E.Either<StoreError, number> {
    const kept = this.#historyOf(name);
    if (revisionOf(expected) !== revisionOf(headOf(kept))) {
      return E.left(storeConflict(`"${name}" has another newest record than expected; read it again`));
    }
    if (records.some((record) => kept.some((other) => isRivalOf(record, other)))) {
      return E.left(storeConflict(`"${name}" has another label's record in that place; read it again`));
    }
    const known = new Set(kept.map(identityOf));
    // A record that is there stays as it is, whatever the new one says.
    const history = toHistory([...kept, ...records.filter((record) => !known.has(identityOf(record)))]);
    if (history.length > 0) this.#histories.set(name, history);
    return E.right(history.length - kept.length);
  }

  #historyOf(name: ParameterName): ReadonlyArray<BackupRecord> {
    return this.#histories.get(name) ?? [];
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
