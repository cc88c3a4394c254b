import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { ParameterState } from "../../domain/restore/parameter-state.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import type { SourceError } from "../../ports/source-error.ts";
import { type TargetError, targetMoved, targetUnexpected } from "../../ports/target-error.ts";

/** The ports that re-creating uses. */
export interface RecreateDependencies {
  readonly source: ParameterSource;
  readonly target: ParameterTarget;
  /** Resolves after the given milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** SSM asks for 30 s between a deletion and a re-creation. A quick re-creation often works, and is tried first. */
const WAITS = [1_000, 5_000, 10_000, 20_000, 30_000, 60_000] as const;

const MENDED_BY_WAITING: ReadonlySet<TargetError["_tag"]> = new Set([
  "TargetBusy",
  "TargetThrottled",
  "TargetUnavailable",
]);

/** A parameter to make. */
interface Incarnation {
  readonly name: ParameterVersion["name"];
  readonly state: ParameterState;
}

/** The first version of an incarnation. An unanswered attempt may have created this version. */
const FIRST_VERSION = 1;

/** Creates a parameter, and tries again for as long as SSM may refuse the name after a deletion. */
export const createPatiently = (
  dependencies: RecreateDependencies,
  incarnation: Incarnation,
  waits: ReadonlyArray<number> = WAITS,
  maybeThere = false,
): TE.TaskEither<TargetError, number> =>
  pipe(
    dependencies.target.create(incarnation.name, incarnation.state),
    TE.orElse((error) => {
      if (maybeThere && error._tag === "TargetMoved") return TE.right(FIRST_VERSION);
      const [wait, ...later] = waits;
      if (wait === undefined || !MENDED_BY_WAITING.has(error._tag)) return TE.left(error);
      return pipe(
        TE.fromTask<void, TargetError>(() => dependencies.pause(wait)),
        TE.chain(() =>
          createPatiently(dependencies, incarnation, later, maybeThere || error._tag === "TargetUnavailable"),
        ),
      );
    }),
  );

const missing = (error: TargetError, second: TargetError): TargetError =>
  targetUnexpected(
    `could not be re-created (${error.message}), nor put back (${second.message}): IT IS MISSING NOW, restore it first`,
    second,
  );

/** Puts the former state back after `error`. Always fails: with `error`, or worse. */
const putBack = (
  dependencies: RecreateDependencies,
  former: Incarnation,
  error: TargetError,
): TE.TaskEither<TargetError, number> => {
  const withNews: TargetError = { ...error, message: `${error.message}; its former state was put back` };
  return pipe(
    createPatiently(dependencies, former),
    TE.chain((version) => dependencies.target.label(former.name, version, former.state.attributes.labels ?? [])),
    TE.matchEW(
      // The parameter exists: the deletion had not come about, or somebody made the parameter anew.
      (second) => async () => (second._tag === "TargetMoved" ? error : missing(error, second)),
      () => async () => withNews,
    ),
    TE.leftTask,
  );
};

/**
 * Deletes and re-creates a parameter, for changes that SSM accepts in no other way. The re-created parameter has the
 * former tags where the wanted state does not know the tags. When the re-creation fails, the former state is put back
 * as version 1 of a new history. A parameter whose tags can't be read is not deleted.
 */
export const recreate = (
  dependencies: RecreateDependencies,
  live: ParameterVersion,
  state: ParameterState,
): TE.TaskEither<SourceError | TargetError, void> => {
  const { source, target } = dependencies;
  const { name } = live;
  return pipe(
    source.tags(name),
    TE.chainW(TE.fromOption(() => targetMoved("somebody deleted it meanwhile"))),
    TE.chainW((tags) => {
      const tagged = (untagged: ParameterState): Incarnation => ({
        name,
        state: { ...untagged, attributes: { tags, ...untagged.attributes } },
      });
      return pipe(
        target.remove(name),
        TE.chain(() => createPatiently(dependencies, tagged(state))),
        TE.orElse((error) => putBack(dependencies, tagged(live), error)),
      );
    }),
    TE.chainW((version) => target.label(name, version, state.attributes.labels ?? [])),
  );
};
