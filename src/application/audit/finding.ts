import * as O from "fp-ts/lib/Option.js";
import type { Gap } from "../../domain/history/gaps.ts";
import { type State, stateAt } from "../../domain/history/state.ts";
import { isDeletion, isVersion } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import {
  isSameVersion,
  type ListedParameter,
  type LiveHistory,
  newestOf,
} from "../../domain/model/parameter-version.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Completion } from "../backup/complete-history.ts";

/**
 * The result of comparing one name.
 * - `Complete`: all versions in Parameter Store are stored; or the parameter does not exist, and the store agrees.
 * - `MissingVersions`: the numbers of the missing versions. `gaps`: versions that Parameter Store dropped, too; these
 *   are lost.
 * - `MissingDeletion`: the parameter does not exist, and no deletion is stored.
 * - `WrongDeletion`: a stored deletion hides an existing parameter.
 * - `Refused`: like `MissingDeletion`, but too many parameters seem to be deleted at once to be believed.
 * - `Unexpected`: the store contradicts Parameter Store, and no new fact can correct the store.
 * - `Failed`: one side could not be read. `reason` is the tag of the failure.
 *
 * `repaired`: whether the missing facts are stored now.
 */
export type Finding =
  | { readonly _tag: "Complete"; readonly name: ParameterName }
  | {
      readonly _tag: "MissingVersions";
      readonly name: ParameterName;
      readonly versions: ReadonlyArray<number>;
      readonly gaps: ReadonlyArray<Gap>;
      readonly repaired: boolean;
    }
  | { readonly _tag: "MissingDeletion"; readonly name: ParameterName; readonly repaired: boolean }
  | { readonly _tag: "WrongDeletion"; readonly name: ParameterName; readonly repaired: boolean }
  | { readonly _tag: "Refused"; readonly name: ParameterName; readonly message: string }
  | { readonly _tag: "Unexpected"; readonly name: ParameterName; readonly message: string }
  | { readonly _tag: "Failed"; readonly name: ParameterName; readonly reason: string; readonly message: string };

/** Makes a finding that no new fact can correct. */
export const unexpected = (name: ParameterName, message: string): Finding => ({ _tag: "Unexpected", name, message });

/** Whether the state by the facts agrees with Parameter Store's listing: the same newest version, or no parameter. */
export const agrees = (
  state: State | undefined,
  listed: Pick<ListedParameter, "version" | "modifiedAt"> | undefined,
): boolean =>
  listed === undefined ? state?._tag !== "Exists" : state?._tag === "Exists" && isSameVersion(state.version, listed);

/**
 * The finding where every existing version is stored: compares the newest version with the state by the facts. A
 * version without a number contradicts nothing. The Python package stored such a version under the second of its event,
 * which may be later than the modification time.
 */
const findingOnState = (name: ParameterName, { stored }: Completion, live: LiveHistory, now: Millis): Finding => {
  const newest = newestOf(live);
  const state = stateAt(stored, Math.max(now, newest.modifiedAt));
  if (state?._tag !== "Exists") {
    return unexpected(name, "is stored as deleted, yet Parameter Store has it; its next change corrects that");
  }
  const { version } = state.version;
  if (agrees(state, newest) || version === undefined) return { _tag: "Complete", name };
  return unexpected(
    name,
    `a newer version is stored than Parameter Store has (version ${version}); is the store another region's or account's?`,
  );
};

/**
 * The finding on a name whose facts were completed.
 *
 * @param now The end of the running second.
 * @param repair Whether the facts were appended.
 */
export const findingOn = (name: ParameterName, completion: Completion, now: Millis, repair: boolean): Finding => {
  const { live, facts, gaps, stored } = completion;
  if (O.isNone(live)) {
    const isMissing = stateAt(stored, now)?._tag === "Exists";
    return isMissing
      ? { _tag: "MissingDeletion", name, repaired: repair && facts.some(isDeletion) }
      : { _tag: "Complete", name };
  }
  const versions = facts.filter(isVersion).flatMap(({ version }) => version ?? []);
  if (versions.length > 0) return { _tag: "MissingVersions", name, versions, gaps, repaired: repair };
  return facts.some(isDeletion)
    ? { _tag: "WrongDeletion", name, repaired: repair }
    : findingOnState(name, completion, live.value, now);
};
