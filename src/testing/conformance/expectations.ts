import { orderFacts } from "../../domain/history/order-facts.ts";
import { type State, stateAt } from "../../domain/history/state.ts";
import { tailOf } from "../../domain/history/tail.ts";
import {
  type Deletion,
  type Fact,
  type FactSummary,
  identityOf,
  type LabelChange,
  summarize,
  type VersionFact,
  type VersionSummary,
} from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Span, Tail } from "../../ports/backup-store.ts";
import { type CheckedStore, callText, nameOf } from "./checked-store.ts";
import { byIdentity, NAME } from "./facts.ts";
import { factsText, factText, selectionText, spanText, statesText, tailText, timeText } from "./texts.ts";

/** A selection of one name. */
export const only = (name: ParameterName): Selection => ({ _tag: "Key", name });

/** The summary of a version, without a `reference`. */
export const summaryOf = ({ value: _value, attributes: _attributes, ...summary }: VersionFact): VersionSummary =>
  summary;

/** A version as every store tells of the version: a `reference` is the store's own affair. */
const withoutReference = ({ reference: _, ...version }: VersionSummary): VersionSummary => version;

const comparableFact = (fact: FactSummary): FactSummary => (fact._tag === "Version" ? withoutReference(fact) : fact);

/** Appends facts and checks the answered number of new facts. */
export const expectAdded = async (store: CheckedStore, count: number, ...facts: ReadonlyArray<Fact>): Promise<void> => {
  const added = await store.add(...facts);
  store.compare(`the last append`, added, count, (answer) => `${answer} new facts`);
};

/** Reads all facts of a name. */
export const factsOf = (store: CheckedStore, name: ParameterName = NAME): Promise<ReadonlyArray<FactSummary>> =>
  store.succeed(callText("facts", name), store.port.facts(name));

/** Checks that a name has exactly the expected facts, each once. */
export const expectFacts = async (
  store: CheckedStore,
  facts: ReadonlyArray<Fact>,
  name: ParameterName = nameOf(facts),
): Promise<void> => {
  const told = (await factsOf(store, name)).map(comparableFact);
  store.compare(callText("facts", name), byIdentity(told), byIdentity(facts.map(summarize)), factsText);
};

/** Reads the tail of a name. */
export const tailFrom = (store: CheckedStore, name: ParameterName = NAME): Promise<Tail> =>
  store.succeed(callText("tail", name), store.port.tail(name));

/** The deletions that every tail must have: all deletions but the deletions that are ordered before the newest version. */
const requiredDeletions = (facts: ReadonlyArray<FactSummary>): ReadonlyArray<Deletion> => {
  const { newest, deletions } = tailOf(facts);
  if (newest === undefined) return deletions;
  const { entries } = orderFacts(facts);
  const index = entries.findIndex(({ fact }) => identityOf(fact) === identityOf(newest));
  const before = new Set(entries.slice(0, index).map(({ fact }) => identityOf(fact)));
  return deletions.filter((one) => !before.has(identityOf(one)));
};

/** Of the tails that the port allows for the facts, the nearest to the store's answer. */
const allowedTail = (facts: ReadonlyArray<FactSummary>, told: Tail): Tail => {
  const required = new Set(requiredDeletions(facts).map(identityOf));
  const toldOf = new Set(told.deletions.map(identityOf));
  const deletions = facts
    .filter((fact) => fact._tag === "Deletion")
    .filter((fact) => required.has(identityOf(fact)) || toldOf.has(identityOf(fact)));
  const { newest } = tailOf(facts);
  const mayLeaveOut = told.newest === undefined && told.deletions.length > 0;
  return { deletions: byIdentity(deletions), ...(newest === undefined || mayLeaveOut ? {} : { newest }) };
};

/** Checks the tail of a name that has exactly the given facts. */
export const expectTail = async (
  store: CheckedStore,
  facts: ReadonlyArray<Fact>,
  name: ParameterName = nameOf(facts),
): Promise<void> => {
  const { newest, deletions } = await tailFrom(store, name);
  const told: Tail = {
    deletions: byIdentity(deletions),
    ...(newest === undefined ? {} : { newest: withoutReference(newest) }),
  };
  store.compare(callText("tail", name), told, allowedTail(facts.map(summarize), told), tailText);
};

