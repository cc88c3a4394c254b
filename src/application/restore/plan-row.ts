import { pipe } from "fp-ts/lib/function.js";
import * as T from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { VersionFact } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ListedParameter, ParameterVersion } from "../../domain/model/parameter-version.ts";
import { withOlderLabels } from "../../domain/restore/older-labels.ts";
import { differencesOf, needsRecreation, wantedState } from "../../domain/restore/parameter-state.ts";
import type { RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { catchThrows } from "../catch-throws.ts";
import { type ExistingState, loadState } from "../query/load-state.ts";
import { isInPlace, type PlanDependencies, type Task } from "./plan-task.ts";
import { readLive } from "./read-live.ts";
import { type NotStored, notStoredYet, unstoredAt } from "./unstored-version.ts";

const NOT_DELETED = "new since the instant; left alone (prune would delete it)";
const UNREACHABLE = "its tier can't go back from Advanced to Standard, unless it is deleted and re-created";
const RECREATED = "is deleted and re-created: its history in SSM begins anew";
const NOT_COMPARED = "nothing of it is stored; its labels and tags were not compared";
const TAGS_UNKNOWN = "its tags are not known and do not come back";

/** A name whose state at the instant may differ from the live parameter. */
export interface Candidate {
  readonly name: ParameterName;
  readonly state: ExistingState;
}

const liveOf = ({ version, modifiedAt }: Pick<ListedParameter, "version" | "modifiedAt">) => ({ version, modifiedAt });

/** The stored state of a row. */
const restingOn = ({ version, labelChanges }: ExistingState): Pick<RestoreRow, "version" | "labelChanges"> =>
  labelChanges.length === 0 ? { version } : { version, labelChanges };

/** The row of a parameter that has not changed since the instant. */
export const unchanged = (listed: ListedParameter): RestoreRow => ({
  name: listed.name,
  action: "Nothing",
  live: liveOf(listed),
  differences: [],
  notes: [],
});

/** The row of an unchanged parameter without a stored version. Labels and tags can't be compared. */
export const uncompared = (listed: ListedParameter): RestoreRow => ({ ...unchanged(listed), notes: [NOT_COMPARED] });

/** The row of a parameter that came into being after the instant. */
export const newSince = (listed: ListedParameter, prune = false): RestoreRow => ({
  ...unchanged(listed),
  newSince: true,
  action: prune ? "Delete" : "Nothing",
  notes: prune ? [] : [NOT_DELETED],
});

const rowOfCreation = ({ name, state }: Candidate, stored: VersionFact, now: number): RestoreRow => {
  const { notes } = withOlderLabels(wantedState(stored, undefined, now), stored, []);
  const unknown = stored.attributes.tags === undefined ? [TAGS_UNKNOWN] : [];
  return { name, action: "Create", ...restingOn(state), differences: [], notes: [...notes, ...unknown] };
};

const rowOfUpdate = (
  { name, state }: Candidate,
  newest: ParameterVersion,
  versions: ReadonlyArray<ParameterVersion>,
  stored: VersionFact,
  now: number,
  task: Task,
): RestoreRow => {
  const bare = wantedState(stored, newest, now);
  const recreates = needsRecreation(newest, bare.state);
  const unreachable = recreates && task.allowRecreate !== true;
  const wanted = withOlderLabels(bare, stored, recreates && !unreachable ? [] : versions);
  const differences = differencesOf(newest, wanted.state, task.showValues);
  const reachable = differences.filter(({ attribute }) => !(unreachable && attribute === "tier"));
  return {
    name,
    action: reachable.length === 0 ? "Nothing" : "Update",
    live: liveOf(newest),
    ...restingOn(state),
    differences,
    notes: [...wanted.notes, ...(recreates ? [unreachable ? UNREACHABLE : RECREATED] : [])],
  };
};

const compare = (
  { source, store, clock }: PlanDependencies,
  task: Task,
  candidate: Candidate,
  isLive: boolean,
): TE.TaskEither<SourceError | StoreError | NotStored, RestoreRow> =>
  pipe(
    loadState(store, candidate.state, task.instant),
    TE.chainW((stored) => {
      if (!isLive) return TE.right(rowOfCreation(candidate, stored, clock.now()));
      return pipe(
        readLive(source, candidate.name, stored.attributes.tags !== undefined),
        TE.chainW(({ newest, versions, notes }) => {
          if (newest === undefined) return TE.right(rowOfCreation(candidate, stored, clock.now()));
          const unstored = isInPlace(task) ? unstoredAt(versions, task.instant, stored) : undefined;
          if (unstored !== undefined) return TE.left(notStoredYet(unstored, stored));
          const row = rowOfUpdate(candidate, newest, versions, stored, clock.now(), task);
          return TE.right({ ...row, notes: [...row.notes, ...notes] });
        }),
      );
    }),
  );

/** The row of a name of which nothing can be decided. */
export const unreadable = (
  name: ParameterName,
  message: string,
  listed: ListedParameter | undefined,
  state?: ExistingState,
): RestoreRow => ({
  name,
  action: "Unreadable",
  ...(listed === undefined ? {} : { live: liveOf(listed) }),
  ...(state === undefined ? {} : restingOn(state)),
  differences: [],
  notes: [message],
});

/**
 * Decides on one name by the stored version and the live parameter. A failure becomes a row, and stops no other row.
 */
export const decide =
  (dependencies: PlanDependencies, task: Task, live: ReadonlyMap<ParameterName, ListedParameter>) =>
  (candidate: Candidate): T.Task<RestoreRow> => {
    const { name, state } = candidate;
    const listed = live.get(name);
    return pipe(
      catchThrows(() => compare(dependencies, task, candidate, listed !== undefined)()),
      TE.getOrElse(({ message }) => T.of(unreadable(name, message, listed, state))),
    );
  };
