import { pipe } from "fp-ts/lib/function.js";
import * as T from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isVersion } from "../../domain/model/backup-record.ts";
import type { ListedParameter, ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { catchThrows } from "../catch-throws.ts";
import { newSince, unreadable } from "./plan-row.ts";
import type { PlanDependencies, Task } from "./plan-task.ts";
import { readLive } from "./read-live.ts";
import { type NotKept, notKeptYet, unkeptAt } from "./unstored-version.ts";

const MAY_HAVE_BEEN =
  "nobody knows whether it was there at the instant: Parameter Store has dropped its first versions, and they are not kept";

/** Whether the life that goes on began after the instant: its first version is kept, or lives still. */
const beganSince = (
  { store }: PlanDependencies,
  { name }: ListedParameter,
  versions: ReadonlyArray<ParameterVersion>,
): TE.TaskEither<StoreError, boolean> => {
  const isFirst = ({ version }: { readonly version: number }): boolean => version === 1;
  return versions.length === 0 || versions.some(isFirst)
    ? TE.right(true)
    : pipe(
        store.history(name),
        TE.map((kept) => kept.filter(isVersion).some(isFirst)),
      );
};

/**
 * Decides on a name of which nothing is kept at the instant, and which changed since: whether it came into being since.
 */
export const decideUnkept =
  (dependencies: PlanDependencies, { instant, prune }: Task) =>
  (listed: ListedParameter): T.Task<RestoreRow> => {
    const { name, version } = listed;
    if (version === 1) return T.of(newSince(listed, prune));
    const read: TE.TaskEither<SourceError | StoreError | NotKept, boolean> = pipe(
      readLive(dependencies.source, name, false),
      TE.chainW(({ versions }): TE.TaskEither<StoreError | NotKept, boolean> => {
        const unkept = unkeptAt(versions, instant);
        return unkept === undefined ? beganSince(dependencies, listed, versions) : TE.left(notKeptYet(unkept));
      }),
    );
    return pipe(
      catchThrows(() => read()),
      TE.match(
        ({ message }) => unreadable(name, message, listed),
        (isNew) => (isNew ? newSince(listed, prune) : unreadable(name, MAY_HAVE_BEEN, listed)),
      ),
    );
  };
