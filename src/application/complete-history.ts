import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { RecordSummary } from "../domain/backup-record.ts";
import type { ParameterName } from "../domain/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../domain/parameter-version.ts";
import { type Reconciliation, reconcile, type Situation } from "../domain/reconciliation.ts";
import type { Millis } from "../domain/time.ts";
import type { BackupStore, Head } from "../ports/backup-store.ts";
import type { Failure } from "../ports/failure.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import type { SourceError } from "../ports/source-error.ts";
import { type StoreError, storeConflict } from "../ports/store-error.ts";

/** The two sides of a history. */
export interface HistoryDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
}

/** Why a name's history could not be completed. `Unexpected`: an adapter broke its contract and threw. */
export type BackUpError = SourceError | StoreError | Failure<"Unexpected">;

/** How a name's history is to be completed. */
export interface CompletionOptions extends Pick<Situation, "events" | "thorough"> {
  /** Whether the decision needs the store's whole history, and not its head alone. */
  needsKept(head: O.Option<RecordSummary>): boolean;
  /** What is read right before the live history; see {@link Situation.lookedAt}. */
  readonly lookAt?: () => Millis;
  /** `false` decides and appends nothing. */
  readonly append: boolean;
}

/** What was read of a name, what it came to, and what was done. */
export interface Completion extends Reconciliation {
  readonly head: O.Option<RecordSummary>;
  readonly kept: ReadonlyArray<RecordSummary>;
  readonly live: O.Option<LiveHistory>;
  /** Records that are new in the store. */
  readonly appended: number;
}

/** How often a decision is made anew because another handler was faster. Each time somebody made progress. */
const MAX_ATTEMPTS = 10;

/** What an adapter throws may quote anything: its kind is told, the rest is for debuggers. */
export const guarded =
  <Err, A>(task: TE.TaskEither<Err, A>): TE.TaskEither<Err | Failure<"Unexpected">, A> =>
  async () => {
    try {
      return await task();
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      return E.left({ _tag: "Unexpected", message: `an adapter threw ${kind}`, cause: error });
    }
  };

const recordOf = (head: O.Option<Head>): O.Option<RecordSummary> => O.map((known: Head) => known.record)(head);

/**
 * Makes the kept history of one name complete: reads the store's head and SSM's versions side by side and appends
 * what `reconcile` finds missing. Doing it again appends nothing. When another handler appends at the same time, it
 * reads and decides again.
 */
export const completeHistory =
  ({ source, store }: HistoryDependencies) =>
  (name: ParameterName, { events, thorough, needsKept, lookAt, append }: CompletionOptions) => {
    const keptWhen = (head: O.Option<RecordSummary>): TE.TaskEither<StoreError, ReadonlyArray<RecordSummary>> =>
      O.isSome(head) && needsKept(head) ? store.history(name) : TE.right([]);

    const attempt = (
      attemptsLeft: number,
      seenEarlier: ReadonlyArray<ParameterVersion>,
    ): TE.TaskEither<BackUpError, Completion> =>
      pipe(
        TE.Do,
        // The head comes first: whatever it tells of happened before the live history is read.
        TE.bind("expected", () => store.head(name)),
        TE.bind("kept", ({ expected }) => keptWhen(recordOf(expected))),
        TE.let("lookedAt", () => lookAt?.()),
        TE.bindW("live", () => source.history(name)),
        TE.chain(({ expected, kept, lookedAt, live }) => {
          const head = recordOf(expected);
          const looked = lookedAt === undefined ? {} : { lookedAt };
          const decision = reconcile({ events, head, live, kept, seenEarlier, thorough: thorough ?? false, ...looked });
          const complete = (appended: number): Completion => ({ ...decision, head, kept, live, appended });
          if (!append || decision.records.length === 0) return TE.right(complete(0));
          return pipe(
            store.append({ name, expected, records: decision.records }),
            TE.map(complete),
            TE.orElse((error) =>
              error._tag === "StoreConflict" && attemptsLeft > 1
                ? attempt(attemptsLeft - 1, [...seenEarlier, ...(O.isSome(live) ? live.value : [])])
                : TE.left(error),
            ),
          );
        }),
      );

    return pipe(
      guarded(attempt(MAX_ATTEMPTS, [])),
      TE.mapLeft(
        (error): BackUpError =>
          error._tag === "StoreConflict"
            ? storeConflict(`the history of this name kept moving: gave up after ${MAX_ATTEMPTS} attempts`, error)
            : error,
      ),
    );
  };
