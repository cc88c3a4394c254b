import { orderFacts, type Timeline } from "../../src/domain/history/order-facts.ts";
import { entryAt } from "../../src/domain/history/state.ts";
import {
  type Deletion,
  type FactSummary,
  isDeletion,
  isLabelChange,
  isVersion,
  timeOf,
} from "../../src/domain/model/fact.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/model/time.ts";
import { isTrueDeletion, labelOf, labelOfStored } from "./labels.ts";
import type { LabelMove, TrueFact } from "./truth.ts";

/** Something that is not as it must be, in words that hold no value. */
export type Violation = string;

/** What a comparison came to. Admissions are deviations that the promise allows, by kind. */
export interface Judgement {
  readonly violations: ReadonlyArray<Violation>;
  readonly admissions: ReadonlyArray<string>;
}

/** All that is known of one name: what happened, and what is stored. */
export interface Case {
  readonly name: ParameterName;
  readonly truth: ReadonlyArray<TrueFact>;
  readonly stored: ReadonlyArray<FactSummary>;
  readonly timeline: Timeline;
  /** What happened and is stored. */
  readonly visible: ReadonlyArray<TrueFact>;
  /** The seconds of what happened and was never seen or told. */
  readonly unseen: ReadonlySet<Millis>;
  /** The seconds that hold a deletion, by what happened or by what is stored. */
  readonly deletions: ReadonlySet<Millis>;
}

const secondOf = ({ at }: { readonly at: Millis }): Millis => startOfSecond(at);

/** Puts together what is known of a name. */
export const caseOf = (
  name: ParameterName,
  truth: ReadonlyArray<TrueFact>,
  stored: ReadonlyArray<FactSummary>,
): Case => {
  const labels = new Set(stored.map(labelOfStored));
  const visible = truth.filter((fact) => labels.has(labelOf(fact)));
  const markers = stored.filter((fact) => isDeletion(fact) && fact.source._tag === "Marker");
  return {
    name,
    truth,
    stored,
    timeline: orderFacts(stored),
    visible,
    unseen: new Set([
      ...truth.filter((fact) => !visible.includes(fact)).map(secondOf),
      ...markers.map((marker) => startOfSecond(timeOf(marker))),
    ]),
    deletions: new Set([...truth.filter(isTrueDeletion), ...stored.filter(isDeletion)].map(secondOf)),
  };
};

/** What a name's state is called when it does not exist: deleted, or not created yet. */
const ABSENT = "absent";

/** A sweep looks at its clock before it looks at Parameter Store: a deletion may happen in between. */
const LONGEST_LOOK: Millis = 5_000;

/** Whether the parameter did not exist when a sweep found it deleted, or was deleted while the sweep looked. */
const wasGone = ({ truth }: Case, { at }: Deletion): boolean =>
  truth.findLast((fact) => fact.at < at)?.kind !== "version" ||
  truth.some((fact) => isTrueDeletion(fact) && fact.at >= at && fact.at <= at + LONGEST_LOOK);

/** The newest of what happened and is stored at an instant, deletions that a sweep found included. */
const trueStateAt = (known: Case, instant: Millis): { readonly label: string; readonly at: Millis } => {
  const fact = known.visible.findLast(({ at }) => at <= instant);
  const found = known.timeline.entries
    .map((entry) => entry.fact)
    .filter(isDeletion)
    .findLast((deletion) => deletion.source._tag !== "Event" && deletion.at <= instant && wasGone(known, deletion));
  if (found !== undefined && found.at > (fact?.at ?? -1)) return { label: ABSENT, at: found.at };
  return { label: fact?.kind === "version" ? labelOf(fact) : ABSENT, at: fact?.at ?? instant };
};

const answerAt = ({ timeline }: Case, instant: Millis): { readonly label: string; readonly fact?: FactSummary } => {
  const fact = entryAt(timeline, instant)?.fact;
  if (fact === undefined) return { label: ABSENT };
  return { label: isVersion(fact) ? labelOfStored(fact) : ABSENT, fact };
};

/**
 * The instants at which states are compared: the end of every second in which something happened or is stored, and in
 * seconds without a deletion the milliseconds around every change. Inside a second with a deletion nothing is promised.
 */
export const instantsOf = ({ truth, stored, deletions }: Case): ReadonlyArray<Millis> => {
  const times = new Set([...truth.map(({ at }) => at), ...stored.filter((fact) => !isLabelChange(fact)).map(timeOf)]);
  const around = [...times].flatMap((at) => [at - 1, at, at + 1]).filter((at) => !deletions.has(startOfSecond(at)));
  return [...new Set([...around, ...[...times].map(endOfSecond)])];
};

