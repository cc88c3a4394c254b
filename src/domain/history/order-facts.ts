import {
  compareVersions,
  type Deletion,
  type FactSummary,
  identityOf,
  isDeletion,
  isVersion,
  mergeEvidence,
  type VersionSummary,
} from "../model/fact.ts";
import { endOfSecond, type Millis, startOfSecond } from "../model/time.ts";

/** A version or a deletion, and since when the fact was the state of the parameter. */
export interface TimelineEntry {
  readonly fact: VersionSummary | Deletion;
  readonly from: Millis;
}

/** The versions and deletions of one name in their most likely order. */
export interface Timeline {
  /** Oldest first; `from` never decreases. */
  readonly entries: ReadonlyArray<TimelineEntry>;
  /** Deletions that other facts contradict, oldest first. Such a deletion changes no state. */
  readonly disbelieved: ReadonlyArray<Deletion>;
}

type Versions = ReadonlyArray<VersionSummary>;

/** Gap `n` lies before version `n`; the last gap lies behind the newest version. */
interface Placed {
  readonly deletion: Deletion;
  readonly gap: number;
}

/** Removes repetitions. All copies of a deletion add their evidence. */
const distinct = (facts: Iterable<FactSummary>): { versions: VersionSummary[]; deletions: Deletion[] } => {
  const versions = new Map<string, VersionSummary>();
  const deletions = new Map<string, Deletion>();
  for (const fact of facts) {
    const identity = identityOf(fact);
    if (isVersion(fact)) versions.set(identity, fact);
    else if (isDeletion(fact)) {
      const known = deletions.get(identity);
      deletions.set(identity, known === undefined ? fact : mergeEvidence(known, fact));
    }
  }
  return { versions: [...versions.values()].sort(compareVersions), deletions: [...deletions.values()] };
};

/** The gap before the first version with a modification time of `time` or later. */
const gapBefore = (versions: Versions, time: Millis): number => {
  const index = versions.findIndex(({ modifiedAt }) => modifiedAt >= time);
  return index < 0 ? versions.length : index;
};

const numbersGoOn = (before: VersionSummary | undefined, after: VersionSummary | undefined): boolean =>
  before?.version !== undefined && after?.version === before.version + 1;

/**
 * Whether a found deletion happened between the versions around the deletion. A found deletion is known only from a
 * sweep or a bare delete marker. Consecutive numbers belong to one incarnation. A parameter that was alive both before
 * and after the time of the deletion was not deleted.
 */
export const isBelieved = (
  { at, aliveSince = Infinity }: Deletion,
  before: VersionSummary | undefined,
  after: VersionSummary | undefined,
): boolean => aliveSince >= at && !numbersGoOn(before, after);

/** How much a deletion in a gap leaves unexplained; see docs/decisions/0013-facts.md. */
const costOf = (gap: number, versions: Versions, isTaken: boolean): 0 | 1 | 2 | 3 | 4 => {
  const [before, after] = [versions[gap - 1], versions[gap]];
  if (numbersGoOn(before, after)) return 4;
  if (isTaken || before === undefined) return 3;
  if (after === undefined) return 0;
  if (before.version === undefined || after.version === undefined) return 2;
  return after.version <= before.version ? 1 : 2;
};

interface Window {
  readonly deletion: Deletion;
  readonly first: number;
  readonly last: number;
}

/** The gaps in which the deletion of an event can lie: the gaps of the event's second, up to the evidence. */
const windowOf = (deletion: Deletion, versions: Versions): Window => {
  const { at, aliveSince = Infinity } = deletion;
  const end = endOfSecond(at);
  const bound = aliveSince >= startOfSecond(at) && aliveSince <= end ? aliveSince : end + 1;
  return { deletion, first: gapBefore(versions, startOfSecond(at)), last: gapBefore(versions, bound) };
};

const compareDeletions = (a: Deletion, b: Deletion): number =>
  a.at - b.at || (identityOf(a) < identityOf(b) ? -1 : Number(identityOf(a) > identityOf(b)));

/** The window that ends first comes first; among equal ends, the smallest window. */
const compareWindows = (a: Window, b: Window): number =>
  a.last - b.last || b.first - a.first || compareDeletions(a.deletion, b.deletion);

/** The gap of the lowest cost: the first of equal gaps, but the last where an unseen incarnation is needed anyway. */
const cheapestGap = ({ first, last }: Window, versions: Versions, taken: ReadonlySet<number>): number => {
  let best = first;
  let lowest = costOf(first, versions, taken.has(first));
  for (let gap = first + 1; gap <= last; gap += 1) {
    const cost = costOf(gap, versions, taken.has(gap));
    if (cost < lowest || (cost === lowest && cost === 3)) [best, lowest] = [gap, cost];
  }
  return best;
};

/** A deletion takes effect at the end of its known time, or at the time of the next version if that is earlier. */
const entryOf = ({ deletion, gap }: Placed, versions: Versions): TimelineEntry => {
  const known = deletion.source._tag === "Event" ? endOfSecond(deletion.at) : deletion.at;
  return { fact: deletion, from: Math.min(known, versions[gap]?.modifiedAt ?? Infinity) };
};

/**
 * Puts the facts of one name into the most likely order. The function is pure: any order and any repetition of the same
 * facts give the same answer, so a late fact corrects the answer. Label changes are left out.
 *
 * Versions are ordered by time. A deletion of an event is known to the second only. Within that second the deletion
 * goes into the gap between two versions that needs the fewest unseen changes (docs/decisions/0013-facts.md).
 */
export const orderFacts = (facts: Iterable<FactSummary>): Timeline => {
  const { versions, deletions } = distinct(facts);
  const placed: Placed[] = [];
  const disbelieved: Deletion[] = [];
  const taken = new Set<number>();
  for (const deletion of deletions.filter(({ source }) => source._tag !== "Event")) {
    const gap = gapBefore(versions, deletion.at);
    if (isBelieved(deletion, versions[gap - 1], versions[gap])) placed.push({ deletion, gap });
    else disbelieved.push(deletion);
  }
  for (const { gap } of placed) taken.add(gap);
  const events = deletions.filter(({ source }) => source._tag === "Event");
  for (const window of events.map((deletion) => windowOf(deletion, versions)).sort(compareWindows)) {
    const gap = cheapestGap(window, versions, taken);
    taken.add(gap);
    placed.push({ deletion: window.deletion, gap });
  }
  const byGap = Map.groupBy(placed, ({ gap }) => gap);
  const entries = [...versions, undefined].flatMap((version, gap): ReadonlyArray<TimelineEntry> => {
    const before = (byGap.get(gap) ?? []).map((one) => entryOf(one, versions));
    before.sort((a, b) => a.from - b.from || compareDeletions(a.fact as Deletion, b.fact as Deletion));
    return version === undefined ? before : [...before, { fact: version, from: version.modifiedAt }];
  });
  return { entries, disbelieved: disbelieved.sort(compareDeletions) };
};
