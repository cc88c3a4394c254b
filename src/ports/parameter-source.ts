import type { Either } from "fp-ts/lib/Either.js";
import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { ListedParameter, LiveHistory, ParameterTags } from "../domain/model/parameter-version.ts";
import type { Selection } from "../domain/model/selection.ts";
import type { SourceError } from "./source-error.ts";

/**
 * Where parameters live: Parameter Store. It is only read here.
 *
 * - *Consistency*: an answer shows every change that was acknowledged before the call began.
 * - *Failures*: only "there is no such parameter" is an absence. Everything else that keeps the history from being
 *   read whole is a {@link SourceError}: taking a refusal for a deletion would put a wrong tombstone into the backup.
 */
export interface ParameterSource {
  /**
   * All versions that are kept of a parameter, oldest first, decrypted, whole (all pages) or not at all.
   * `None` when the parameter does not exist.
   */
  history(name: ParameterName): TaskEither<SourceError, Option<LiveHistory>>;

  /** The tags that a parameter has now, AWS's own (`aws:…`) among them. `None` when the parameter does not exist. */
  tags(name: ParameterName): TaskEither<SourceError, Option<ParameterTags>>;

  /**
   * Every parameter of the selection that exists, with its newest version, in no promised order. Streamed, and no
   * snapshot: what changes while it runs may be told as it was before or after, or twice. A `Left` ends the stream.
   */
  list(selection: Selection): AsyncIterable<Either<SourceError, ListedParameter>>;

  /** Lets go of connections. Afterwards the source is not used any more. */
  close(): void;
}
