import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import { UNKNOWN_VERSION, type VersionSummary } from "../domain/backup-record.ts";
import { type ParameterName, parseParameterName } from "../domain/parameter-name.ts";
import { differencesOf, needsRecreation, type ParameterState, wantedState } from "../domain/parameter-state.ts";
import { type ListedParameter, newestOf } from "../domain/parameter-version.ts";
import {
  type RestoreOrigin,
  type RestorePlan,
  type RestoreRow,
  sealedText,
  type UnsealedPlan,
} from "../domain/restore-plan.ts";
import { prefixOf, type Selection } from "../domain/selection.ts";
import type { Millis } from "../domain/time.ts";
import type { BackupStore } from "../ports/backup-store.ts";
import type { Clock } from "../ports/clock.ts";
import { type Failure, failureOf } from "../ports/failure.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import type { SourceError } from "../ports/source-error.ts";
import type { StoreError } from "../ports/store-error.ts";

/** What planning needs of the outside. */
export interface PlanDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly clock: Clock;
  /** Which store and Parameter Store these are; a plan is for them alone. */
  readonly origin: RestoreOrigin;
  /** A digest of a text, so that an edited plan is told. */
  readonly digest: (text: string) => string;
}

/** How a restore is planned. */
export interface PlanOptions {
  /** Whether to delete what came into being after the instant. Default: false, it is listed and kept. */
  readonly prune?: boolean;
  /** Only these names of the selection. Default: all. */
  readonly only?: ReadonlyArray<ParameterName>;
  /** The path, with a slash at its end, to restore into in place of the selection's own. Default: none. */
  readonly to?: string;
  /**
   * Whether Parameter Store is another one than that which was backed up (another region or account): its versions
   * then say nothing about the kept ones. Default: false.
   */
  readonly elsewhere?: boolean;
  /** Whether to delete and re-create where SSM takes nothing else. Default: false. */
  readonly allowRecreate?: boolean;
  /** Whether values are told in the plan. Default: false, they read `[redacted]`. */
  readonly showValues?: boolean;
}

/** The instant has not come yet. */
export type InstantInFuture = Failure<"InstantInFuture">;
/** Nothing is known of the selection at the instant. */
export type NothingKept = Failure<"NothingKept">;
/** The options contradict each other or the selection. */
export type BadRestore = Failure<"BadRestore">;
/** Why a restore can't be planned. */
export type PlanError = SourceError | StoreError | InstantInFuture | NothingKept | BadRestore;

const instantInFuture = failureOf("InstantInFuture");
const nothingKept = failureOf("NothingKept");
const badRestore = failureOf("BadRestore");

/** Names that are read at once. */
const CONCURRENT_NAMES = 8;

const NOT_DELETED = "new since; kept (it would be deleted with prune)";
const UNREACHABLE = "its tier can't go back from Advanced to Standard, unless it is deleted and re-created";
const RECREATED = "is deleted and re-created: its history in SSM begins anew";
const TAGS_UNKNOWN = "tags are not in the backup";

interface Task extends PlanOptions {
  readonly selection: Selection;
  readonly instant: Millis;
}

/** Where a name is restored to. */
const targetNameOf = ({ selection, to }: Task, name: ParameterName): E.Either<PlanError, ParameterName> => {
  if (to === undefined) return E.right(name);
  const path = prefixOf(selection);
  const cut = selection._tag === "Key" ? name.lastIndexOf("/") + 1 : path.length;
  return pipe(
    parseParameterName(to + name.slice(cut)),
    E.mapLeft((form) => badRestore(`a name in the new path would be none: expected ${form}`)),
  );
};

/** What lives where it is restored to. */
const targetSelection = ({ selection, to }: Task): Selection => {
  if (to === undefined) return selection;
  return { _tag: selection._tag === "Tree" ? "Tree" : "Level", path: to };
};

const isWanted = ({ only }: Task, name: ParameterName): boolean => only === undefined || only.includes(name);

const check = ({ to, prune, elsewhere, instant }: Task, now: Millis): E.Either<PlanError, void> => {
  if (instant > now) return E.left(instantInFuture("the instant lies in the future"));
  if (to !== undefined && !(to.startsWith("/") && to.endsWith("/"))) {
    return E.left(badRestore("the other path must begin and end with a slash"));
  }
  return prune === true && (to !== undefined || elsewhere === true)
    ? E.left(badRestore("prune goes with a restore in place only: elsewhere nothing is new since the instant"))
    : E.right(undefined);
};

const collectLive = async (
  { source }: PlanDependencies,
  task: Task,
): Promise<E.Either<PlanError, Map<ParameterName, ListedParameter>>> => {
  const live = new Map<ParameterName, ListedParameter>();
  for await (const listed of source.list(targetSelection(task))) {
    if (E.isLeft(listed)) return listed;
    if (task.to !== undefined || isWanted(task, listed.right.name)) live.set(listed.right.name, listed.right);
  }
  return E.right(live);
};

interface Candidate {
  readonly name: ParameterName;
  readonly record: VersionSummary;
}

interface Sorted {
  readonly differing: ReadonlyArray<Candidate>;
  readonly rows: ReadonlyArray<RestoreRow>;
}

const liveOf = ({ version, modifiedAt }: ListedParameter) => ({ version, modifiedAt });

const keep = (listed: ListedParameter): RestoreRow => ({
  name: listed.name,
  action: "Keep",
  live: liveOf(listed),
  differences: [],
  notes: [],
});

const newSince = (listed: ListedParameter, prune = false): RestoreRow => ({
  ...keep(listed),
  newSince: true,
  action: prune ? "Delete" : "Keep",
  notes: prune ? [] : [NOT_DELETED],
});

