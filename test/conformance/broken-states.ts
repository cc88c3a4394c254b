import type * as E from "fp-ts/lib/Either.js";
import { orderFacts } from "../../src/domain/history/order-facts.ts";
import { changesWithin, type State, stateAt, surroundingsOf } from "../../src/domain/history/state.ts";
import {
  type Deletion,
  type FactSummary,
  isDeletion,
  isLabelChange,
  isVersion,
  type LabelChange,
  timeOf,
  type VersionSummary,
} from "../../src/domain/model/fact.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/model/time.ts";
import type { StoreError } from "../../src/ports/store-error.ts";
import { allOf, answering, type Break, type Broken, broken, filtered } from "./broken-store.ts";

type Facts = ReadonlyArray<FactSummary>;

const labelled =
  (changesOf: (facts: Facts, version: VersionSummary) => ReadonlyArray<LabelChange>) =>
  (facts: Facts, instant: Millis): State | undefined => {
    const state = stateAt(facts, instant);
    return state?._tag === "Exists" ? { ...state, labelChanges: changesOf(facts, state.version) } : state;
  };

/** Puts each fact to its time, without asking where the others are. */
const byTimeAlone =
  (timeOfDeletion: (deletion: Deletion) => Millis) =>
  (facts: Facts, instant: Millis): State | undefined => {
    const time = (fact: FactSummary): Millis => (isDeletion(fact) ? timeOfDeletion(fact) : timeOf(fact));
    const fact = facts
      .filter((one) => !isLabelChange(one) && time(one) <= instant)
      .toSorted((a, b) => time(a) - time(b))
      .at(-1);
    if (fact === undefined || fact._tag === "LabelChange") return undefined;
    return fact._tag === "Deletion"
      ? { _tag: "Deleted", name: fact.name, deletion: fact }
      : (stateAt(
          facts.filter((one) => !isDeletion(one)),
          instant,
        ) ?? undefined);
  };

const remembering: Break = (inner) => {
  const told = new Map<string, ReadonlyArray<E.Either<StoreError, State>>>();
  return {
    async *statesAt(selection, instant) {
      const key = JSON.stringify([selection, instant]);
      const states = told.get(key) ?? (await allOf(inner.statesAt(selection, instant)));
      told.set(key, states);
      yield* states;
    },
  };
};

/** Stores that tell other states than the facts do. */
export const STATES: ReadonlyArray<Broken> = [
  broken(
    "goes on telling the state that it told before a fact came late",
    remembering,
    "late facts: tells an older version that comes",
    "late facts: tells a deletion that comes",
    "late facts: puts",
    "late facts: stops",
  ),
  broken(
    "takes an instant as exclusive",
    answering({ state: (facts, instant) => stateAt(facts, instant - 1) }),
    "states: tell a version from its very",
    "states: tell a deletion from the end",
    "states: tell a deletion that a sweep found",
    "states: tell the last of several versions",
    "states: tell each name of a path",
    "random facts: give the states",
  ),
  broken(
    "takes an instant as its whole second",
    answering({ state: (facts, instant) => stateAt(facts, endOfSecond(instant)) }),
    "states: tell a version from its very",
    "states: tell a deletion from the end",
    "states: tell a deletion of which no version",
  ),
  broken(
    "leaves out names that are gone",
    (inner) => ({ statesAt: (...asked) => filtered(inner.statesAt(...asked), ({ _tag }) => _tag !== "Deleted") }),
    "states: tell a deletion",
    "states: tell each incarnation",
  ),
  broken(
    "tells a name before its first fact",
    answering({ state: (facts, instant) => stateAt(facts, instant) ?? stateAt(facts, Number.MAX_SAFE_INTEGER) }),
    "states: leave a name out before its first fact",
  ),
  broken(
    "forgets versions after ten seconds",
    answering({
      state: (facts, instant) => {
        const state = stateAt(facts, instant);
        return state?._tag === "Exists" && instant - state.version.modifiedAt > 10_000 ? undefined : state;
      },
    }),
    "states: tell a version without end",
    "states: tell the newer version by time before number",
  ),
  broken(
    "takes a deletion for the beginning of its second",
    answering({ state: byTimeAlone(({ at }) => startOfSecond(at)) }),
    "states: tell a deletion from the end of its event's second on",
    "states: tell an incarnation between two deletions",
  ),
  broken(
    "takes a deletion for the end of its second, whatever follows",
    answering({ state: byTimeAlone(({ at }) => endOfSecond(at)) }),
    "states: tell the new incarnation of a second",
    "states: tell a deletion that a sweep found",
    "late facts: puts",
  ),
  broken(
    "believes every found deletion",
    answering({ state: byTimeAlone(({ at, source }) => (source._tag === "Event" ? endOfSecond(at) : at)) }),
    "states: tell no found deletion",
    "late facts: stops believing",
  ),
  broken(
    "tells no label changes with a version",
    answering({ state: labelled(() => []) }),
    "label changes of a state: come with",
    "late facts: tells a label change",
    "late facts: gives the label changes",
  ),
  broken(
    "tells all label changes with every version",
    answering({ state: labelled((facts) => facts.filter(isLabelChange)) }),
    "label changes of a state: come with no version of another",
    "label changes of a state: are left out where",
    "late facts: gives the label changes",
  ),
  broken(
    "takes label changes until the next deletion's second ends",
    answering({
      state: labelled((facts, version) => {
        const around = surroundingsOf(orderFacts(facts), version);
        const { before } = around;
        const late = (deletion: Deletion | undefined) => deletion && { ...deletion, at: deletion.at + 1_000 };
        return changesWithin(facts.filter(isLabelChange), { before, after: late(around.after) });
      }),
    }),
    "label changes of a state: are left out where",
  ),
  broken(
    "takes a label change for a state",
    answering({
      state: (facts, instant) => {
        const [change] = facts.filter(isLabelChange);
        if (change === undefined || facts.length > 1) return stateAt(facts, instant);
        const { name, at } = change;
        return { _tag: "Deleted", name, deletion: { _tag: "Deletion", name, at, source: { _tag: "Sweep" } } };
      },
    }),
    "label changes of a state: are no state",
  ),
  broken(
    "takes the version of the largest number for the newest at an instant",
    answering({
      state: (facts, instant) => {
        const versions = facts.filter((fact) => !isVersion(fact) || fact.modifiedAt <= instant).filter(isVersion);
        const newest = versions.toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0)).at(-1);
        const state = stateAt(facts, instant);
        return state?._tag === "Exists" && newest !== undefined ? { ...state, version: newest } : state;
      },
    }),
    "states: tell the newer version by time before number",
    "states: tell each incarnation",
  ),
];
