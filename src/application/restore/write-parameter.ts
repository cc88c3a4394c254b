import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import {
  differencesOf,
  lackingOlderLabels,
  needsRecreation,
  type ParameterState,
  type TagChanges,
  tagChanges,
  type WantedState,
} from "../../domain/restore/parameter-state.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { TargetError } from "../../ports/target-error.ts";
import { createPatiently, type RecreateDependencies, recreate } from "./recreate.ts";

type WriteError = SourceError | TargetError;
type Written<A> = TE.TaskEither<WriteError, A>;

/** Names the finished steps before the step that failed. */
const after =
  (done: string) =>
  (error: WriteError): WriteError => ({ ...error, message: `${done}: ${error.message}` });

/** Puts the labels of the state onto `version`, and the labels of older versions onto these versions. */
const label = (
  { target }: RecreateDependencies,
  name: ParameterName,
  { state }: WantedState,
  version: number,
  older: ReadonlyMap<number, ReadonlyArray<string>> = new Map(),
  done = "it was written, but for its labels",
): Written<void> =>
  pipe(
    [[version, state.attributes.labels ?? []] as const, ...older],
    TE.traverseSeqArray(([on, labels]) => target.label(name, on, labels)),
    TE.bimap(after(done), () => undefined),
  );

/** The changes of tags. Unknown tags, on either side, do not change. */
const changesOfTags = ({ attributes: { tags: now } }: ParameterState, { state }: WantedState): TagChanges => {
  const { tags } = state.attributes;
  return now === undefined || tags === undefined ? { added: [], removed: [] } : tagChanges(now, tags);
};

/**
 * Tags are written before the version: the event of the version makes the backup read the tags, and a change of tags has no
 * event of its own.
 */
const overwrite = (
  { target }: RecreateDependencies,
  live: ParameterVersion,
  wanted: WantedState,
  state: ParameterState,
): Written<number> => {
  const changes = changesOfTags(live, wanted);
  const written: Written<number> = target.overwrite(live.name, state, live);
  if (changes.added.length + changes.removed.length === 0) return written;
  return pipe(
    target.tag(live.name, changes),
    TE.mapLeft(after("nothing was written, since its tags could not be")),
    TE.chain(() => pipe(written, TE.mapLeft(after("its tags were written, but nothing else")))),
  );
};

/** Overwrites a live parameter in the cheapest way: labels alone, a new version, or a new incarnation. */
export const update = (
  dependencies: RecreateDependencies,
  live: ParameterVersion,
  wanted: WantedState,
  allowRecreate: boolean,
): Written<void> => {
  const attributes = differencesOf(live, wanted.state).map(({ attribute }) => attribute);
  const older = lackingOlderLabels(live, wanted.state);
  if (attributes.every((attribute) => attribute === "labels" || attribute === "olderLabels")) {
    return label(dependencies, live.name, wanted, live.version, older, "its labels could not all be moved");
  }
  if (needsRecreation(live, wanted.state) && allowRecreate) return recreate(dependencies, live, wanted.state);
  const state = needsRecreation(live, wanted.state)
    ? { ...wanted.state, attributes: { ...wanted.state.attributes, tier: "Advanced" } }
    : wanted.state;
  return pipe(
    overwrite(dependencies, live, wanted, state),
    TE.matchEW(
      (error): Written<void> =>
        error._tag === "TargetRefused" && allowRecreate && attributes.includes("type")
          ? recreate(dependencies, live, wanted.state)
          : TE.left(error),
      (version) => label(dependencies, live.name, wanted, version, older),
    ),
  );
};

/** Creates a parameter. SSM may refuse the name for a while after a deletion. */
export const create = (dependencies: RecreateDependencies, name: ParameterName, wanted: WantedState): Written<void> =>
  pipe(
    dependencies.target.create(name, wanted.state),
    TE.orElse((error) =>
      error._tag === "TargetBusy" ? createPatiently(dependencies, { name, state: wanted.state }) : TE.left(error),
    ),
    TE.chain((version) => label(dependencies, name, wanted, version)),
  );
