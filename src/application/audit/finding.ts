import * as O from "fp-ts/lib/Option.js";
import type { Gap } from "../../domain/history/history.ts";
import { type RecordSummary, UNKNOWN_VERSION } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import {
  isSameVersion,
  type ListedParameter,
  type LiveHistory,
  newestOf,
} from "../../domain/model/parameter-version.ts";
import type { Completion } from "../backup/complete-history.ts";

/**
 * What comparing one name came to. `Complete`: all that Parameter Store has is kept, or that it is gone.
 * `MissingVersions`: their numbers, and as `gaps` those that Parameter Store itself has dropped: they are lost.
 * `MissingDeletion`: the parameter is gone and no deletion is kept. `Unexpected`: the store tells what Parameter Store
 * contradicts; appending can't mend it. `Failed`: one side could not be read, `reason` is the failure's tag.
 * `repaired` tells whether what was missing is kept now.
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
  | { readonly _tag: "Unexpected"; readonly name: ParameterName; readonly message: string }
  | { readonly _tag: "Failed"; readonly name: ParameterName; readonly reason: string; readonly message: string };

/** A finding that appending can't mend. */
export const unexpected = (name: ParameterName, message: string): Finding => ({ _tag: "Unexpected", name, message });

/** Whether a record is a version that lives. */
export const isNewest = (record: RecordSummary, listed: Pick<ListedParameter, "version" | "modifiedAt">) =>
  record._tag === "Version" && isSameVersion(record, listed);

/** Nothing is missing behind the head: is the head itself what lives? */
const findingOnHead = (name: ParameterName, head: O.Option<RecordSummary>, live: LiveHistory): Finding => {
  const record = O.toUndefined(head);
  if (record?._tag === "Tombstone") {
    return unexpected(name, "is kept as deleted, yet Parameter Store has it unchanged; its next change will be kept");
  }
  if (record === undefined || record.version === UNKNOWN_VERSION || isNewest(record, newestOf(live))) {
    return { _tag: "Complete", name };
  }
  return unexpected(
    name,
    `what is kept is newer than Parameter Store has it (version ${record.version}); is the store another region's or account's?`,
  );
};

/** What the completion of a name's history, kept if `repair`, says of it. */
export const findingOn = (name: ParameterName, completion: Completion, repair: boolean): Finding => {
  const { head, live, records, gaps } = completion;
  if (O.isNone(live)) {
    const isMissing = O.isSome(head) && head.value._tag === "Version";
    const repaired = repair && records.some(({ _tag }) => _tag === "Tombstone");
    return isMissing ? { _tag: "MissingDeletion", name, repaired } : { _tag: "Complete", name };
  }
  // A deletion that is filed anew hid what lives.
  const found = records.flatMap((record) => (record._tag === "Version" ? [record.version] : []));
  const versions = found.length > 0 || records.length === 0 ? found : [newestOf(live.value).version];
  return versions.length > 0
    ? { _tag: "MissingVersions", name, versions, gaps, repaired: repair }
    : findingOnHead(name, head, live.value);
};
