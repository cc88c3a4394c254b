import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../domain/change-event.ts";
import type { Gap } from "../domain/history.ts";
import type { ParameterName } from "../domain/parameter-name.ts";
import type { ParameterVersion } from "../domain/parameter-version.ts";
import { needsKeptHistory, reconcile, type Verdict } from "../domain/reconciliation.ts";
import type { BackupStore, Head } from "../ports/backup-store.ts";
import type { Failure } from "../ports/failure.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import type { SourceError } from "../ports/source-error.ts";
import { type StoreError, storeConflict } from "../ports/store-error.ts";

/** What backing up needs of the outside. */
export interface BackUpDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
}

/** Why a name's history could not be completed. `Unexpected`: an adapter broke its contract and threw. */
export type BackUpError = SourceError | StoreError | Failure<"Unexpected">;

/** What was done for one name. */
export interface NameReport {
  readonly name: ParameterName;
  /** Records that are new in the store. */
  readonly appended: number;
  readonly verdicts: ReadonlyMap<ChangeEvent, Verdict>;
  /** Versions that SSM had dropped before they could be kept. */
  readonly gap: O.Option<Gap>;
}

/**
 * The failure of a deletion that Parameter Store contradicts (verdict `StillThere`): its answer may be stale, so the
 * event has to be delivered again. Taking either side at once could hide a live parameter or lose a deletion.
 */
export const stillThere: Failure<"StillThere"> = {
  _tag: "StillThere",
  message: "the event says deleted, but Parameter Store still has versions from before that second; handle it again",
};

/** How often a decision is made anew because another handler was faster. Each time somebody made progress. */
const MAX_ATTEMPTS = 10;

/** What an adapter throws may quote anything: its kind is told, the rest is for debuggers. */
const guarded =
  <Err, A>(task: TE.TaskEither<Err, A>): TE.TaskEither<Err | Failure<"Unexpected">, A> =>
  async () => {
    try {
      return await task();
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      return E.left({ _tag: "Unexpected", message: `an adapter threw ${kind}`, cause: error });
    }
  };

const keptHistory = (store: BackupStore, events: ReadonlyArray<ChangeEvent>, head: O.Option<Head>) => {
  const record = pipe(
    head,
    O.map((known) => known.record),
  );
  return needsKeptHistory(events, record) && O.isSome(head) ? store.history(head.value.record.name) : TE.right([]);
};

/**
 * Makes the kept history of one name complete: reads the store's head and SSM's versions side by side and appends
 * what is missing. The events are the trigger; what is kept comes from SSM (design, section 1). Doing it again appends
 * nothing. When another handler appends at the same time, it reads and decides again.
 *
 * @param events Events of `name` that can have changed its value (`changesValue`), in any order.
 */
export const backUpChanges =
  ({ source, store }: BackUpDependencies) =>
  (name: ParameterName, events: ReadonlyArray<ChangeEvent>): TE.TaskEither<BackUpError, NameReport> => {
    const attempt = (
      attemptsLeft: number,
      seenEarlier: ReadonlyArray<ParameterVersion>,
    ): TE.TaskEither<BackUpError, NameReport> =>
      pipe(
        TE.Do,
        // The head comes first: whatever it tells of happened before the live history is read.
        TE.bind("head", () => store.head(name)),
        TE.bind("kept", ({ head }) => keptHistory(store, events, head)),
        TE.bindW("live", () => source.history(name)),
        TE.chain(({ head, kept, live }) => {
          const record = pipe(
            head,
            O.map((known) => known.record),
          );
          const { records, verdicts, gap } = reconcile({ events, head: record, live, kept, seenEarlier });
          const report = (appended: number): NameReport => ({ name, appended, verdicts, gap });
          if (records.length === 0) return TE.right(report(0));
          return pipe(
            store.append({ name, expected: head, records }),
            TE.map(report),
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
      TE.mapLeft((error) =>
        error._tag === "StoreConflict"
          ? storeConflict(`the history of this name kept moving: gave up after ${MAX_ATTEMPTS} attempts`, error)
          : error,
      ),
    );
  };
