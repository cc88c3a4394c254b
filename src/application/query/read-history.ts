import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isRelabelling, type RecordSummary, UNKNOWN_VERSION } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Secret } from "../../domain/model/secret.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";

/**
 * What a record did to the parameter. `Discovered`: it was found gone, and had been deleted some time before. `Label`:
 * labels were moved, and nothing else.
 */
export type KeptOperation = "Create" | "Update" | "Label" | "Delete" | "Expiration" | "Discovered";

/** One line of a kept history. */
export interface HistoryEntry {
  readonly record: RecordSummary;
  readonly operation: KeptOperation;
  /** Only when values were asked for; a deletion has none, and labels change none. */
  readonly value?: Secret;
}

const operationOf = (record: RecordSummary, previous: RecordSummary | undefined): KeptOperation => {
  if (record._tag === "Tombstone") return record.cause === "Unknown" ? "Delete" : record.cause;
  if (isRelabelling(record)) return "Label";
  const first = record.version === UNKNOWN_VERSION ? previous?._tag !== "Version" : record.version === 1;
  return first ? "Create" : "Update";
};

/** Reads what is kept of a name, oldest first; with `values` each version is loaded too, one call after the other. */
export const readHistory =
  (store: BackupStore) =>
  (name: ParameterName, values: boolean): TE.TaskEither<StoreError, ReadonlyArray<HistoryEntry>> =>
    pipe(
      store.history(name),
      TE.map((records) =>
        records.map((record, index): HistoryEntry => ({ record, operation: operationOf(record, records[index - 1]) })),
      ),
      TE.chain(
        TE.traverseSeqArray((entry) =>
          values && entry.record._tag === "Version" && entry.operation !== "Label"
            ? pipe(
                store.load(entry.record),
                TE.map(({ value }) => ({ ...entry, value })),
              )
            : TE.right(entry),
        ),
      ),
    );
