import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../../domain/events/change-event.ts";
import { type Decision, decide } from "../../domain/history/decide.ts";
import type { Gap } from "../../domain/history/gaps.ts";
import { type Situation, storedFacts } from "../../domain/history/situation.ts";
import { newestVersion } from "../../domain/history/tail.ts";
import type { Verdict } from "../../domain/history/verdicts.ts";
import { type FactSummary, isDeletion } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { Scope } from "../../domain/model/scope.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { BackupStore, Tail } from "../../ports/backup-store.ts";
import type { Failure } from "../../ports/failure.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { catchThrows } from "../catch-throws.ts";
import { attachTags } from "./attach-tags.ts";

/** Parameter Store, the store, and the log. */
export interface HistoryDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly logger: Logger;
  /** The account and region of the source's parameters. Absent: unknown. */
  readonly owner?: Scope;
}

/** Why completing the facts of a name failed. `Unexpected`: an adapter broke its contract and threw. */
export type BackUpError = (SourceError | StoreError | Failure<"Unexpected">) & {
  /**
   * Gaps that were found before an append failed. The append may have succeeded all the same; then no later run finds
   * the gaps.
   */
  readonly gaps?: ReadonlyArray<Gap>;
};

/** How the facts of a name are to be completed. */
export interface CompletionOptions {
  readonly events: ReadonlyArray<ChangeEvent>;
  /**
   * Whether to read all stored facts first and compare all with SSM. Default: false, the tail is read, and all facts
   * where the tail is not enough.
   */
  readonly whole?: boolean;
  /**
   * The clock. Only a caller that may find deletions gives the clock. The clock is read right before SSM and right
   * after. See `Situation.lookedAt`.
   */
  readonly lookAt?: () => Millis;
  /**
   * Called with gaps right before the append that reveals the gaps. After the append no later run finds the gaps, so a
   * later call could be lost in a crash.
   */
  readonly onGaps?: (gaps: ReadonlyArray<Gap>) => void;
  /** `false` decides and appends nothing. */
  readonly append: boolean;
}

/** The facts of a name that were read, the decision, and the result. */
export interface Completion extends Decision {
  /** The stored facts that were read before the append: all facts, or the newest facts. */
  readonly stored: ReadonlyArray<FactSummary>;
  readonly live: O.Option<LiveHistory>;
  /** How many facts are new in the store. */
  readonly appended: number;
}

type Task<A> = TE.TaskEither<BackUpError, A>;

/**
 * The facts and versions of a name that were read. The store is read before SSM: stored facts happened before SSM's
 * answer.
 */
interface Reading extends Situation {
  readonly tail: Tail | undefined;
}

const readStored = (
  { store }: HistoryDependencies,
  name: ParameterName,
  whole: boolean,
): Task<Pick<Reading, "newest" | "deletions" | "facts" | "tail">> => {
  if (!whole) {
    return pipe(
      store.tail(name),
      TE.map((tail) => ({
        tail,
        deletions: tail.deletions,
        ...(tail.newest === undefined ? {} : { newest: tail.newest }),
      })),
    );
  }
  return pipe(
    store.facts(name),
    TE.map((facts) => {
      const newest = newestVersion(facts);
      const known = newest === undefined ? {} : { newest };
      return { tail: undefined, facts, deletions: facts.filter(isDeletion), ...known };
    }),
  );
};

/**
 * The longest reading of SSM that may find a deletion. A found deletion gets the time of the beginning of the reading.
 * In a longer reading (retries, throttling) the parameter may have existed after that time, so the next sweep looks
 * again.
 */
const LONGEST_LOOK: Millis = 5_000;

/** The time at which the reading of SSM began. Empty: the reading can't find a deletion. */
const beginningOf = (lookedAt: Millis | undefined, answeredAt: Millis | undefined): Pick<Situation, "lookedAt"> =>
  lookedAt === undefined || answeredAt === undefined || answeredAt - lookedAt > LONGEST_LOOK ? {} : { lookedAt };

const read = (
  dependencies: HistoryDependencies,
  name: ParameterName,
  options: CompletionOptions,
  versions: ReadonlyArray<ParameterVersion>,
): Task<Reading> =>
  pipe(
    readStored(dependencies, name, options.whole === true || versions.length > 0),
    TE.bindTo("stored"),
    TE.let("lookedAt", () => options.lookAt?.()),
    TE.bind("live", (): Task<O.Option<LiveHistory>> => dependencies.source.history(name)),
    TE.let("answeredAt", () => options.lookAt?.()),
    TE.map(({ stored, lookedAt, live, answeredAt }) => ({
      name,
      events: options.events,
      live,
      seen: versions,
      ...stored,
      ...beginningOf(lookedAt, answeredAt),
    })),
  );

