import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { VersionRecord } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import { withOlderLabels } from "../../domain/restore/older-labels.ts";
import { differencesOf, needsRecreation, type WantedState, wantedState } from "../../domain/restore/parameter-state.ts";
import type { RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { TargetError } from "../../ports/target-error.ts";
import { type LiveParameter, readLive } from "./read-live.ts";
import type { RecreateDependencies } from "./recreate.ts";
import { create, update } from "./write-parameter.ts";

/** What applying a row needs of the outside. */
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

/** What stays different although everything was done that may be. */
const leftOver = (newest: ParameterVersion, { state }: WantedState, allowRecreate: boolean) =>
  differencesOf(newest, state).filter(
    ({ attribute }) => allowRecreate || attribute !== "tier" || !needsRecreation(newest, state),
  );

/** Reads it back. Answers with what has to be told: a parameter that was re-created has lost its older versions. */
const verify = (
  { source }: RowDependencies,
  name: ParameterName,
  record: VersionRecord,
  planned: WantedState,
  allowRecreate: boolean,
): RowTask<ReadonlyArray<string>> =>
  pipe(
    readLive(source, name, planned.state.attributes.tags !== undefined),
    TE.chain(({ newest, versions }): RowTask<ReadonlyArray<string>> => {
      if (newest === undefined) return TE.left(notVerified("is not there after it was written"));
      const wanted = withOlderLabels({ state: planned.state, notes: [] }, record, versions);
      const left = leftOver(newest, wanted, allowRecreate).map(({ attribute }) => attribute);
      return left.length === 0
        ? TE.right(wanted.notes)
        : TE.left(notVerified(`was written, but read back it differs in ${left.join(", ")}`));
    }),
  );

const write = (
  dependencies: RowDependencies,
  row: RestoreRow,
  record: VersionRecord,
  { newest: live, versions }: LiveParameter,
  allowRecreate: boolean,
): RowTask<ReadonlyArray<string>> => {
  const wanted = withOlderLabels(wantedState(record, live, dependencies.clock.now()), record, versions);
  if (live !== undefined && leftOver(live, wanted, allowRecreate).length === 0) {
    return TE.left(unchanged("is as it was already"));
  }
  if (!isLiveOf(row, live)) return TE.left(moved("changed since it was planned; left alone: plan again"));
  const written =
    live === undefined ? create(dependencies, row.name, wanted) : update(dependencies, live, wanted, allowRecreate);
  return pipe(
    written,
    TE.chainW(() => verify(dependencies, row.name, record, wanted, allowRecreate)),
  );
};

const remove = (dependencies: RowDependencies, row: RestoreRow): RowTask<ReadonlyArray<string>> =>
  pipe(
    readLive(dependencies.source, row.name, false),
    TE.chain(({ newest }): RowTask<void> => {
      if (newest === undefined) return TE.left(unchanged("is gone already"));
      if (!isLiveOf(row, newest)) return TE.left(moved("changed since it was planned; left alone: plan again"));
      return dependencies.target.remove(row.name);
    }),
    TE.map(() => []),
  );

/** Does what a row says and reads it back. Answers with what has to be told of a row that was applied. */
export const applyRow = (
  dependencies: RowDependencies,
  row: RestoreRow,
  allowRecreate: boolean,
): RowTask<ReadonlyArray<string>> => {
  const { source, store } = dependencies;
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
    TE.chainW(({ record, live }) =>
      pipe(
        write(dependencies, row, record, live, allowRecreate),
        TE.map((told) => [...live.notes, ...told]),
      ),
    ),
  );
};
