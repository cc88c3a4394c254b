import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import { type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import type { ListedParameter } from "../../domain/model/parameter-version.ts";
import { prefixOf, type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import {
  PLAN_FORMAT,
  type RestorePlan,
  type RestoreRow,
  sealedText,
  type UnsealedPlan,
} from "../../domain/restore/restore-plan.ts";
import { type Candidate, decide, unchanged, uncompared } from "./plan-row.ts";
import {
  badRestore,
  instantInFuture,
  isInPlace,
  nothingStored,
  type PlanDependencies,
  type PlanError,
  type PlanOptions,
  type Task,
} from "./plan-task.ts";
import { decideUnstored } from "./plan-unstored.ts";

/** Names that are read at once. */
const CONCURRENT_NAMES = 8;

/** AWS Systems Manager User Guide, "Requirements and constraints for parameter names". */
const RESERVED = /^\/(aws|ssm)/i;

/** The name of the parameter to write. */
const targetNameOf = ({ selection, to }: Task, name: ParameterName): E.Either<PlanError, ParameterName> => {
  if (to === undefined) return E.right(name);
  const path = prefixOf(selection);
  const cut = selection._tag === "Key" ? name.lastIndexOf("/") + 1 : path.length;
  return pipe(
    parseParameterName(to + name.slice(cut)),
    E.filterOrElse(
      (moved) => !RESERVED.test(moved),
      () => "one that does not begin with aws or ssm, which Parameter Store reserves for AWS",
    ),
    E.mapLeft((form) => badRestore(`a name in the new path would not be valid: expected ${form}`)),
  );
};

/** The selection of parameters to write. */
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
    ? E.left(
        badRestore("prune works only with a restore in place: at another place no parameter is new since the instant"),
      )
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

interface Grouped {
  readonly differing: ReadonlyArray<Candidate>;
  /** Parameters that changed after the instant and, by the store, did not exist at the instant. */
  readonly unstored: ReadonlyArray<ListedParameter>;
  /** The rows of parameters that have not changed. */
  readonly rows: ReadonlyArray<RestoreRow>;
}

/** Perhaps the path below the parameter was meant. */
const hintOn = ({ selection }: Task): string =>
  selection._tag === "Key" ? `; ${selection.name} is one parameter, ${selection.name}/ would be a path` : "";

/**
 * Requested names without any facts or live parameter. Such a name is an error: a typing error must not look like
 * success.
 */
const unknownOf = (
  task: Task,
  { differing, unstored, rows }: Grouped,
): E.Either<PlanError, ReadonlyArray<ParameterName>> =>
  pipe(
    E.traverseArray((name: ParameterName) => targetNameOf(task, name))(task.only ?? []),
    E.map((names) => {
      const known = new Set([...differing, ...unstored, ...rows].map(({ name }) => name));
      return names.filter((name) => !known.has(name));
    }),
  );

const refuseUnknown = (task: Task, grouped: Grouped): E.Either<PlanError, Grouped> =>
  pipe(
    unknownOf(task, grouped),
    E.chain((unknown) =>
      unknown.length === 0
        ? E.right(grouped)
        : E.left(nothingStored(`nothing is known of ${unknown.join(", ")}, neither now nor at the instant`)),
    ),
  );

/** Groups the parameters by the reading that they need. Only a thorough plan reads a parameter that has not changed. */
const groupParameters = async (
  { store }: PlanDependencies,
  task: Task,
  live: ReadonlyMap<ParameterName, ListedParameter>,
): Promise<E.Either<PlanError, Grouped>> => {
  const { thorough = false } = task;
  const inPlace = isInPlace(task);
  const isAsItWas = (name: ParameterName): boolean =>
    inPlace && (live.get(name)?.modifiedAt ?? Infinity) <= task.instant;
  const isRead = (name: ParameterName): boolean => isWanted(task, name) && (thorough || !isAsItWas(name));
  const differing: Candidate[] = [];
  const existed = new Set<ParameterName>();
  for await (const state of store.statesAt(task.selection, task.instant, isRead)) {
    if (E.isLeft(state)) return state;
    if (!isRead(state.right.name) || state.right._tag === "Deleted") continue;
    const name = targetNameOf(task, state.right.name);
    if (E.isLeft(name)) return name;
    existed.add(name.right);
    differing.push({ name: name.right, state: state.right });
  }
  const others = [...live.values()].filter(({ name }) => !existed.has(name));
  const rows = others.filter(({ name }) => isAsItWas(name)).map(thorough ? uncompared : unchanged);
  const unstored = inPlace ? others.filter(({ name }) => !isAsItWas(name)) : [];
  if (differing.length === 0 && rows.length === 0) {
    return E.left(
      nothingStored(
        live.size === 0
          ? `nothing of this selection exists now or is stored at or before the instant${hintOn(task)}`
          : "nothing of this selection is stored at or before the instant, which lies before the first stored version: ssmbak backfill stores what Parameter Store still has of then",
      ),
    );
  }
  return refuseUnknown(task, { differing, unstored, rows });
};

const byName = (a: RestoreRow, b: RestoreRow): number => (a.name < b.name ? -1 : 1);

/**
 * Plans to bring a selection back to an instant. Reads only, writes nothing. A parameter that has not changed since the
 * instant costs no call beyond the listing, unless `thorough` is set. Every other parameter costs one stored version,
 * one live history and the tags, eight parameters at once.
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
        "grouped",
        ({ live }) =>
          () =>
            groupParameters(dependencies, task, live),
      ),
      TE.bind("decided", ({ live, grouped }) =>
        TE.fromTask(() =>
          pMap(
            [
              ...grouped.differing.map(decide(dependencies, task, live)),
              ...grouped.unstored.map(decideUnstored(dependencies, task)),
            ],
            (row) => row(),
            { concurrency: CONCURRENT_NAMES },
          ),
        ),
      ),
      TE.map(({ grouped, decided }): RestorePlan => {
        const plan: UnsealedPlan = {
          format: PLAN_FORMAT,
          plannedAt: clock.now(),
          instant,
          origin,
          allowRecreate: options.allowRecreate === true,
          rows: [...grouped.rows, ...decided].sort(byName),
        };
        return { ...plan, integrity: digest(sealedText(plan)) };
      }),
    );
  };
