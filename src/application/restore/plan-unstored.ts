import { pipe } from "fp-ts/lib/function.js";
import * as T from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isVersion } from "../../domain/model/fact.ts";
import type { ListedParameter, ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { catchThrows } from "../catch-throws.ts";
import { newSince, unreadable } from "./plan-row.ts";
import type { PlanDependencies, Task } from "./plan-task.ts";
import { readLive } from "./read-live.ts";
import { type NotStored, notStoredYet, unstoredAt } from "./unstored-version.ts";

const MAY_HAVE_BEEN =
  "nobody knows whether it was there at the instant: Parameter Store has dropped its first versions, and they are not stored";

/** Whether the live incarnation began after the instant: the first version is stored, or still exists. */
const beganSince = (
  { store }: PlanDependencies,
  { name }: ListedParameter,
  versions: ReadonlyArray<ParameterVersion>,
): TE.TaskEither<StoreError, boolean> => {
  const isFirst = ({ version }: { readonly version?: number }): boolean => version === 1;
  return versions.length === 0 || versions.some(isFirst)
    ? TE.right(true)
    : pipe(
        store.facts(name),
        TE.map((facts) => facts.filter(isVersion).some(isFirst)),
      );
};

/**
 * Decides on a parameter that changed after the instant and has no stored version of the instant: whether the parameter
 * was created after the instant.
 */
export const decideUnstored =
  (dependencies: PlanDependencies, { instant, prune }: Task) =>
  (listed: ListedParameter): T.Task<RestoreRow> => {
    const { name, version } = listed;
    if (version === 1) return T.of(newSince(listed, prune));
    const read: TE.TaskEither<SourceError | StoreError | NotStored, boolean> = pipe(
      readLive(dependencies.source, name, false),
      TE.chainW(({ versions }): TE.TaskEither<StoreError | NotStored, boolean> => {
        const unstored = unstoredAt(versions, instant);
        return unstored === undefined ? beganSince(dependencies, listed, versions) : TE.left(notStoredYet(unstored));
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
