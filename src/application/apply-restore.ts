import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import type { ParameterName } from "../domain/parameter-name.ts";
import {
  differencesOf,
  needsRecreation,
  type ParameterState,
  type TagChanges,
  tagChanges,
  type WantedState,
  wantedState,
} from "../domain/parameter-state.ts";
import type { ParameterVersion } from "../domain/parameter-version.ts";
import { type RestorePlan, type RestoreRow, sealedText } from "../domain/restore-plan.ts";
import { type Failure, failureOf } from "../ports/failure.ts";
import type { ParameterTarget } from "../ports/parameter-target.ts";
import type { SourceError } from "../ports/source-error.ts";
import type { StoreError } from "../ports/store-error.ts";
import type { TargetError } from "../ports/target-error.ts";
import { guarded } from "./guarded.ts";
import type { PlanDependencies } from "./plan-task.ts";
import { readLive } from "./read-live.ts";
import { recreate } from "./recreate.ts";

/** What applying needs of the outside. */
export interface ApplyDependencies extends PlanDependencies {
  readonly target: ParameterTarget;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** How a plan is applied. */
export interface ApplyOptions {
  /** Stops cleanly: rows in hand are finished, the others not begun. */
  readonly signal?: AbortSignal;
  /** Called after each row that was to be written, with how many are done of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * What became of a row. `Applied`: written, read back and found right. `Unchanged`: it was so already. `Moved`: the
 * live parameter is not what the row was decided on; left alone. `Failed`: see `reason`. `NotReached`: stopped before.
 */
export interface RowResult {
  readonly name: ParameterName;
  readonly action: RestoreRow["action"];
  readonly outcome: "Applied" | "Unchanged" | "Moved" | "Failed" | "NotReached";
  /** The tag of the failure. */
  readonly reason?: string;
  /** For people; quotes no value. */
  readonly message?: string;
}

/** What became of a plan: a result for every row that was not to be kept, in the plan's order. */
export interface RestoreReport {
  readonly results: ReadonlyArray<RowResult>;
  /** Whether the signal stopped it before the end: apply the same plan again to go on. */
  readonly stopped: boolean;
}

/** The plan was edited. */
export type PlanEdited = Failure<"PlanEdited">;
/** The plan was made for another store, Parameter Store or region. */
export type PlanElsewhere = Failure<"PlanElsewhere">;
/** Why a plan is not applied at all. */
export type ApplyError = PlanEdited | PlanElsewhere;

/** Why one row failed. */
export type RowError =
  | SourceError
  | StoreError
  | TargetError
  | Failure<"NotVerified">
  | Failure<"Moved">
  | Failure<"Unchanged">
  | Failure<"Unreadable">
  | Failure<"Unexpected">;

const planEdited = failureOf("PlanEdited");
const planElsewhere = failureOf("PlanElsewhere");
const notVerified = failureOf("NotVerified");
const moved = failureOf("Moved");
const unchanged = failureOf("Unchanged");
const unreadable = failureOf("Unreadable");

/** Rows that are worked on at once: SSM takes about three writes a second. */
const CONCURRENT_ROWS = 4;

type RowTask<A> = TE.TaskEither<RowError, A>;

const isLiveOf = ({ live }: RestoreRow, newest: ParameterVersion | undefined): boolean =>
  live?.version === newest?.version && live?.modifiedAt === newest?.modifiedAt;

/** What stays different although everything was done that may be. */
const leftOver = (newest: ParameterVersion, { state }: WantedState, allowRecreate: boolean) =>
  differencesOf(newest, state).filter(
    ({ attribute }) => allowRecreate || attribute !== "tier" || !needsRecreation(newest, state),
  );

interface VerifyOptions {
  readonly allowRecreate: boolean;
  readonly asksForTags: boolean;
}

const verify = (
  { source }: ApplyDependencies,
  name: ParameterName,
  wanted: WantedState,
  { allowRecreate, asksForTags }: VerifyOptions,
): RowTask<void> =>
  pipe(
    readLive(source, name, asksForTags),
    TE.chain(({ newest }): RowTask<void> => {
      if (newest === undefined) return TE.left(notVerified("is not there after it was written"));
      const left = leftOver(newest, wanted, allowRecreate).map(({ attribute }) => attribute);
      return left.length === 0
        ? TE.right(undefined)
        : TE.left(notVerified(`was written, but read back it differs in ${left.join(", ")}`));
    }),
  );

/** Says what was done before the step that failed. */
const after =
  (done: string) =>
  (error: RowError): RowError => ({ ...error, message: `${done}: ${error.message}` });

const label = (
  { target }: ApplyDependencies,
  name: ParameterName,
  { state }: WantedState,
  version: number,
): RowTask<void> =>
  pipe(
    target.label(name, version, state.attributes.labels ?? []),
    TE.mapLeft(after("it was written, but for its labels")),
  );

/** Tags that are not known, on either side, stay as they are. */
const changesOfTags = ({ attributes: { tags: now } }: ParameterState, { state }: WantedState): TagChanges => {
  const { tags } = state.attributes;
  return now === undefined || tags === undefined ? { added: [], removed: [] } : tagChanges(now, tags);
};

/**
 * Tags come before the version: its event has them kept with it, and without a version no backup would hear of them.
 */
const overwrite = (
  { target }: ApplyDependencies,
  live: ParameterVersion,
  wanted: WantedState,
  state: ParameterState,
): RowTask<number> => {
  const changes = changesOfTags(live, wanted);
  const written: RowTask<number> = target.overwrite(live.name, state, live);
  if (changes.added.length + changes.removed.length === 0) return written;
  return pipe(
    target.tag(live.name, changes),
    TE.mapLeft(after("nothing was written, since its tags could not be")),
    TE.chain(() => pipe(written, TE.mapLeft(after("its tags were written, but nothing else")))),
  );
};

/** Writes over a live parameter the cheapest way that brings the state: labels alone, a version, or a new life. */
const update = (
  dependencies: ApplyDependencies,
  live: ParameterVersion,
  wanted: WantedState,
  allowRecreate: boolean,
): RowTask<void> => {
  const attributes = differencesOf(live, wanted.state).map(({ attribute }) => attribute);
  const labelled = (version: number): RowTask<void> => label(dependencies, live.name, wanted, version);
  if (attributes.every((attribute) => attribute === "labels")) return labelled(live.version);
  if (needsRecreation(live, wanted.state) && allowRecreate) return recreate(dependencies, live, wanted.state);
  const state = needsRecreation(live, wanted.state)
    ? { ...wanted.state, attributes: { ...wanted.state.attributes, tier: "Advanced" } }
    : wanted.state;
  return pipe(
    overwrite(dependencies, live, wanted, state),
    TE.matchEW(
      (error): RowTask<void> =>
        error._tag === "TargetRefused" && allowRecreate && attributes.includes("type")
          ? recreate(dependencies, live, wanted.state)
          : TE.left(error),
      labelled,
    ),
  );
};

const write = (
  dependencies: ApplyDependencies,
  row: RestoreRow,
  live: ParameterVersion | undefined,
  wanted: WantedState,
  allowRecreate: boolean,
): RowTask<void> => {
  if (live !== undefined && leftOver(live, wanted, allowRecreate).length === 0) {
    return TE.left(unchanged("is as it was already"));
  }
  if (!isLiveOf(row, live)) return TE.left(moved("changed since it was planned; left alone: plan again"));
  const written =
    live === undefined
      ? pipe(
          dependencies.target.create(row.name, wanted.state),
          TE.chainW((version) => label(dependencies, row.name, wanted, version)),
        )
      : update(dependencies, live, wanted, allowRecreate);
  const isKnown = live === undefined || live.attributes.tags !== undefined;
  const asksForTags = isKnown && wanted.state.attributes.tags !== undefined;
  return pipe(
    written,
    TE.chainW(() => verify(dependencies, row.name, wanted, { allowRecreate, asksForTags })),
  );
};

const remove = (dependencies: ApplyDependencies, row: RestoreRow): RowTask<ReadonlyArray<string>> =>
  pipe(
    readLive(dependencies.source, row.name, false),
    TE.chain(({ newest }): RowTask<void> => {
      if (newest === undefined) return TE.left(unchanged("is gone already"));
      if (!isLiveOf(row, newest)) return TE.left(moved("changed since it was planned; left alone: plan again"));
      return dependencies.target.remove(row.name);
    }),
    TE.map(() => []),
  );

/** Answers with what has to be told of a row that was applied. */
const applyRow = (
  dependencies: ApplyDependencies,
  row: RestoreRow,
  allowRecreate: boolean,
): RowTask<ReadonlyArray<string>> => {
  const { source, store, clock } = dependencies;
  if (row.action === "Unreadable") {
    return TE.left(
      unreadable(`was not touched, since it could not be read when it was planned: ${row.notes.join("; ")}`),
    );
  }
  if (row.record === undefined) return remove(dependencies, row);
  return pipe(
    store.load(row.record),
    TE.bindTo("record"),
    TE.bindW("live", ({ record }) => readLive(source, row.name, record.attributes.tags !== undefined)),
    TE.chainW(({ record, live: { newest, notes } }) =>
      pipe(
        write(dependencies, row, newest, wantedState(record, newest, clock.now()), allowRecreate),
        TE.map(() => notes),
      ),
    ),
  );
};

const toResult = ({ name, action }: RestoreRow, done: E.Either<RowError, ReadonlyArray<string>>): RowResult => {
  if (E.isRight(done)) {
    const told = done.right.length === 0 ? {} : { message: done.right.join("; ") };
    return { name, action, outcome: "Applied", ...told };
  }
  const { _tag, message } = done.left;
  if (_tag === "Unchanged") return { name, action, outcome: "Unchanged", message };
  if (_tag === "Moved" || _tag === "TargetMoved") return { name, action, outcome: "Moved", message };
  return { name, action, outcome: "Failed", reason: _tag, message };
};

const check = ({ digest, origin }: ApplyDependencies, plan: RestorePlan): E.Either<ApplyError, void> => {
  if (digest(sealedText(plan)) !== plan.integrity) {
    return E.left(planEdited("the plan was edited after it was made: make a new one"));
  }
  const other = (["store", "source", "region"] as const).filter((key) => plan.origin[key] !== origin[key]);
  return other.length === 0
    ? E.right(undefined)
    : E.left(planElsewhere(`the plan was made for another ${other.join(" and ")}: use it there, or make a new one`));
};

/**
 * Does what a plan says, four rows at once, and reads each back. A row whose parameter moved since it was planned is
 * left alone; one that is as it was is not written. Applying a plan again does what is left of it. A failing row never
 * stops the others.
 */
export const applyRestore =
  (dependencies: ApplyDependencies) =>
  (plan: RestorePlan, { signal, onProgress }: ApplyOptions = {}): TE.TaskEither<ApplyError, RestoreReport> =>
    pipe(
      TE.fromEither(check(dependencies, plan)),
      TE.chainTaskK(() => async () => {
        const rows = plan.rows.filter(({ action }) => action !== "Keep");
        let done = 0;
        const results = await pMap(
          rows,
          async (row): Promise<RowResult> => {
            if (signal?.aborted) return { name: row.name, action: row.action, outcome: "NotReached" };
            const result = toResult(row, await guarded(() => applyRow(dependencies, row, plan.allowRecreate)())());
            done += 1;
            onProgress?.(done, rows.length);
            return result;
          },
          { concurrency: CONCURRENT_ROWS },
        );
        return { results, stopped: results.some(({ outcome }) => outcome === "NotReached") };
      }),
    );
