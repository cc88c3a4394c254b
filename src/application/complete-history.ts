import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { BackupRecord, RecordSummary } from "../domain/backup-record.ts";
import type { Gap } from "../domain/history.ts";
import type { ParameterName } from "../domain/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../domain/parameter-version.ts";
import { type Reconciliation, reconcile, type Situation } from "../domain/reconciliation.ts";
import type { Millis } from "../domain/time.ts";
import type { BackupStore, Head } from "../ports/backup-store.ts";
import type { Failure } from "../ports/failure.ts";
import type { Logger } from "../ports/logger.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import type { SourceError } from "../ports/source-error.ts";
import { type StoreError, storeConflict } from "../ports/store-error.ts";
import { guarded } from "./guarded.ts";
import { withTags } from "./with-tags.ts";

/** The two sides of a history, and who is told of what is kept without its tags. */
export interface HistoryDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly logger: Logger;
}

/** Why a name's history could not be completed. `Unexpected`: an adapter broke its contract and threw. */
export type BackUpError = (SourceError | StoreError | Failure<"Unexpected">) & {
  /**
   * Versions that Parameter Store has dropped, where the append failed: it may have come through, and then nothing is
   * missing any more when the events are handled again.
   */
  readonly gaps?: ReadonlyArray<Gap>;
};

/** How a name's history is to be completed. */
export interface CompletionOptions extends Pick<Situation, "events" | "thorough"> {
  /** Whether the decision needs the store's whole history, and not its head alone. */
  needsKept(head: O.Option<RecordSummary>): boolean;
  /** The same, when only the live history tells. Default: it never does. */
  needsKeptBeside?(live: O.Option<LiveHistory>): boolean;
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

const recordOf = (head: O.Option<Head>): O.Option<RecordSummary> => O.map((known: Head) => known.record)(head);

const versionsIn = (live: O.Option<LiveHistory>): ReadonlyArray<ParameterVersion> => (O.isSome(live) ? live.value : []);

const withGaps = (error: BackUpError, gaps: ReadonlyArray<Gap>): BackUpError =>
  gaps.length === 0 ? error : { ...error, gaps };

/** Reads the two sides of a name. On a retry the whole of what is kept, since another handler has changed it. */
const readBothSides = (
  { source, store }: HistoryDependencies,
  name: ParameterName,
  { needsKept, needsKeptBeside, lookAt }: CompletionOptions,
  isRetry: boolean,
) => {
  const keptIf = (needed: boolean): TE.TaskEither<BackUpError, ReadonlyArray<RecordSummary>> =>
    needed ? store.history(name) : TE.right([]);
  return pipe(
    TE.Do,
    // The head comes first: whatever it tells of happened before the live history is read.
    TE.bind("expected", (): TE.TaskEither<BackUpError, O.Option<Head>> => store.head(name)),
    TE.let("head", ({ expected }) => recordOf(expected)),
    TE.bind("keptBefore", ({ head }) => keptIf(O.isSome(head) && (isRetry || needsKept(head)))),
    TE.let("lookedAt", () => lookAt?.()),
    TE.bind("live", (): TE.TaskEither<BackUpError, O.Option<LiveHistory>> => source.history(name)),
    TE.bind("kept", ({ head, keptBefore, live }) =>
      O.isSome(head) && keptBefore.length === 0 ? keptIf(needsKeptBeside?.(live) ?? false) : TE.right(keptBefore),
    ),
  );
};

/**
 * Makes the kept history of one name complete: reads the store's head and SSM's versions side by side and appends
 * what `reconcile` finds missing. Doing it again appends nothing. When another handler appends at the same time, it
 * reads and decides again.
 */
export const completeHistory =
  (dependencies: HistoryDependencies) =>
  (name: ParameterName, options: CompletionOptions): TE.TaskEither<BackUpError, Completion> => {
    const { events, thorough = false, append } = options;
    const attempt = (
      attemptsLeft: number,
      seenEarlier: ReadonlyArray<ParameterVersion>,
    ): TE.TaskEither<BackUpError, Completion> =>
      pipe(
        readBothSides(dependencies, name, options, attemptsLeft < MAX_ATTEMPTS),
        TE.chain(({ expected, head, kept, lookedAt, live }) => {
          const looked = lookedAt === undefined ? {} : { lookedAt };
          const decision = reconcile({ events, head, live, kept, seenEarlier, thorough, ...looked });
          const complete = (appended: number): Completion => ({ ...decision, head, kept, live, appended });
          if (!append || decision.records.length === 0) return TE.right(complete(0));
          return pipe(
            TE.fromTask<ReadonlyArray<BackupRecord>, StoreError>(withTags(dependencies, decision.records, live)),
            TE.chain((records) => dependencies.store.append({ name, expected, records })),
            TE.map(complete),
            TE.orElse((error: BackUpError) =>
              error._tag === "StoreConflict" && attemptsLeft > 1
                ? attempt(attemptsLeft - 1, [...seenEarlier, ...versionsIn(live)])
                : TE.left(withGaps(error, decision.gaps)),
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
