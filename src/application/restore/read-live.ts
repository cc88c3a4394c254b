import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { LiveHistory, ParameterVersion } from "../../domain/model/parameter-version.ts";
import { newestWithOlderLabels } from "../../domain/restore/older-labels.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";

/** A parameter as it lives. */
export interface LiveParameter {
  /** Its newest version, with the labels of older ones, and with its tags as far as they are known; `undefined` when it does not exist. */
  readonly newest: ParameterVersion | undefined;
  /** All its versions, oldest first; empty when it does not exist. */
  readonly versions: ReadonlyArray<ParameterVersion>;
  /** For people: that the tags can't be read, and why. */
  readonly notes: ReadonlyArray<string>;
}

/** Reads the tags of a version's parameter. Whoever may not read them may still restore all the rest. */
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

/** Reads a parameter as it lives: one history, and one more call where its tags are asked for. */
export const readLive = (
  source: ParameterSource,
  name: ParameterName,
  asksForTags: boolean,
): TE.TaskEither<SourceError, LiveParameter> =>
  pipe(
    source.history(name),
    TE.chain((history): TE.TaskEither<SourceError, LiveParameter> => {
      if (O.isNone(history)) return TE.right({ newest: undefined, versions: [], notes: [] });
      const versions = history.value;
      return asksForTags
        ? withTags(source, versions)
        : TE.right({ newest: newestWithOlderLabels(versions), versions, notes: [] });
    }),
  );
