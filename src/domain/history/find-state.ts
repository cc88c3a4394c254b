import { type Deletion, type FactSummary, isDeletion, isLabelChange, type VersionSummary } from "../model/fact.ts";
import { type Millis, startOfSecond } from "../model/time.ts";
import { isBelieved, orderFacts } from "./order-facts.ts";
import { changesWithin, entryAt, type State, type Surroundings, surroundingsOf } from "./state.ts";

/** A position among the versions of a name, in the order of `compareVersions`. */
export type VersionBound = Pick<VersionSummary, "modifiedAt" | "version">;

/** A question to a store: the version next to a position. A version at the position itself is no answer. */
export type VersionQuery =
  | { readonly _tag: "NewestBefore"; readonly bound: VersionBound }
  | { readonly _tag: "OldestAfter"; readonly bound: VersionBound };

/** A search that asks for one version at a time and receives each answer. `undefined`: no such version is stored. */
export type VersionSearch<A> = Generator<VersionQuery, A, VersionSummary | undefined>;

const newestBefore = (bound: VersionBound): VersionQuery => ({ _tag: "NewestBefore", bound });
const oldestAfter = (bound: VersionBound): VersionQuery => ({ _tag: "OldestAfter", bound });

const BEFORE_ALL: VersionBound = { modifiedAt: -Infinity };

const secondOf = ({ modifiedAt }: VersionBound): Millis => startOfSecond(modifiedAt);

const isOfEvent = ({ source }: Deletion): boolean => source._tag === "Event";

/** Whether a deletion is later than a version. The version's second must hold no deletion of an event. */
const isAfter = (deletion: Deletion, version: VersionSummary): boolean =>
  isOfEvent(deletion) ? deletion.at > secondOf(version) : deletion.at > version.modifiedAt;

/**
 * The versions that decide on the order of the deletions in a version's second, oldest first, and the time span of
 * these versions.
 */
interface Neighbours {
  readonly versions: ReadonlyArray<VersionSummary>;
  /**
   * These versions decide on the order of every deletion after `after` and up to `until`. Other deletions change
   * nothing.
   */
  readonly after: Millis;
  readonly until: Millis;
}

function* neighboursOf(version: VersionSummary, seconds: ReadonlySet<Millis>): VersionSearch<Neighbours> {
  const versions = [version];
  let before = yield newestBefore(version);
  for (; before !== undefined; before = yield newestBefore(before)) {
    versions.unshift(before);
    if (!seconds.has(secondOf(before)) && secondOf(before) < secondOf(version)) break;
  }
  let next = yield oldestAfter(version);
  for (; next !== undefined; next = yield oldestAfter(next)) {
    versions.push(next);
    if (secondOf(next) > secondOf(version)) break;
  }
  return { versions, after: before?.modifiedAt ?? -Infinity, until: next?.modifiedAt ?? Infinity };
}

/**
 * The facts that decide on the state at an instant, without label changes. `version` is the newest version at the
 * instant.
 */
function* factsAround(
  version: VersionSummary | undefined,
  deletions: ReadonlyArray<Deletion>,
  instant: Millis,
): VersionSearch<ReadonlyArray<FactSummary>> {
  if (version === undefined) return deletions.filter(({ at }) => at <= instant);
  const seconds = new Set(deletions.filter(isOfEvent).map(({ at }) => startOfSecond(at)));
  if (!seconds.has(secondOf(version))) {
    const since = deletions.filter((deletion) => isAfter(deletion, version) && deletion.at <= instant);
    const next = since.every(isOfEvent) ? undefined : yield oldestAfter(version);
    return [version, ...since, ...(next === undefined ? [] : [next])];
  }
  const { versions, after, until } = yield* neighboursOf(version, seconds);
  return [...versions, ...deletions.filter(({ at }) => after < at && at <= until)];
}

function* firstThatHappened(deletions: ReadonlyArray<Deletion>): VersionSearch<Deletion | undefined> {
  for (const deletion of deletions) {
    if (isOfEvent(deletion)) return deletion;
    const before = yield newestBefore({ modifiedAt: deletion.at });
    if (isBelieved(deletion, before, yield oldestAfter(before ?? BEFORE_ALL))) return deletion;
  }
  return undefined;
}

/**
 * The deletions around the incarnation of a version. `near` holds the facts whose order is known; the other deletions
 * are searched.
 */
function* surroundings(
  version: VersionSummary,
  deletions: ReadonlyArray<Deletion>,
  near: ReadonlyArray<FactSummary>,
): VersionSearch<Surroundings> {
  const placed = surroundingsOf(orderFacts(near), version);
  const others = deletions.filter((deletion) => !near.includes(deletion)).toSorted((a, b) => a.at - b.at);
  const later = others.filter((deletion) => isAfter(deletion, version));
  const earlier = others.filter((deletion) => !isAfter(deletion, version));
  return {
    before: placed.before ?? (yield* firstThatHappened(earlier.reverse())),
    after: placed.after ?? (yield* firstThatHappened(later)),
  };
}

/**
 * Finds the state at an instant with few versions, mostly one, for a store that need not read all versions of a name.
 * The answer equals the answer of `stateAt` over all facts.
 *
 * @param facts All deletions and label changes of the name, in any order, each identity once. Versions are not needed.
 */
export function* findState(facts: ReadonlyArray<FactSummary>, instant: Millis): VersionSearch<State | undefined> {
  const deletions = facts.filter(isDeletion);
  const newest = yield newestBefore({ modifiedAt: instant + 1 });
  const near = yield* factsAround(newest, deletions, instant);
  const fact = entryAt(orderFacts(near), instant)?.fact;
  if (fact === undefined) return undefined;
  if (fact._tag === "Deletion") return { _tag: "Deleted", name: fact.name, deletion: fact };
  const changes = facts.filter(isLabelChange);
  const labelChanges = changes.length === 0 ? [] : changesWithin(changes, yield* surroundings(fact, deletions, near));
  return { _tag: "Exists", name: fact.name, version: fact, labelChanges };
}

/** Runs a search with a synchronous store. */
export const searchNow = <A>(search: VersionSearch<A>, ask: (query: VersionQuery) => VersionSummary | undefined): A => {
  let step = search.next();
  while (step.done !== true) step = search.next(ask(step.value));
  return step.value;
};

/** Runs a search with an asynchronous store. */
export const searchLater = async <A>(
  search: VersionSearch<A>,
  ask: (query: VersionQuery) => Promise<VersionSummary | undefined>,
): Promise<A> => {
  let step = search.next();
  while (step.done !== true) step = search.next(await ask(step.value));
  return step.value;
};
