import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import type { Task } from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { newestIn } from "../../src/domain/history/history.ts";
import {
  type BackupRecord,
  identityOf,
  type RecordSummary,
  type VersionRecord,
} from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { Secret } from "../../src/domain/model/secret.ts";
import { everything, type Selection } from "../../src/domain/model/selection.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { AppendRequest, BackupStore } from "../../src/ports/backup-store.ts";
import type { StoreError } from "../../src/ports/store-error.ts";
import { InMemoryBackupStore, type StoreHarness } from "../../src/testing/index.ts";

/** A stream of states, as the port has it. */
export type States = ReturnType<BackupStore["statesAt"]>;

/** What of a sound store is broken. */
export type Break = (sound: InMemoryBackupStore) => Partial<BackupStore>;

/** Breaks nothing. */
export const sound: Break = () => ({});

/** A harness for a sound store of which a part is broken. `reopen` answers the same instance unless told otherwise. */
export const harnessOf =
  (breakIt: Break, reopened?: Break): (() => Promise<StoreHarness>) =>
  async () => {
    const inner = new InMemoryBackupStore();
    const broken = (change: Break): BackupStore => ({
      capabilities: inner.capabilities,
      append: (request) => inner.append(request),
      head: (name) => inner.head(name),
      history: (name) => inner.history(name),
      statesAt: (selection, instant) => inner.statesAt(selection, instant),
      load: (version) => inner.load(version),
      close: () => inner.close(),
      ...change(inner),
    });
    const store = broken(breakIt);
    return {
      store,
      reopen: async () => (reopened === undefined ? store : broken(reopened)),
      failNext: (when) => inner.failNext(when),
      dispose: async () => {},
    };
  };

/** Appends other records than it is asked to. */
export const appending =
  (change: (records: ReadonlyArray<BackupRecord>, request: AppendRequest) => ReadonlyArray<BackupRecord>): Break =>
  (inner) => ({ append: (request) => inner.append({ ...request, records: change(request.records, request) }) });

/** Keeps versions otherwise than they are. */
export const keeping = (change: (record: VersionRecord) => VersionRecord): Break =>
  appending((records) => records.map((record) => (record._tag === "Version" ? change(record) : record)));

/** Keeps values otherwise than they are. */
export const keepingValues = (change: (value: string) => string): Break =>
  keeping((record) => ({ ...record, value: Secret.of(change(record.value.reveal())) }));

/** Loads versions otherwise than they were kept. */
export const loading =
  (change: (record: VersionRecord) => VersionRecord): Break =>
  (inner) => ({ load: (version) => pipe(inner.load(version), TE.map(change)) });

/** Lets only some states through; failures pass. */
export async function* keptStates(states: States, keep: (state: RecordSummary, index: number) => boolean): States {
  let index = 0;
  for await (const state of states) {
    if (E.isLeft(state) || keep(state.right, index)) yield state;
    index += 1;
  }
}

/** Has a rule of its own for what a selection means. */
export const selecting =
  (selects: (selection: Selection, name: string) => boolean): Break =>
  (inner) => ({
    statesAt: (selection, instant) =>
      keptStates(inner.statesAt(everything, instant), ({ name }) => selects(selection, name)),
  });

/** Has an idea of its own of a name's history, and tells heads and states by it too. */
export const telling =
  (change: (records: ReadonlyArray<RecordSummary>) => ReadonlyArray<RecordSummary>): Break =>
  (inner) => {
    const history = (name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<RecordSummary>> =>
      pipe(inner.history(name), TE.map(change));
    const newestAt = (name: ParameterName, instant: Millis): Task<ReadonlyArray<E.Either<StoreError, RecordSummary>>> =>
      pipe(
        history(name),
        TE.match(
          (error) => [E.left(error)],
          (records) =>
            records
              .filter(({ at }) => at <= instant)
              .slice(-1)
              .map((record) => E.right(record)),
        ),
      );
    return {
      history,
      head: (name) =>
        pipe(
          inner.head(name),
          TE.chain((head) =>
            pipe(
              history(name),
              TE.map(newestIn),
              TE.map((record) => (O.isSome(head) && record !== undefined ? O.some({ ...head.value, record }) : O.none)),
            ),
          ),
        ),
      async *statesAt(selection, instant) {
        for await (const state of inner.statesAt(selection, instant)) {
          yield* E.isRight(state) ? await newestAt(state.right.name, instant)() : [state];
        }
      },
    };
  };

/** Tells something else of each record. */
export const tellingOf = (change: (record: RecordSummary) => RecordSummary): Break =>
  telling((records) => records.map(change));

/** A record's name and identity. */
export const keyOf = (record: RecordSummary): string => `${record.name} ${identityOf(record)}`;
