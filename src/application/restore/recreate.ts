import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { ParameterState } from "../../domain/restore/parameter-state.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import type { SourceError } from "../../ports/source-error.ts";
import { type TargetError, targetMoved, targetUnexpected } from "../../ports/target-error.ts";

/** What re-creating needs of the outside. */
export interface RecreateDependencies {
  readonly source: ParameterSource;
  readonly target: ParameterTarget;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** SSM asks for 30 s between a deletion and a re-creation; a quick one often works, and is tried first. */
const WAITS = [1_000, 5_000, 10_000, 20_000, 30_000, 60_000] as const;

const MENDED_BY_WAITING: ReadonlySet<TargetError["_tag"]> = new Set([
  "TargetBusy",
  "TargetThrottled",
  "TargetUnavailable",
]);

/** A parameter to make. */
interface Life {
  readonly name: ParameterVersion["name"];
  readonly state: ParameterState;
}

/** The first version of a life. Of an attempt that was not answered it is open whether it made the parameter. */
const FIRST_VERSION = 1;

/** Creates, and tries again for as long as SSM asks for after a deletion. */
export const createPatiently = (
  dependencies: RecreateDependencies,
  life: Life,
  waits: ReadonlyArray<number> = WAITS,
  maybeThere = false,
): TE.TaskEither<TargetError, number> =>
  pipe(
    dependencies.target.create(life.name, life.state),
    TE.orElse((error) => {
      if (maybeThere && error._tag === "TargetMoved") return TE.right(FIRST_VERSION);
      const [wait, ...later] = waits;
      if (wait === undefined || !MENDED_BY_WAITING.has(error._tag)) return TE.left(error);
      return pipe(
        TE.fromTask<void, TargetError>(() => dependencies.pause(wait)),
        TE.chain(() => createPatiently(dependencies, life, later, maybeThere || error._tag === "TargetUnavailable")),
      );
    }),
  );

const missing = (error: TargetError, second: TargetError): TargetError =>
  targetUnexpected(
    `could not be re-created (${error.message}), nor put back (${second.message}): IT IS MISSING NOW, restore it first`,
    second,
  );

/** Always fails, with what went wrong before. */
const putBack = (
  dependencies: RecreateDependencies,
  former: Life,
  error: TargetError,
): TE.TaskEither<TargetError, number> => {
  const told: TargetError = { ...error, message: `${error.message}; its former state was put back` };
  return pipe(
    createPatiently(dependencies, former),
    TE.chain((version) => dependencies.target.label(former.name, version, former.state.attributes.labels ?? [])),
    TE.matchEW(
      // It is there: the deletion had not come about, or somebody made it anew.
      (second) => async () => (second._tag === "TargetMoved" ? error : missing(error, second)),
      () => async () => told,
    ),
    TE.leftTask,
  );
};

/**
 * Deletes a parameter and makes it anew for what SSM takes no other way; tags of which the state does not know are
 * those that it had. When that fails the former state is put back, as the first version of a new history. Tags that
 * can't be read keep it from being deleted.
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
      const tagged = (life: ParameterState): Life => ({
        name,
        state: { ...life, attributes: { tags, ...life.attributes } },
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
