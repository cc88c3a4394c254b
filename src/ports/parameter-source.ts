import type { Either } from "fp-ts/lib/Either.js";
import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { ListedParameter, LiveHistory, ParameterTags } from "../domain/model/parameter-version.ts";
import type { Selection } from "../domain/model/selection.ts";
import type { SourceError } from "./source-error.ts";

/**
 * The reading side of Parameter Store.
 *
 * - *Consistency*: an answer shows every change that was acknowledged before the call began.
 * - *Failures*: only "the parameter does not exist" is an absence. Every other reason for an incomplete history is a
 *   {@link SourceError}. A refusal that is taken for an absence would put a wrong deletion into the store.
 */
export interface ParameterSource {
  /**
   * All versions of a parameter that SSM has, oldest first, decrypted. Either all pages or a failure. `None`: the
   * parameter does not exist.
   */
  history(name: ParameterName): TaskEither<SourceError, Option<LiveHistory>>;

  /** The present tags of a parameter, AWS's own (`aws:…`) included. `None`: the parameter does not exist. */
  tags(name: ParameterName): TaskEither<SourceError, Option<ParameterTags>>;

  /**
   * Every existing parameter of the selection, with the newest version, in no promised order. Streamed, and no
   * snapshot: a parameter that changes during the listing may appear as before, as after, or twice. A `Left` ends the
   * stream.
   */
  list(selection: Selection): AsyncIterable<Either<SourceError, ListedParameter>>;

  /** Closes connections. The source must not be used afterwards. */
  close(): void;
}
