import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../../domain/events/change-event.ts";
import { type Decision, decide } from "../../domain/history/decide.ts";
import type { Gap } from "../../domain/history/gaps.ts";
import type { Situation } from "../../domain/history/situation.ts";
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

/** Parameter Store and the store, and who is told of what is stored without its tags. */
export interface HistoryDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly logger: Logger;
  /** Whose parameters the source has. Absent: unknown. */
  readonly owner?: Scope;
}

/** Why the facts of a name could not be completed. `Unexpected`: an adapter broke its contract and threw. */
export type BackUpError = (SourceError | StoreError | Failure<"Unexpected">) & {
  /** Gaps that were found before an append failed: the append may have come through, and then nobody finds them again. */
  readonly gaps?: ReadonlyArray<Gap>;
};

/** How the facts of a name are to be completed. */
export interface CompletionOptions {
  readonly events: ReadonlyArray<ChangeEvent>;
  /** Whether all stored facts are read first, and compared with SSM. Default `false`: the tail, where that is enough. */
  readonly whole?: boolean;
  /** The clock, given by whoever may find deletions; it is read right before SSM is, and after. See `Situation.lookedAt`. */
  readonly lookAt?: () => Millis;
  /** Told of gaps right before the append that brings them to light: who dies after it finds nothing missing again. */
  readonly onGaps?: (gaps: ReadonlyArray<Gap>) => void;
  /** `false` decides and appends nothing. */
  readonly append: boolean;
}

/** What was read of a name, what it came to, and what was done. */
export interface Completion extends Decision {
  /** The stored facts as far as they were read, from before the append: all, or the newest ones. */
  readonly stored: ReadonlyArray<FactSummary>;
  readonly live: O.Option<LiveHistory>;
  /** How many facts are new in the store. */
  readonly appended: number;
}

type Task<A> = TE.TaskEither<BackUpError, A>;

/** What was read of a name: the store first. What the store tells of has happened before SSM was read. */
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
 * How long a look at SSM may take, of which a deletion is found. A found deletion counts from the beginning of the look,
 * and in a longer one (retries, throttling) the parameter may have existed for most of it: the next sweep looks again.
 */
const LONGEST_LOOK: Millis = 5_000;

/** When a look at SSM began, where a deletion may be found by it. */
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

/** Decides by what was read, and where that is not enough by all facts. */
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
          // With all facts there is always a decision.
          TE.chain((facts) => decideOn(store, { ...reading, facts })),
        ),
      (decision) => TE.right({ reading, decision }),
    ),
  );

const storedIn = ({ facts, newest, deletions }: Reading): ReadonlyArray<FactSummary> =>
  facts ?? [...(newest === undefined ? [] : [newest]), ...deletions];

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

/** Of a deletion that was stored, the first verdict stands; of all else the later one knows more. */
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
 * Completes the facts of one name: reads what the store has of it and what SSM has, and appends what `decide` finds
 * missing. Doing it again appends nothing.
 *
 * After a deletion was stored while the parameter did not exist, SSM is read once more. A parameter that exists now was
 * created after the first look: its versions are stored, and they are evidence of when the deletion happened. Two handlers
 * that meet both write before they look again, so that one of them sees what the other did.
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
            stored: storedIn(reading),
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
