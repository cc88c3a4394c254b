import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import type { Task } from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Fact, VersionFact } from "../../domain/model/fact.ts";
import { isSameVersion, type LiveHistory, newestOf, type ParameterTags } from "../../domain/model/parameter-version.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { catchThrows } from "../catch-throws.ts";

/** The dependencies of reading tags. */
export interface TagDependencies {
  readonly source: Pick<ParameterSource, "tags">;
  readonly logger: Logger;
}

/** The tags of a version's parameter; a failure is logged, and then the tags are not known. */
const readTags = ({ source, logger }: TagDependencies, { name, version }: VersionFact): Task<O.Option<ParameterTags>> =>
  pipe(
    catchThrows(() => source.tags(name)()),
    TE.getOrElse(({ _tag: reason, message: detail }): Task<O.Option<ParameterTags>> => {
      logger.warn("stored without its tags, since they could not be read", { name, version, reason, detail });
      return async () => O.none;
    }),
  );

const isNewestOf = (live: LiveHistory, fact: Fact): fact is VersionFact =>
  fact._tag === "Version" && isSameVersion(fact, newestOf(live));

/**
 * Adds the parameter's present tags to the newest existing version. Costs one call, and only when that version is among
 * the facts. SSM tags a parameter, not a version. A version is stored without tags when the tags can't be read: no
 * version is lost for want of tags (docs/decisions/0008-tags.md).
 */
export const attachTags =
  (dependencies: TagDependencies, facts: ReadonlyArray<Fact>, live: O.Option<LiveHistory>): Task<ReadonlyArray<Fact>> =>
  async () => {
    if (O.isNone(live)) return facts;
    const newest = facts.find((fact): fact is VersionFact => isNewestOf(live.value, fact));
    if (newest === undefined) return facts;
    const tags = await readTags(dependencies, newest)();
    if (O.isNone(tags)) return facts;
    const tagged: VersionFact = { ...newest, attributes: { ...newest.attributes, tags: tags.value } };
    return facts.map((fact) => (fact === newest ? tagged : fact));
  };
