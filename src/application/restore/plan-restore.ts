import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import { type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import type { ListedParameter } from "../../domain/model/parameter-version.ts";
import { prefixOf, type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import { type RestorePlan, type RestoreRow, sealedText, type UnsealedPlan } from "../../domain/restore/restore-plan.ts";
import { type Candidate, decide, keep, keepUncompared } from "./plan-row.ts";
import {
  badRestore,
  instantInFuture,
  isInPlace,
  nothingKept,
  type PlanDependencies,
  type PlanError,
  type PlanOptions,
  type Task,
} from "./plan-task.ts";
import { decideUnkept } from "./plan-unstored.ts";

/** Names that are read at once. */
const CONCURRENT_NAMES = 8;

/** AWS Systems Manager User Guide, "Requirements and constraints for parameter names". */
const RESERVED = /^\/(aws|ssm)/i;

/** Where a name is restored to. */
const targetNameOf = ({ selection, to }: Task, name: ParameterName): E.Either<PlanError, ParameterName> => {
  if (to === undefined) return E.right(name);
  const path = prefixOf(selection);
  const cut = selection._tag === "Key" ? name.lastIndexOf("/") + 1 : path.length;
  return pipe(
    parseParameterName(to + name.slice(cut)),
    E.filterOrElse(
      (moved) => !RESERVED.test(moved),
      () => "one that does not begin with aws or ssm, which Parameter Store keeps for AWS",
    ),
    E.mapLeft((form) => badRestore(`a name in the new path would be none: expected ${form}`)),
  );
};

/** What lives where it is restored to. */
const targetSelection = ({ selection, to }: Task): Selection => {
  if (to === undefined) return selection;
  return { _tag: selection._tag === "Tree" ? "Tree" : "Level", path: to };
};

const isWanted = ({ only }: Task, name: ParameterName): boolean => only === undefined || only.includes(name);

const check = (
  { to, prune, elsewhere, instant, only = [], selection }: Task,
  now: Millis,
): E.Either<PlanError, void> => {
  const outside = only.filter((name) => !selects(selection, name));
  if (outside.length > 0) return E.left(badRestore(`${outside.join(", ")} lies outside of the selection`));
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

interface Sorted {
  readonly differing: ReadonlyArray<Candidate>;
  /** What changed since and of which nothing is kept at the instant. */
  readonly unkept: ReadonlyArray<ListedParameter>;
  /** The rows of what has not changed. */
  readonly rows: ReadonlyArray<RestoreRow>;
}

/** Somebody meant the path below it, perhaps. */
const hintOn = ({ selection }: Task): string =>
  selection._tag === "Key" ? `; ${selection.name} is one parameter, ${selection.name}/ would be a path` : "";

/** Names that were asked for and of which there is nothing to say: a typing error must not look like success. */
const unknownOf = (
  task: Task,
  { differing, unkept, rows }: Sorted,
): E.Either<PlanError, ReadonlyArray<ParameterName>> =>
  pipe(
    E.traverseArray((name: ParameterName) => targetNameOf(task, name))(task.only ?? []),
    E.map((names) => {
      const known = new Set([...differing, ...unkept, ...rows].map(({ name }) => name));
      return names.filter((name) => !known.has(name));
    }),
  );

const refuseUnknown = (task: Task, sorted: Sorted): E.Either<PlanError, Sorted> =>
  pipe(
    unknownOf(task, sorted),
    E.chain((unknown) =>
      unknown.length === 0
        ? E.right(sorted)
        : E.left(nothingKept(`nothing is known of ${unknown.join(", ")}, neither now nor at the instant`)),
    ),
  );

/** Sorts out what has to be read: of a parameter that has not changed since the instant nothing has, unless asked for. */
const sortOut = async (
  { store }: PlanDependencies,
  task: Task,
  live: ReadonlyMap<ParameterName, ListedParameter>,
): Promise<E.Either<PlanError, Sorted>> => {
  const { thorough = false } = task;
  const inPlace = isInPlace(task);
  const isAsItWas = (name: ParameterName): boolean =>
    inPlace && (live.get(name)?.modifiedAt ?? Infinity) <= task.instant;
  const isRead = (name: ParameterName): boolean => isWanted(task, name) && (thorough || !isAsItWas(name));
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
  const rows = others.filter(({ name }) => isAsItWas(name)).map(thorough ? keepUncompared : keep);
  const unkept = inPlace ? others.filter(({ name }) => !isAsItWas(name)) : [];
  if (differing.length === 0 && rows.length === 0) {
    return E.left(
      nothingKept(
        live.size === 0
          ? `nothing of this selection exists now or is kept at or before the instant${hintOn(task)}`
          : "nothing of this selection is kept at or before the instant, which lies before the first record: ssmbak backfill keeps what Parameter Store still has of then",
      ),
    );
  }
  return refuseUnknown(task, { differing, unkept, rows });
};

const byName = (a: RestoreRow, b: RestoreRow): number => (a.name < b.name ? -1 : 1);

/**
 * Plans to bring a selection back to what it was at an instant: reads, and writes nothing. Of what has not changed
 * since the instant only the listing is read, unless `thorough` asks for more; of the rest one record, one live history and the tags each, eight names
 * at once.
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
      TE.bind("decided", ({ live, sorted }) =>
        TE.fromTask(() =>
          pMap(
            [
              ...sorted.differing.map(decide(dependencies, task, live)),
              ...sorted.unkept.map(decideUnkept(dependencies, task)),
            ],
            (row) => row(),
            { concurrency: CONCURRENT_NAMES },
          ),
        ),
      ),
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