/** Sorts out what has to be read: of a parameter that has not changed since the instant nothing has. */
const sortOut = async (
  { store }: PlanDependencies,
  task: Task,
  live: ReadonlyMap<ParameterName, ListedParameter>,
): Promise<E.Either<PlanError, Sorted>> => {
  const inPlace = task.to === undefined && task.elsewhere !== true;
  const isAsItWas = (name: ParameterName): boolean =>
    inPlace && (live.get(name)?.modifiedAt ?? Infinity) <= task.instant;
  const isRead = (name: ParameterName): boolean => isWanted(task, name) && !isAsItWas(name);
  const differing: Candidate[] = [];
  const existed = new Set<ParameterName>();
  for await (const state of store.statesAt(task.selection, task.instant, isRead)) {
    if (E.isLeft(state)) return state;
    if (!isRead(state.right.name) || state.right._tag === "Tombstone") continue;
    const name = targetNameOf(task, state.right.name);
    if (E.isLeft(name)) return name;
    existed.add(name.right);
    differing.push({ name: name.right, record: state.right });
  }
  const others = [...live.values()].filter(({ name }) => !existed.has(name));
  const rows = others.flatMap((listed) => {
    if (isAsItWas(listed.name)) return [keep(listed)];
    return inPlace ? [newSince(listed, task.prune)] : [];
  });
  if (differing.length === 0 && !rows.some((row) => row.newSince !== true)) {
    return E.left(
      nothingKept(
        live.size === 0
          ? "nothing of this selection exists now or is kept at or before the instant"
          : "nothing of this selection is kept at or before the instant: it lies before the first record",
      ),
    );
  }
  return E.right({ differing, rows });
};

const rowOfUpdate = (
  candidate: Candidate,
  live: { readonly version: number; readonly modifiedAt: Millis },
  states: { readonly now: ParameterState; readonly wanted: ParameterState },
  notes: ReadonlyArray<string>,
  task: Task,
): RestoreRow => {
  const differences = differencesOf(states.now, states.wanted, task.showValues);
  const recreates = needsRecreation(states.now, states.wanted);
  const unreachable = recreates && task.allowRecreate !== true;
  const reachable = differences.filter(({ attribute }) => !(unreachable && attribute === "tier"));
  return {
    name: candidate.name,
    action: reachable.length === 0 ? "Keep" : "Update",
    live,
    record: candidate.record,
    differences,
    notes: [...notes, ...(recreates ? [unreachable ? UNREACHABLE : RECREATED] : [])],
  };
};

/** The same state, whatever its number: the live version is the record itself. */
const isRecord = (record: VersionSummary, live: ListedParameter | undefined): boolean =>
  record.version !== UNKNOWN_VERSION && record.version === live?.version && record.modifiedAt === live.modifiedAt;

const decide =
  ({ source, store, clock }: PlanDependencies, task: Task, live: ReadonlyMap<ParameterName, ListedParameter>) =>
  (candidate: Candidate): TE.TaskEither<PlanError, RestoreRow> => {
    const listed = live.get(candidate.name);
    if (task.elsewhere !== true && listed !== undefined && isRecord(candidate.record, listed)) {
      return TE.right({ ...keep(listed), record: candidate.record });
    }
    return pipe(
      TE.Do,
      TE.bind("record", () => store.load(candidate.record)),
      TE.bindW("history", () => (listed === undefined ? TE.right(O.none) : source.history(candidate.name))),
      TE.map(({ record, history }): RestoreRow => {
        if (O.isNone(history)) {
          const { notes } = wantedState(record, undefined, clock.now());
          const { name } = candidate;
          const all = [...notes, TAGS_UNKNOWN];
          return { name, action: "Create", record: candidate.record, differences: [], notes: all };
        }
        const newest = newestOf(history.value);
        const { state, notes } = wantedState(record, newest, clock.now());
        const { version, modifiedAt } = newest;
        return rowOfUpdate(candidate, { version, modifiedAt }, { now: newest, wanted: state }, notes, task);
      }),
    );
  };

const byName = (a: RestoreRow, b: RestoreRow): number => (a.name < b.name ? -1 : 1);

/**
 * Plans to bring a selection back to what it was at an instant: reads, and writes nothing. Of what has not changed
 * since the instant only the listing is read; of the rest one record and one live history each, eight names at once.
 */
export const planRestore =
  (dependencies: PlanDependencies) =>
  (selection: Selection, instant: Millis, options: PlanOptions = {}): TE.TaskEither<PlanError, RestorePlan> => {
    const task: Task = { ...options, selection, instant };
    const { clock, digest, origin } = dependencies;
    return pipe(
      TE.fromEither(check(task, clock.now())),
      TE.chain(() => () => collectLive(dependencies, task)),
      TE.bindTo("live"),
      TE.bind(
        "sorted",
        ({ live }) =>
          () =>
            sortOut(dependencies, task, live),
      ),
      TE.bind("decided", ({ live, sorted }) => async () => {
        const rows = await pMap(sorted.differing, (candidate) => decide(dependencies, task, live)(candidate)(), {
          concurrency: CONCURRENT_NAMES,
        });
        return E.sequenceArray(rows);
      }),
      TE.map(({ sorted, decided }): RestorePlan => {
        const plan: UnsealedPlan = {
          format: 1,
          plannedAt: clock.now(),
          instant,
          origin,
          allowRecreate: options.allowRecreate === true,
          rows: [...sorted.rows, ...decided].sort(byName),
        };
        return { ...plan, integrity: digest(sealedText(plan)) };
      }),
    );
  };
