import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type Gap, newestIn } from "../../domain/history/history.ts";
import { type Reconciliation, reconcile, type Situation } from "../../domain/history/reconciliation.ts";
import { mayHideLive } from "../../domain/history/refiled-deletions.ts";
import { type BackupRecord, identityOf, type RecordSummary } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { BackupStore, Head } from "../../ports/backup-store.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";
import { type StoreError, storeConflict } from "../../ports/store-error.ts";
import { guarded } from "../catch-throws.ts";
import { withTags } from "./attach-tags.ts";

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
  /** The same, when only the live history tells: then both are read again. Default: it never does. */
  needsKeptBeside?(live: O.Option<LiveHistory>): boolean;
  /** What is read right before the live history; see {@link Situation.lookedAt}. */
  readonly lookAt?: () => Millis;
  /**
   * Told right before an append that settles them, each once: who dies after the append finds nothing missing the next
   * time. When another handler's append came first, it may yet have kept them. Default: nobody is told.
   */
  readonly onGaps?: (gaps: ReadonlyArray<Gap>) => void;
  /** `false` decides and appends nothing. */
  readonly append: boolean;
}

/** What was read of a name, what it came to, and what was done. */
export interface Completion extends Reconciliation {
  /** The newest record that was kept before. */
  readonly head: O.Option<RecordSummary>;
  readonly kept: ReadonlyArray<RecordSummary>;
  readonly live: O.Option<LiveHistory>;
  /** Records that are new in the store. */
  readonly appended: number;
}

/** How often a decision is made anew because another handler was faster. Each time somebody made progress. */
const MAX_ATTEMPTS = 10;

const recordOf = (head: O.Option<Head>): O.Option<RecordSummary> => O.map((known: Head) => known.record)(head);

const withHead = (kept: ReadonlyArray<RecordSummary>, head: O.Option<RecordSummary>): ReadonlyArray<RecordSummary> =>
  O.isSome(head) ? [...kept, head.value] : kept;

/** The newest record that was kept before, by all that was read. */
const newestKept = (kept: ReadonlyArray<RecordSummary>, head: O.Option<RecordSummary>): O.Option<RecordSummary> =>
  O.fromNullable(newestIn(kept) ?? O.toUndefined(head));

const versionsIn = (live: O.Option<LiveHistory>): ReadonlyArray<ParameterVersion> => (O.isSome(live) ? live.value : []);

/** The records that are kept nowhere yet. */
const newIn = (
  records: ReadonlyArray<RecordSummary>,
  kept: ReadonlyArray<RecordSummary>,
): ReadonlyArray<RecordSummary> => {
  const known = new Set(kept.map(identityOf));
  return records.filter((record) => !known.has(identityOf(record)));
};

const withGaps = (error: BackUpError, gaps: ReadonlyArray<Gap>): BackUpError =>
  gaps.length === 0 ? error : { ...error, gaps };

const without = (gaps: ReadonlyArray<Gap>, told: ReadonlyArray<Gap>): ReadonlyArray<Gap> =>
  gaps.filter(
    ({ fromVersion, toVersion }) => !told.some((gap) => gap.fromVersion === fromVersion && gap.toVersion === toVersion),
  );

/** What was read of a name. */
interface BothSides {
  /** The store's head as it was told, to append to. */
  readonly expected: O.Option<Head>;
  readonly kept: ReadonlyArray<RecordSummary>;
  readonly lookedAt: Millis | undefined;
  readonly live: O.Option<LiveHistory>;
  /** What a reading before that one found. */
  readonly seen: ReadonlyArray<ParameterVersion>;
}

/**
 * Reads the two sides of a name, and the whole of what is kept where that is needed: on a retry always, since another
 * handler has changed it. What is kept comes first: whatever it tells of happened before the live history is read.
 */
const readBothSides = (
  dependencies: HistoryDependencies,
  name: ParameterName,
  options: CompletionOptions,
  whole: boolean,
): TE.TaskEither<BackUpError, BothSides> => {
  const { source, store } = dependencies;
  const { needsKept, needsKeptBeside, lookAt } = options;
  return pipe(
    TE.Do,
    TE.bind("expected", (): TE.TaskEither<BackUpError, O.Option<Head>> => store.head(name)),
    TE.let("readsAll", ({ expected }) => whole || (O.isSome(expected) && needsKept(recordOf(expected)))),
    TE.bind(
      "kept",
      ({ readsAll }): TE.TaskEither<BackUpError, ReadonlyArray<RecordSummary>> =>
        readsAll ? store.history(name) : TE.right([]),
    ),
    TE.let("lookedAt", () => lookAt?.()),
    TE.bind("live", (): TE.TaskEither<BackUpError, O.Option<LiveHistory>> => source.history(name)),
    TE.chain(({ readsAll, ...sides }): TE.TaskEither<BackUpError, BothSides> => {
      const { expected, live } = sides;
      const lacksKept =
        !readsAll &&
        O.isSome(expected) &&
        (mayHideLive(recordOf(expected), live) || (needsKeptBeside?.(live) ?? false));
      if (!lacksKept) return TE.right({ ...sides, seen: [] });
      return pipe(
        readBothSides(dependencies, name, options, true),
        TE.map((again) => ({ ...again, seen: versionsIn(live) })),
      );
    }),
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
    const { events, thorough = false, append, onGaps } = options;
    const attempt = (
      attemptsLeft: number,
      seenBefore: ReadonlyArray<ParameterVersion>,
      triedEarlier: ReadonlyArray<RecordSummary>,
      told: ReadonlyArray<Gap>,
    ): TE.TaskEither<BackUpError, Completion> =>
      pipe(
        readBothSides(dependencies, name, options, attemptsLeft < MAX_ATTEMPTS),
        TE.chain(({ expected, kept, lookedAt, live, seen }) => {
          const seenEarlier = [...seenBefore, ...seen];
          const head = recordOf(expected);
          const looked = lookedAt === undefined ? {} : { lookedAt };
          const decision = reconcile({ events, head, live, kept, seenEarlier, triedEarlier, thorough, ...looked });
          const complete = (appended: number): Completion => ({
            ...decision,
            head: newestKept(kept, head),
            kept,
            live,
            appended,
          });
          const untold = without(decision.gaps, told);
          if (append && untold.length > 0) onGaps?.(untold);
          if (!append || decision.records.length === 0) return TE.right(complete(0));
          return pipe(
            TE.fromTask<ReadonlyArray<BackupRecord>, StoreError>(
              withTags(dependencies, decision.records, live, withHead(kept, head)),
            ),
            TE.chain((records) => dependencies.store.append({ name, expected, records })),
            TE.map(complete),
            TE.orElse((error: BackUpError) =>
              error._tag === "StoreConflict" && attemptsLeft > 1
                ? attempt(
                    attemptsLeft - 1,
                    [...seenEarlier, ...versionsIn(live)],
                    [...triedEarlier, ...newIn(decision.records, kept)],
                    [...told, ...untold],
                  )
                : TE.left(withGaps(error, decision.gaps)),
            ),
          );
        }),
      );

    return pipe(
      guarded(attempt(MAX_ATTEMPTS, [], [], [])),
      TE.mapLeft(
        (error): BackUpError =>
          error._tag === "StoreConflict"
            ? withGaps(
                storeConflict(`the history of this name kept moving: gave up after ${MAX_ATTEMPTS} attempts`, error),
                error.gaps ?? [],
              )
            : error,
      ),
    );
  };
