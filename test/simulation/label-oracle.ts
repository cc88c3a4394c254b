import { withLabelsAt } from "../../src/domain/history/labels.ts";
import { type State, stateAt } from "../../src/domain/history/state.ts";
import { isLabelChange } from "../../src/domain/model/fact.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { rightOf } from "../support/workshop.ts";
import { isTrueDeletion, labelOf, labelOfLive } from "./labels.ts";
import type { Case, Violation } from "./oracle.ts";
import type { LabelMove, TrueVersion } from "./truth.ts";

/** How many instants of a name's labels are compared. */
const MOST_INSTANTS = 4;

/**
 * Whether the moves of a label can be told exactly: all are stored, none shares its second with a deletion or with two
 * other moves (whole seconds do not tell in which order a label went to and fro), and no deletion is unknown.
 */
const isTellable = ({ truth, visible, stored, deletions }: Case, moves: ReadonlyArray<LabelMove>): boolean => {
  const known = new Set(stored.filter(isLabelChange).map(({ eventId }) => eventId));
  const seconds = moves.map(({ at }) => startOfSecond(at));
  return (
    moves.every(({ message }) => known.has(message.eventId)) &&
    !seconds.some((second) => deletions.has(second)) &&
    new Set(seconds).size === seconds.length &&
    truth.filter(isTrueDeletion).every((fact) => visible.includes(fact))
  );
};

const versionWith = (
  attributes: { readonly labels?: ReadonlyArray<string>; readonly olderLabels?: Readonly<Record<string, number>> },
  label: string,
  own: number,
): number | undefined =>
  attributes.labels?.includes(label) === true ? own : new Map(Object.entries(attributes.olderLabels ?? {})).get(label);

const wrongAt = async (
  store: BackupStore,
  { name }: Case,
  state: Extract<State, { readonly _tag: "Exists" }>,
  truth: TrueVersion,
  moves: ReadonlyMap<string, ReadonlyArray<LabelMove>>,
  instant: Millis,
): Promise<ReadonlyArray<Violation>> => {
  const loaded = await rightOf(store.load(state.version));
  const { attributes } = withLabelsAt(loaded, state.labelChanges, instant);
  return [...moves].flatMap(([label, ofLabel]) => {
    const last = ofLabel.findLast(({ at, incarnation }) => at <= instant && incarnation === truth.incarnation);
    const expected = last !== undefined && last.version <= truth.version ? last.version : undefined;
    const found = versionWith(attributes, label, truth.version);
    return found === expected ? [] : [`${name} at ${instant}: the label ${label} is on ${expected}, ${found} is told`];
  });
};

/** Compares the labels that are told at a few instants with those that were. */
export const wrongLabels = async (
  store: BackupStore,
  known: Case,
  allMoves: ReadonlyArray<LabelMove>,
): Promise<ReadonlyArray<Violation>> => {
  const own = allMoves.filter(({ name }) => name === known.name);
  const tellable = new Map([...Map.groupBy(own, ({ label }) => label)].filter(([, moves]) => isTellable(known, moves)));
  if (tellable.size === 0) return [];
  const instants = [
    ...new Set([...own.map(({ at }) => endOfSecond(at)), ...known.truth.map(({ at }) => endOfSecond(at))]),
  ];
  const stride = Math.ceil(instants.length / MOST_INSTANTS);
  const violations: Violation[] = [];
  for (const instant of instants.sort((a, b) => a - b).filter((_, index) => index % stride === 0)) {
    const state = stateAt(known.stored, instant);
    const truth = known.truth.findLast(({ at }) => at <= instant);
    // Where the state itself deviates, the labels are those of another version.
    if (state?._tag !== "Exists" || truth?.kind !== "version" || labelOfLive(state.version) !== labelOf(truth))
      continue;
    violations.push(...(await wrongAt(store, known, state, truth, tellable, instant)));
  }
  return violations;
};
