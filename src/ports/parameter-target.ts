import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { ParameterState, TagChanges } from "../domain/restore/parameter-state.ts";
import type { TargetError } from "./target-error.ts";

/**
 * The writing side of Parameter Store. A restore reads through `ParameterSource` and writes through `ParameterTarget`.
 *
 * - *Effect*: `Right` means that the write is done. After `TargetUnavailable` the write may be done or not: read again.
 * - *Idempotency*: `label`, `tag` and `remove` may be repeated. Each `overwrite` adds a version.
 * - *Failures*: see {@link TargetError}. The adapter waits and retries when SSM throttles.
 */
export interface ParameterTarget {
  /**
   * Creates a parameter with all attributes but labels, and answers with the version number. The parameter must not
   * exist. AWS's own tags are left out.
   */
  create(name: ParameterName, state: ParameterState): TaskEither<TargetError, number>;

  /**
   * Adds a version with exactly this state, labels and tags left out. An absent description, pattern or policy is
   * removed. Answers with the version number. Tags do not change.
   *
   * @param former The state that is overwritten. Only attributes of the former state need a removal.
   */
  overwrite(name: ParameterName, state: ParameterState, former: ParameterState): TaskEither<TargetError, number>;

  /** Deletes a parameter with all versions. A missing parameter is no failure. */
  remove(name: ParameterName): TaskEither<TargetError, void>;

  /** Puts labels onto a version, off any other. None given: does nothing. */
  label(name: ParameterName, version: number, labels: ReadonlyArray<string>): TaskEither<TargetError, void>;

  /** Takes tags off a parameter, and adds or changes others. Nothing to change: does nothing. */
  tag(name: ParameterName, changes: TagChanges): TaskEither<TargetError, void>;

  /** Closes connections. The target must not be used afterwards. */
  close(): void;
}
