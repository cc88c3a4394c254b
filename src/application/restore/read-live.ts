import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { newestWithOlderLabels } from "../../domain/history/labels.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../../domain/model/parameter-version.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";

/** A parameter as SSM has it now. */
export interface LiveParameter {
  /**
   * The newest version, with labels of older versions, and with tags where known. `undefined`: the parameter does not
   * exist.
   */
  readonly newest: ParameterVersion | undefined;
  /** All versions, oldest first. Empty: no parameter exists. */
  readonly versions: ReadonlyArray<ParameterVersion>;
  /** Notes for users: the tags can't be read, and why. */
  readonly notes: ReadonlyArray<string>;
}

/** Reads the tags of a parameter. Without the right to read tags all the rest can still be restored. */
const withTags = (source: ParameterSource, versions: LiveHistory): TE.TaskEither<never, LiveParameter> => {
  const newest = newestWithOlderLabels(versions);
  return pipe(
    source.tags(newest.name),
    TE.match(
      ({ message }): LiveParameter => ({
        newest,
        versions,
        notes: [`its tags can't be read and stay as they are: ${message}`],
      }),
      O.match(
        () => ({ newest, versions, notes: [] }),
        (tags) => ({ newest: { ...newest, attributes: { ...newest.attributes, tags } }, versions, notes: [] }),
      ),
    ),
    TE.fromTask,
  );
};

/** Reads a parameter from SSM: one call for the history, and one more call for tags when needed. */
export const readLive = (
  source: ParameterSource,
  name: ParameterName,
  needsTags: boolean,
): TE.TaskEither<SourceError, LiveParameter> =>
  pipe(
    source.history(name),
    TE.chain((history): TE.TaskEither<SourceError, LiveParameter> => {
      if (O.isNone(history)) return TE.right({ newest: undefined, versions: [], notes: [] });
      const versions = history.value;
      return needsTags
        ? withTags(source, versions)
        : TE.right({ newest: newestWithOlderLabels(versions), versions, notes: [] });
    }),
  );