/** The state of a parameter right after a version or a deletion. */
export const stateOf = (fact: VersionFact | Deletion, labelChanges: ReadonlyArray<LabelChange> = []): State =>
  fact._tag === "Version"
    ? { _tag: "Exists", name: fact.name, version: summaryOf(fact), labelChanges }
    : { _tag: "Deleted", name: fact.name, deletion: fact };

const comparable = (state: State): State =>
  state._tag === "Deleted"
    ? state
    : { ...state, version: withoutReference(state.version), labelChanges: byIdentity(state.labelChanges) };

/** Reads the states of a selection at an instant. */
export const statesFrom = (store: CheckedStore, selection: Selection, instant: Millis): Promise<ReadonlyArray<State>> =>
  store.collect(`statesAt(${selectionText(selection)}, ${timeText(instant)})`, store.port.statesAt(selection, instant));

/** Checks that a selection has exactly the expected states at an instant, in the expected order. */
export const expectStates = async (
  store: CheckedStore,
  selection: Selection,
  instant: Millis,
  states: ReadonlyArray<State>,
): Promise<void> => {
  const told = await statesFrom(store, selection, instant);
  const call = `statesAt(${selectionText(selection)}, ${timeText(instant)})`;
  store.compare(call, told.map(comparable), states.map(comparable), statesText);
};

/** Checks the state of {@link NAME} at an instant: a version, a deletion, or no state. */
export const expectAt = (
  store: CheckedStore,
  instant: Millis,
  fact: VersionFact | Deletion | undefined,
  labelChanges: ReadonlyArray<LabelChange> = [],
): Promise<void> => expectStates(store, only(NAME), instant, fact === undefined ? [] : [stateOf(fact, labelChanges)]);

/** The states that the domain derives from facts of any number of names, ordered by name. */
export const statesOf = (facts: ReadonlyArray<Fact>, instant: Millis): ReadonlyArray<State> =>
  [...Map.groupBy(facts.map(summarize), ({ name }) => name)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, ofName]) => stateAt(ofName, instant) ?? []);

/** Reads the facts of a selection in a span. */
export const factsFrom = (store: CheckedStore, selection: Selection, span: Span): Promise<ReadonlyArray<FactSummary>> =>
  store.collect(`factsWithin(${selectionText(selection)}, ${spanText(span)})`, store.port.factsWithin(selection, span));

/** Checks that a selection has exactly the expected facts in a span, each once. */
export const expectWithin = async (
  store: CheckedStore,
  selection: Selection,
  span: Span,
  facts: ReadonlyArray<Fact>,
): Promise<void> => {
  const told = (await factsFrom(store, selection, span)).map(comparableFact);
  const call = `factsWithin(${selectionText(selection)}, ${spanText(span)})`;
  store.compare(call, byIdentity(told), byIdentity(facts.map(summarize)), factsText);
};

/** Checks all answers of a store on a name that has exactly the given facts. */
export const expectAll = async (store: CheckedStore, facts: ReadonlyArray<Fact>, instant: Millis): Promise<void> => {
  const name = nameOf(facts);
  await expectFacts(store, facts, name);
  await expectTail(store, facts, name);
  await expectStates(store, only(name), instant, statesOf(facts, instant));
};

/** Checks that a loaded version equals the appended version. */
export const expectLoaded = async (
  store: CheckedStore,
  fact: VersionFact,
  asked: VersionSummary = summaryOf(fact),
): Promise<void> => {
  const call = `load(${factText(asked)})`;
  const loaded = await store.succeed(call, store.port.load(asked));
  store.compare(call, withoutReference(summaryOf(loaded)), summaryOf(fact), factText);
  store.compare(call, loaded.attributes, fact.attributes, (attributes) => `attributes ${JSON.stringify(attributes)}`);
  store.check(call, loaded.value.equals(fact.value), "gave another value, expected the appended one, byte for byte");
};

/** Appends a version to an empty store, and checks that the loaded version equals the appended version. */
export const expectRoundTrip = async (store: CheckedStore, fact: VersionFact): Promise<void> => {
  await expectAdded(store, 1, fact);
  await expectFacts(store, [fact]);
  await expectLoaded(store, fact);
};
