import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { VersionFact } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import { withOlderLabels } from "../../domain/restore/older-labels.ts";
import { differencesOf, needsRecreation, type WantedState, wantedState } from "../../domain/restore/parameter-state.ts";
import type { RestorePlan, RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { TargetError } from "../../ports/target-error.ts";
import { checkAbsent, loadPlanned, type Outdated } from "./planned-state.ts";
import { type LiveParameter, readLive } from "./read-live.ts";
import type { RecreateDependencies } from "./recreate.ts";
import { create, update } from "./write-parameter.ts";

/** The ports that applying a row uses. */
export interface RowDependencies extends RecreateDependencies {
  readonly store: BackupStore;
  readonly clock: Clock;
}

/** Why one row failed. */
export type RowError =
  | SourceError
  | StoreError
  | TargetError
  | Failure<"NotVerified">
  | Outdated
  | Failure<"Moved">
  | Failure<"Unchanged">
  | Failure<"Unreadable">
  | Failure<"Unexpected">;

const notVerified = failureOf("NotVerified");
const moved = failureOf("Moved");
const unchanged = failureOf("Unchanged");
const unreadable = failureOf("Unreadable");

type RowTask<A> = TE.TaskEither<RowError, A>;

const isLiveOf = ({ live }: RestoreRow, newest: ParameterVersion | undefined): boolean =>
  live?.version === newest?.version && live?.modifiedAt === newest?.modifiedAt;

/** The terms of a plan that hold for every row. */
export type RowTerms = Pick<RestorePlan, "instant" | "allowRecreate">;

/** The attributes that still differ after every permitted write. */
const leftOver = (newest: ParameterVersion, { state }: WantedState, allowRecreate: boolean) =>
  differencesOf(newest, state).filter(
    ({ attribute }) => allowRecreate || attribute !== "tier" || !needsRecreation(newest, state),
  );

/** Reads back the written parameter. Answers with notes: a re-created parameter has lost its older versions. */
const verify = (
  { source }: RowDependencies,
  name: ParameterName,
  stored: VersionFact,
  planned: WantedState,
  allowRecreate: boolean,
): RowTask<ReadonlyArray<string>> =>
  pipe(
    readLive(source, name, planned.state.attributes.tags !== undefined),
    TE.chain(({ newest, versions }): RowTask<ReadonlyArray<string>> => {
      if (newest === undefined) return TE.left(notVerified("does not exist after it was written"));
      const wanted = withOlderLabels({ state: planned.state, notes: [] }, stored, versions);
      const left = leftOver(newest, wanted, allowRecreate).map(({ attribute }) => attribute);
      return left.length === 0
        ? TE.right(wanted.notes)
        : TE.left(notVerified(`was written, but read back it differs in ${left.join(", ")}`));
    }),
  );

const MOVED = moved("changed since it was planned; left alone: plan again");

const write = (
  dependencies: RowDependencies,
  row: RestoreRow,
  stored: VersionFact,
  { newest: live, versions }: LiveParameter,
  allowRecreate: boolean,
): RowTask<ReadonlyArray<string>> => {
  const wanted = withOlderLabels(wantedState(stored, live, dependencies.clock.now()), stored, versions);
  if (live !== undefined && leftOver(live, wanted, allowRecreate).length === 0) {
    return TE.left(unchanged("is already as it was"));
  }
  if (!isLiveOf(row, live)) return TE.left(MOVED);
  const written =
    live === undefined ? create(dependencies, row.name, wanted) : update(dependencies, live, wanted, allowRecreate);
  return pipe(
    written,
    TE.chainW(() => verify(dependencies, row.name, stored, wanted, allowRecreate)),
  );
};

const remove = (
  dependencies: RowDependencies,
  row: RestoreRow,
  { instant }: RowTerms,
): RowTask<ReadonlyArray<string>> =>
  pipe(
    checkAbsent(dependencies.store, row.name, instant),
    TE.chainW(() => readLive(dependencies.source, row.name, false)),
    TE.chainW(({ newest }): RowTask<void> => {
      if (newest === undefined) return TE.left(unchanged("is already deleted"));
      return isLiveOf(row, newest) ? dependencies.target.remove(row.name) : TE.left(MOVED);
    }),
    TE.map(() => []),
  );

/**
 * Applies a row when the store still confirms the state of the row, and reads back the parameter. Answers with notes
 * for users.
 */
export const applyRow = (
  dependencies: RowDependencies,
  row: RestoreRow,
  terms: RowTerms,
): RowTask<ReadonlyArray<string>> => {
  const { source, store } = dependencies;
  const { version, labelChanges = [] } = row;
  if (row.action === "Unreadable") {
    return TE.left(
      unreadable(`was not touched, since it could not be read when it was planned: ${row.notes.join("; ")}`),
    );
  }
  if (version === undefined) return remove(dependencies, row, terms);
  return pipe(
    loadPlanned(store, version, labelChanges, terms.instant),
    TE.bindTo("stored"),
    TE.bindW("live", ({ stored }) => readLive(source, row.name, stored.attributes.tags !== undefined)),
    TE.chainW(({ stored, live }) =>
      pipe(
        write(dependencies, row, stored, live, terms.allowRecreate),
        TE.map((notes) => [...live.notes, ...notes]),
      ),
    ),
  );
};
