import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { ParameterState, TagChanges } from "../domain/restore/parameter-state.ts";
import type { TargetError } from "./target-error.ts";

/**
 * Where parameters are written: Parameter Store. Restoring reads through `ParameterSource` and writes through this.
 *
 * - *Effect*: `Right` means that it is done. After `TargetUnavailable` it may be done or not: read again.
 * - *Idempotency*: `label`, `tag` and `remove` may be repeated; `overwrite` adds a version each time.
 * - *Failures*: see {@link TargetError}. Throttling is waited out by the adapter as far as it can.
 */
export interface ParameterTarget {
  /**
   * Makes a parameter that does not exist, with all its attributes but labels, and answers with its version. Tags of
   * AWS's own are left out.
   */
  create(name: ParameterName, state: ParameterState): TaskEither<TargetError, number>;

  /**
   * Adds a version that has exactly this state, labels and tags left out: an absent description, pattern or policy becomes
   * absent. Answers with the version. Tags stay as they are.
   *
   * @param former What is written over: only what it has is taken off.
   */
  overwrite(name: ParameterName, state: ParameterState, former: ParameterState): TaskEither<TargetError, number>;

  /** Deletes a parameter with its history. One that is not there is no failure. */
  remove(name: ParameterName): TaskEither<TargetError, void>;

  /** Puts labels onto a version, off any other. None given: does nothing. */
  label(name: ParameterName, version: number, labels: ReadonlyArray<string>): TaskEither<TargetError, void>;

  /** Takes tags off a parameter, and adds or changes others. Nothing to change: does nothing. */
  tag(name: ParameterName, changes: TagChanges): TaskEither<TargetError, void>;

  /** Lets go of connections. Afterwards the target is not used any more. */
  close(): void;
}
