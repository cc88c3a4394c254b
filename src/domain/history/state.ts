import {
  compareVersions,
  type Deletion,
  type FactSummary,
  isDeletion,
  isLabelChange,
  type LabelChange,
  type VersionSummary,
} from "../model/fact.ts";
import type { ParameterName } from "../model/parameter-name.ts";
import { type Millis, startOfSecond } from "../model/time.ts";
import { orderFacts, type Timeline, type TimelineEntry } from "./order-facts.ts";

/** The state of a parameter at an instant. The state is derived from the facts of the name and never stored. */
export type State =
  | {
      readonly _tag: "Exists";
      readonly name: ParameterName;
      readonly version: VersionSummary;
      /**
       * The label changes of the version's incarnation. `withLabelsAt` derives the labels of an instant from these
       * changes.
       */
      readonly labelChanges: ReadonlyArray<LabelChange>;
    }
  | { readonly _tag: "Deleted"; readonly name: ParameterName; readonly deletion: Deletion };

/** The deletions around a version. `undefined`: no deletion is there. */
export interface Surroundings {
  readonly before: Deletion | undefined;
  readonly after: Deletion | undefined;
}

const lastDeletion = (entries: ReadonlyArray<TimelineEntry>): Deletion | undefined =>
  entries.map(({ fact }) => fact).findLast(isDeletion);

/** The deletions right before and right after the incarnation of a version. */
export const surroundingsOf = ({ entries }: Timeline, version: VersionSummary): Surroundings => {
  const index = entries.findIndex(({ fact }) => fact._tag === "Version" && compareVersions(fact, version) === 0);
  return { before: lastDeletion(entries.slice(0, index)), after: lastDeletion(entries.slice(index).reverse()) };
};

/**
 * The label changes of one incarnation. A label change in the second of a deletion may belong to either incarnation,
 * and is left out.
 */
export const changesWithin = (
  changes: ReadonlyArray<LabelChange>,
  { before, after }: Surroundings,
): ReadonlyArray<LabelChange> =>
  changes.filter(
    ({ at }) =>
      (before === undefined || startOfSecond(before.at) < at) && (after === undefined || at < startOfSecond(after.at)),
  );

/** The newest fact of a timeline at an instant; `undefined` before the first. */
export const entryAt = ({ entries }: Timeline, instant: Millis): TimelineEntry | undefined =>
  entries.findLast(({ from }) => from <= instant);

/** The state at an instant by all facts of a name. `undefined`: the instant lies before the first fact. */
export const stateAt = (facts: ReadonlyArray<FactSummary>, instant: Millis): State | undefined => {
  const timeline = orderFacts(facts);
  const fact = entryAt(timeline, instant)?.fact;
  if (fact === undefined) return undefined;
  if (fact._tag === "Deletion") return { _tag: "Deleted", name: fact.name, deletion: fact };
  const labelChanges = changesWithin(facts.filter(isLabelChange), surroundingsOf(timeline, fact));
  return { _tag: "Exists", name: fact.name, version: fact, labelChanges };
};