/** Decides by the facts that were read. Reads all facts where these are not enough. */
const decideOn = (
  store: Pick<BackupStore, "facts">,
  reading: Reading,
): Task<{ readonly reading: Reading; readonly decision: Decision }> =>
  pipe(
    decide(reading),
    O.match(
      () =>
        pipe(
          store.facts(reading.name),
          // With all facts a decision is always possible.
          TE.chain((facts) => decideOn(store, { ...reading, facts })),
        ),
      (decision) => TE.right({ reading, decision }),
    ),
  );

const withGaps = (error: BackUpError, gaps: ReadonlyArray<Gap>): BackUpError =>
  gaps.length === 0 ? error : { ...error, gaps };

const append = (
  dependencies: HistoryDependencies,
  { name, tail, live }: Reading,
  { facts, gaps }: Decision,
  onGaps: CompletionOptions["onGaps"],
): Task<number> => {
  if (facts.length === 0) return TE.right(0);
  const { store, owner } = dependencies;
  if (gaps.length > 0) onGaps?.(gaps);
  return pipe(
    TE.fromTask<typeof facts, BackUpError>(attachTags(dependencies, facts, live)),
    TE.chain(
      (tagged): Task<number> =>
        store.append({
          name,
          facts: tagged,
          ...(owner === undefined ? {} : { owner }),
          ...(tail === undefined ? {} : { seen: tail }),
        }),
    ),
    TE.mapLeft((error) => withGaps(error, gaps)),
  );
};

const isNewDeletionWhileGone = ({ live }: Reading, { facts }: Decision): boolean =>
  O.isNone(live) && facts.some(isDeletion);

/**
 * The verdicts of both attempts. A first verdict `Deleted` stays, because the deletion is stored. Otherwise the second
 * verdict knows more.
 */
const laterVerdicts = (
  first: ReadonlyMap<ChangeEvent, Verdict>,
  second: ReadonlyMap<ChangeEvent, Verdict>,
): ReadonlyMap<ChangeEvent, Verdict> =>
  new Map(
    [...first].map(([event, verdict]) => [event, verdict === "Deleted" ? verdict : (second.get(event) ?? verdict)]),
  );

/** How often SSM is looked at once more after a deletion was stored. Each time the parameter was created again meanwhile. */
const MOST_LOOKS = 5;

/**
 * Completes the facts of one name: reads the store, then SSM, and appends the facts that `decide` finds missing.
 * Repeating the call appends nothing.
 *
 * SSM is read once more after a deletion was stored while the parameter did not exist. A parameter that exists now was
 * created after the first reading. The versions of this parameter are stored, and are evidence of the deletion's time.
 * Two concurrent handlers both write before the second reading, so at least one handler sees the other's facts.
 */
export const completeHistory =
  (dependencies: HistoryDependencies) =>
  (name: ParameterName, options: CompletionOptions): Task<Completion> => {
    const attempt = (looksLeft: number, seen: ReadonlyArray<ParameterVersion>): Task<Completion> =>
      pipe(
        read(dependencies, name, options, seen),
        TE.chain((reading) => decideOn(dependencies.store, reading)),
        TE.chain(({ reading, decision }): Task<Completion> => {
          const complete = (appended: number): Completion => ({
            ...decision,
            stored: storedFacts(reading),
            live: reading.live,
            appended,
          });
          if (!options.append) return TE.right(complete(0));
          return pipe(
            append(dependencies, reading, decision, options.onGaps),
            TE.map(complete),
            TE.chain((completion) =>
              looksLeft > 0 && isNewDeletionWhileGone(reading, decision)
                ? lookAgain(completion, looksLeft - 1)
                : TE.right(completion),
            ),
          );
        }),
      );

    const lookAgain = (first: Completion, looksLeft: number): Task<Completion> =>
      pipe(
        dependencies.source.history(name),
        TE.chain((live): Task<Completion> => {
          if (O.isNone(live)) return TE.right(first);
          return pipe(
            attempt(looksLeft, live.value),
            TE.map((second) => ({
              ...second,
              stored: first.stored,
              verdicts: laterVerdicts(first.verdicts, second.verdicts),
              facts: [...first.facts, ...second.facts],
              gaps: [...first.gaps, ...second.gaps],
              appended: first.appended + second.appended,
            })),
          );
        }),
      );

    return catchThrows(() => attempt(MOST_LOOKS, [])());
  };
