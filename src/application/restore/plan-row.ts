import { pipe } from "fp-ts/lib/function.js";
import * as T from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { VersionRecord, VersionSummary } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ListedParameter, ParameterVersion } from "../../domain/model/parameter-version.ts";
import { withOlderLabels } from "../../domain/restore/older-labels.ts";
import { differencesOf, needsRecreation, wantedState } from "../../domain/restore/parameter-state.ts";
import type { RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { catchThrows } from "../catch-throws.ts";
import { isInPlace, type PlanDependencies, type Task } from "./plan-task.ts";
import { readLive } from "./read-live.ts";
import { type NotKept, notKeptYet, unkeptAt } from "./unstored-version.ts";

const NOT_DELETED = "new since; kept (it would be deleted with prune)";
const UNREACHABLE = "its tier can't go back from Advanced to Standard, unless it is deleted and re-created";
const RECREATED = "is deleted and re-created: its history in SSM begins anew";
const NOT_COMPARED = "nothing of it is kept; its labels and tags were not compared";
const TAGS_UNKNOWN = "its tags are not known and do not come back";

/** A name whose record may differ from what lives. */
export interface Candidate {
  readonly name: ParameterName;
  readonly record: VersionSummary;
}

const liveOf = ({ version, modifiedAt }: Pick<ListedParameter, "version" | "modifiedAt">) => ({ version, modifiedAt });

/** The row of a parameter that has not changed since. */
export const keep = (listed: ListedParameter): RestoreRow => ({
  name: listed.name,
  action: "Keep",
  live: liveOf(listed),
  differences: [],
  notes: [],
});

/** The same, where nothing is kept to compare its labels and tags with. */
export const keepUncompared = (listed: ListedParameter): RestoreRow => ({ ...keep(listed), notes: [NOT_COMPARED] });

/** The row of a parameter that came into being after the instant. */
export const newSince = (listed: ListedParameter, prune = false): RestoreRow => ({
  ...keep(listed),
  newSince: true,
  action: prune ? "Delete" : "Keep",
  notes: prune ? [] : [NOT_DELETED],
});

const rowOfCreation = ({ name, record: summary }: Candidate, record: VersionRecord, now: number): RestoreRow => {
  const { notes } = withOlderLabels(wantedState(record, undefined, now), record, []);
  const unknown = record.attributes.tags === undefined ? [TAGS_UNKNOWN] : [];
  return { name, action: "Create", record: summary, differences: [], notes: [...notes, ...unknown] };
};

const rowOfUpdate = (
  { name, record: summary }: Candidate,
  newest: ParameterVersion,
  versions: ReadonlyArray<ParameterVersion>,
  record: VersionRecord,
  now: number,
  task: Task,
): RestoreRow => {
  const wanted = wantedState(record, newest, now);
  const recreates = needsRecreation(newest, wanted.state);
  const unreachable = recreates && task.allowRecreate !== true;
  const { state, notes } = withOlderLabels(wanted, record, recreates && !unreachable ? [] : versions);
  const differences = differencesOf(newest, state, task.showValues);
  const reachable = differences.filter(({ attribute }) => !(unreachable && attribute === "tier"));
  return {
    name,
    action: reachable.length === 0 ? "Keep" : "Update",
    live: liveOf(newest),
    record: summary,
    differences,
    notes: [...notes, ...(recreates ? [unreachable ? UNREACHABLE : RECREATED] : [])],
  };
};

const compare = (
  { source, store, clock }: PlanDependencies,
  task: Task,
  candidate: Candidate,
  lives: boolean,
): TE.TaskEither<SourceError | StoreError | NotKept, RestoreRow> =>
  pipe(
    store.load(candidate.record),
    TE.chainW((record) => {
      if (!lives) return TE.right(rowOfCreation(candidate, record, clock.now()));
      return pipe(
        readLive(source, candidate.name, record.attributes.tags !== undefined),
        TE.chainW(({ newest, versions, notes }) => {
          if (newest === undefined) return TE.right(rowOfCreation(candidate, record, clock.now()));
          const unkept = isInPlace(task) ? unkeptAt(versions, task.instant, candidate.record) : undefined;
          if (unkept !== undefined) return TE.left(notKeptYet(unkept, candidate.record));
          const row = rowOfUpdate(candidate, newest, versions, record, clock.now(), task);
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
  record?: VersionSummary,
): RestoreRow => ({
  name,
  action: "Unreadable",
  ...(listed === undefined ? {} : { live: liveOf(listed) }),
  ...(record === undefined ? {} : { record }),
  differences: [],
  notes: [message],
});

/** Decides on one name: reads its record and what lives. What can't be read is this name's row, and stops no other. */
export const decide =
  (dependencies: PlanDependencies, task: Task, live: ReadonlyMap<ParameterName, ListedParameter>) =>
  (candidate: Candidate): T.Task<RestoreRow> => {
    const { name, record } = candidate;
    const listed = live.get(name);
    return pipe(
      catchThrows(() => compare(dependencies, task, candidate, listed !== undefined)()),
      TE.getOrElse(({ message }) => T.of(unreadable(name, message, listed, record))),
    );
  };
