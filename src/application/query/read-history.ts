import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type Gap, gapBetween } from "../../domain/history/gaps.ts";
import { orderFacts, type TimelineEntry } from "../../domain/history/order-facts.ts";
import {
  compareForWriting,
  type Deletion,
  type FactSummary,
  isLabelChange,
  type LabelChange,
} from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Secret } from "../../domain/model/secret.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";

/**
 * The operation of a fact. `Label`: a label was put onto a version. `Found`: a sweep did not find the parameter, which
 * was deleted earlier. `Marker`: a delete marker in the bucket that ssmbak did not write. `Disbelieved`: a deletion
 * from a sweep or such a marker that other facts contradict.
 */
export type HistoryOperation =
  | "Create"
  | "Update"
  | "Label"
  | "Delete"
  | "Expiration"
  | "Found"
  | "Marker"
  | "Disbelieved";

/** One fact of a history. */
export interface HistoryEntry {
  readonly fact: FactSummary;
  readonly operation: HistoryOperation;
  /** The value of a version. Absent: the fact is no version, or values were not asked for. */
  readonly value?: Secret;
  /** The missing versions right before this version. Absent: no version is missing there. */
  readonly missingBefore?: Gap;
}

/** An entry with the time for sorting. */
interface Placed extends HistoryEntry {
  readonly from: Millis;
}

const operationOfDeletion = ({ source }: Deletion): HistoryOperation => {
  switch (source._tag) {
    case "Event":
      return source.operation;
    case "Sweep":
      return "Found";
    case "Marker":
      return "Marker";
  }
};

/** The Python package stored no numbers: a version after nothing or after a deletion was created. */
const operationOf = (fact: TimelineEntry["fact"], previous: TimelineEntry["fact"] | undefined): HistoryOperation => {
  if (fact._tag === "Deletion") return operationOfDeletion(fact);
  const isFirst = fact.version === undefined ? previous?._tag !== "Version" : fact.version === 1;
  return isFirst ? "Create" : "Update";
};

const toPlaced = ({ fact, from }: TimelineEntry, previous: TimelineEntry["fact"] | undefined): Placed => {
  const missingBefore = gapBetween(previous, fact);
  return {
    fact,
    from,
    operation: operationOf(fact, previous),
    ...(missingBefore === undefined ? {} : { missingBefore }),
  };
};

/** The time of a label change is known to the second, so a label change follows the versions of that second. */
const placeOfLabel = (fact: LabelChange): Placed => ({ fact, operation: "Label", from: endOfSecond(fact.at) });

const placeOfDisbelieved = (fact: Deletion): Placed => ({ fact, operation: "Disbelieved", from: fact.at });

/** The entries of all facts of a name, oldest first. */
const entriesOf = (facts: ReadonlyArray<FactSummary>): ReadonlyArray<HistoryEntry> => {
  const { entries, disbelieved } = orderFacts(facts);
  const labels = facts.filter(isLabelChange).toSorted(compareForWriting);
  // The sort is stable, and times in a timeline never decrease. So the timeline's order does not change.
  return [
    ...labels.map(placeOfLabel),
    ...disbelieved.map(placeOfDisbelieved),
    ...entries.map((entry, index) => toPlaced(entry, entries[index - 1]?.fact)),
  ]
    .sort((a, b) => a.from - b.from)
    .map(({ from: _from, ...entry }) => entry);
};

/** Reads the history of a name, oldest first. With `values`, loads each version, one call after the other. */
export const readHistory =
  (store: BackupStore) =>
  (name: ParameterName, values: boolean): TE.TaskEither<StoreError, ReadonlyArray<HistoryEntry>> =>
    pipe(
      store.facts(name),
      TE.map(entriesOf),
      TE.chain(
        TE.traverseSeqArray((entry): TE.TaskEither<StoreError, HistoryEntry> => {
          if (!values || entry.fact._tag !== "Version") return TE.right(entry);
          return pipe(
            store.load(entry.fact),
            TE.map(({ value }) => ({ ...entry, value })),
          );
        }),
      ),
    );