/** The seconds before and after a second in which something happened to the parameter: the nearest first. */
const neighboursOf = (
  { truth, stored }: Case,
  second: Millis,
): { readonly earlier: ReadonlyArray<Millis>; readonly later: ReadonlyArray<Millis> } => {
  const facts = stored.filter((fact) => !isLabelChange(fact)).map(timeOf);
  const seconds = [...new Set([...truth.map(({ at }) => at), ...facts].map(startOfSecond))].sort((a, b) => a - b);
  return {
    earlier: seconds.filter((other) => other < second).reverse(),
    later: seconds.filter((other) => other > second),
  };
};

/** The first seconds up to one that holds no deletion, which is the last: a story that is told wrong may go on so far. */
const rowOf = (seconds: ReadonlyArray<Millis>, deletions: ReadonlySet<Millis>): ReadonlyArray<Millis> => {
  const end = seconds.findIndex((second) => !deletions.has(second));
  return end < 0 ? seconds : seconds.slice(0, end + 1);
};

/**
 * Why a deviation is allowed: the second of the true or of the told state holds a deletion, and something close by was
 * never seen or told. Close by is the second itself, and the second before or after in which something happened to the
 * parameter; where that second holds a deletion too, the second beyond it as well, and so on along the row. `undefined`:
 * the deviation is not allowed.
 */
const admissionOf = (known: Case, truth: Millis, answer: FactSummary | undefined): string | undefined => {
  const { unseen, deletions } = known;
  if (answer !== undefined && isDeletion(answer)) {
    if (answer.source._tag === "Marker") return "a bare marker hides what exists";
    if (answer.source._tag === "Sweep" && wasGone(known, answer)) return "deleted while a sweep looked";
  }
  const seconds = [truth, ...(answer === undefined ? [] : [timeOf(answer)])].map(startOfSecond);
  if (!seconds.some((second) => deletions.has(second))) return undefined;
  const around = seconds.map((second) => ({ second, ...neighboursOf(known, second) }));
  const isUnseen = (second: Millis): boolean => unseen.has(second);
  const near = around.flatMap(({ second, earlier, later }) => [second, ...earlier.slice(0, 1), ...later.slice(0, 1)]);
  if (near.some(isUnseen)) return "something unseen in a second with a deletion";
  const row = around.flatMap(({ earlier, later }) => [...rowOf(earlier, deletions), ...rowOf(later, deletions)]);
  return row.some(isUnseen) ? "something unseen along a row of deletions" : undefined;
};

/** Compares the states that are told with the states that were. */
export const judgeStates = (known: Case): Judgement => {
  const violations: Violation[] = [];
  const admissions = new Set<string>();
  for (const instant of instantsOf(known)) {
    const truth = trueStateAt(known, instant);
    const answer = answerAt(known, instant);
    if (truth.label === answer.label) continue;
    const admission = admissionOf(known, truth.at, answer.fact);
    if (admission === undefined)
      violations.push(`${known.name} at ${instant}: ${truth.label} is true, ${answer.label} is told`);
    else admissions.add(admission);
  }
  return { violations, admissions: [...admissions] };
};

/** Facts that are stored and never were, and facts that are stored twice. */
export const inventedIn = (known: Case, marks: number, moves: ReadonlyArray<LabelMove>): ReadonlyArray<Violation> => {
  const { name, truth, stored } = known;
  const real = new Map(truth.map((fact) => [labelOf(fact), fact]));
  const isInvented = (fact: FactSummary): boolean => {
    if (isVersion(fact)) {
      const same = real.get(labelOfStored(fact));
      return same?.kind !== "version" || same.type !== fact.type;
    }
    if (isLabelChange(fact)) {
      const move = moves.find(({ message }) => message.eventId === fact.eventId);
      return move?.label !== fact.label || move.version !== fact.toVersion || startOfSecond(move.at) !== fact.at;
    }
    if (fact.source._tag === "Sweep") return !wasGone(known, fact) && !known.timeline.disbelieved.includes(fact);
    if (fact.source._tag === "Marker") return marks === 0;
    const same = real.get(labelOfStored(fact));
    return same?.kind !== "deletion" || !same.message.received || same.cause !== fact.source.operation;
  };
  const labels = stored.map(labelOfStored);
  return [
    ...stored.filter(isInvented).map((fact) => `${name}: ${labelOfStored(fact)} is stored and never was`),
    ...labels
      .filter((label, index) => labels.indexOf(label) !== index)
      .map((label) => `${name}: ${label} is stored twice`),
  ];
};
