import { type Deletion, type FactSummary, isDeletion, isLabelChange, type VersionSummary } from "../model/fact.ts";
import { type Millis, startOfSecond } from "../model/time.ts";
import { isBelieved, orderFacts } from "./order-facts.ts";
import { changesWithin, entryAt, type State, type Surroundings, surroundingsOf } from "./state.ts";

/** A place among the versions of a name, by `compareVersions`. */
export type VersionBound = Pick<VersionSummary, "modifiedAt" | "version">;

/** What a store is asked for: the version next to a place, which is left out itself. */
export type VersionQuery =
  | { readonly _tag: "NewestBefore"; readonly bound: VersionBound }
  | { readonly _tag: "OldestAfter"; readonly bound: VersionBound };

/** A search that asks for one version after the other, and is handed each answer (`undefined`: there is none). */
export type VersionSearch<A> = Generator<VersionQuery, A, VersionSummary | undefined>;

const newestBefore = (bound: VersionBound): VersionQuery => ({ _tag: "NewestBefore", bound });
const oldestAfter = (bound: VersionBound): VersionQuery => ({ _tag: "OldestAfter", bound });

const BEFORE_ALL: VersionBound = { modifiedAt: -Infinity };

const secondOf = ({ modifiedAt }: VersionBound): Millis => startOfSecond(modifiedAt);

const isOfEvent = ({ source }: Deletion): boolean => source._tag === "Event";

/** Where a deletion lies beside a version in whose second no deletion of an event lies. */
const isAfter = (deletion: Deletion, version: VersionSummary): boolean =>
  isOfEvent(deletion) ? deletion.at > secondOf(version) : deletion.at > version.modifiedAt;

/** The versions that decide on the order of the deletions in a version's second, oldest first, and what they cover. */
interface Neighbours {
  readonly versions: ReadonlyArray<VersionSummary>;
  /** The place of a deletion from behind `after` up to `until` can be told from these versions; all others change nothing. */
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

/** The facts that the state at an instant depends on, labels left out, where `version` is the newest version until then. */
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

/** The deletions around the incarnation of a version, from those near it that are placed already, and from all others. */
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
 * The state at an instant, for a store that need not read all versions of a name: it asks for few of them, mostly one. The
 * answer is that of `stateAt` over all facts.
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

/** Runs a search on answers that are there at once. */
export const searchNow = <A>(search: VersionSearch<A>, ask: (query: VersionQuery) => VersionSummary | undefined): A => {
  let step = search.next();
  while (step.done !== true) step = search.next(ask(step.value));
  return step.value;
};

/** Runs a search on answers that have to be waited for. */
export const searchLater = async <A>(
  search: VersionSearch<A>,
  ask: (query: VersionQuery) => Promise<VersionSummary | undefined>,
): Promise<A> => {
  let step = search.next();
  while (step.done !== true) step = search.next(await ask(step.value));
  return step.value;
};
