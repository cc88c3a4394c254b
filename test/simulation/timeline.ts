import { withoutRelabellings } from "../../src/domain/history/relabellings.ts";
import {
  isDiscovery,
  isVersion,
  type RecordSummary,
  type VersionSummary,
} from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/model/time.ts";
import type { Message } from "./channel.ts";
import type { Invocation, Look } from "./invocation.ts";
import { wereKeptAtOnce } from "./kept-at-once.ts";
import { labelOf, labelOfRecord } from "./labels.ts";
import type { DeletionFact, Fact, VersionFact } from "./truth.ts";
import { isUndecidable, type KeptBetween, type Knowledge, type KnownVersion } from "./undecidable.ts";

/** The milliseconds around everything that happened or is kept: between two of them nothing changes. */
export const instantsOf = (facts: ReadonlyArray<Fact>, kept: ReadonlyArray<RecordSummary>): ReadonlySet<Millis> => {
  const instants = new Set<Millis>();
  for (const { at } of [...facts, ...kept]) {
    for (const instant of [at - 1, at, at + 1, startOfSecond(at) - 1, endOfSecond(at), endOfSecond(at) + 1]) {
      instants.add(instant);
    }
  }
  return instants;
};

const isAcknowledged = ({ messages, report }: Invocation, message: Message): boolean =>
  messages.some((other, index) => other === message && report?.outcomes[index]?._tag === "Handled");

const secondOf = ({ at }: { readonly at: Millis }): Millis => startOfSecond(at);

/** What was known at a moment of decision, and whether the event of a deletion of that second was acknowledged then. */
interface Decider {
  readonly knowledge: Knowledge;
  readonly handled: boolean;
}

/** The true states of one name, as far as they could be kept, beside the kept ones. */
export class Timeline {
  readonly #name: ParameterName;
  readonly #facts: ReadonlyArray<Fact>;
  readonly #kept: ReadonlyArray<RecordSummary>;
  /** The deletions that sweeps found. */
  readonly #discovered: ReadonlySet<string>;
  /** What happened and is kept: {@link Timeline.check} is about order and time, not about what is missing. */
  readonly #visible: ReadonlyArray<Fact>;
  readonly #invocations: ReadonlyArray<Invocation>;
  /** Whether the store notices what others keep at the same moment. */
  readonly #atomic: boolean;

  constructor(
    name: ParameterName,
    facts: ReadonlyArray<Fact>,
    kept: ReadonlyArray<RecordSummary>,
    invocations: ReadonlyArray<Invocation>,
    atomic: boolean,
  ) {
    const labels = new Set(kept.map(labelOfRecord));
    this.#name = name;
    this.#facts = facts;
    this.#kept = kept;
    this.#discovered = new Set(kept.filter(isDiscovery).map(labelOfRecord));
    this.#visible = facts.filter(
      (fact) => labels.has(labelOf(fact)) && (fact.kind === "version" || fact.message.received),
    );
    this.#invocations = invocations;
    this.#atomic = atomic;
  }

  /** What is wrong with the state at an instant, if anything is. */
  check(instant: Millis): string | undefined {
    const found = labelOfRecord(this.#kept.findLast(({ at }) => at <= instant));
    if (this.#admits(instant, found)) return undefined;
    return `${this.#name} at ${instant}: ${labelOf(this.#stateAt(instant))} is true, ${found} is kept`;
  }

  #stateAt(instant: Millis): Fact | undefined {
    return this.#visible.findLast(({ at }) => at <= instant);
  }

  #admits(instant: Millis, found: string): boolean {
    const truth = this.#stateAt(instant);
    if (found === labelOf(truth)) return true;
    if (this.#discovered.has(found) && (truth?.kind === "deletion" || this.#isGone(instant, found))) return true;
    const second = startOfSecond(instant);
    const deletion = this.#visible.find(
      (fact) => fact.kind === "deletion" && secondOf(fact) === second && fact.at <= instant,
    );
    // Events carry whole seconds: from a deletion to the end of its second, what was true in it may still be told.
    if (deletion !== undefined && instant < endOfSecond(second)) {
      const since = this.#visible.filter(({ at }) => at >= deletion.at && at <= instant).map(labelOf);
      return since.includes(found) || this.#admits(deletion.at - 1, found);
    }
    // Inside a second that holds a deletion only its end is exact (docs/decisions/0001-order-of-records.md).
    if (instant < endOfSecond(second) && this.#hasLateVersion(second) && this.#admits(second - 1, found)) return true;
    const late = this.#lateSince(instant);
    if (late !== undefined && this.#admits(late - 1, found)) return true;
    if (truth === undefined) return false;
    const decided = secondOf(truth);
    return (decided < second || instant === endOfSecond(second)) && this.#isOpen(decided, truth, found);
  }

  /** Whether the parameter was gone, or was found to be gone by a sweep that had read its clock before that instant. */
  #isGone(instant: Millis, discovery: string): boolean {
    const isFound = this.#invocations.some(
      ({ appends, looks }) =>
        appends.get(this.#name)?.has(discovery) &&
        looks.some(({ name, live, at }) => name === this.#name && live === undefined && instant <= at),
    );
    // A version that came and went unseen can't be told: the deletion before it stands.
    const known = this.#facts.filter((fact) => fact.kind === "deletion" || this.#visible.includes(fact));
    return isFound || known.findLast(({ at }) => at <= instant)?.kind === "deletion";
  }

  /** Since when a version lives that is told later: it stands behind a deletion that was found by a clock ahead of time. */
  #lateSince(instant: Millis): Millis | undefined {
    const late = this.#kept
      .filter(isVersion)
      .filter(({ at, rank, modifiedAt }) => rank >= 2 && modifiedAt <= instant && instant < at);
    return late.length === 0 ? undefined : Math.min(...late.map(({ modifiedAt }) => modifiedAt));
  }

  /** Whether a version of that second stands at its end, after the second's deletion: until then it is not told. */
  #hasLateVersion(second: Millis): boolean {
    return this.#kept.some(({ at, rank }) => rank >= 2 && startOfSecond(at) === second);
  }

  /** Whether the state at the end of a second could not be told from `found`, its alternative. */
  #isOpen(second: Millis, truth: Fact, found: string): boolean {
    const inSecond = this.#visible.filter((fact) => secondOf(fact) === second);
    const deletions = inSecond.filter((fact) => fact.kind === "deletion");
    const newest = inSecond.findLast((fact) => fact.kind === "version");
    const deletion = deletions.at(-1);
    if (deletion === undefined || newest === undefined) return false;
    if (found !== labelOf(truth.kind === "version" ? deletion : newest)) return false;
    const isGone = truth.kind === "deletion";
    if (isGone && !this.#atomic && wereKeptAtOnce(this.#name, second, this.#kept, this.#invocations)) return true;
    const deciders = this.#deciders(deletion, newest, deletions.length > 1);
    const isUnclear = ({ knowledge }: Decider): boolean =>
      isUndecidable(knowledge, second, truth.kind === "version" ? "lives" : "deleted");
    // What is kept as deleted stays so; a deletion that is not told yet is added by whoever handles its event and can tell.
    const handlers = deciders.filter(({ handled }) => handled);
    return truth.kind === "version" || handlers.length === 0 ? deciders.some(isUnclear) : handlers.every(isUnclear);
  }

  /**
   * What was known at each moment at which the order of a deletion and a version was decided: by the handling that
   * brought the second of them into the store, or, when there was more than one deletion in that second, by those that
   * handled an event of one.
   */
  #deciders(deletion: DeletionFact, version: VersionFact, several: boolean): ReadonlyArray<Decider> {
    const [deleted, created] = [labelOf(deletion), labelOf(version)];
    return this.#invocations.flatMap((invocation) => {
      const told = this.#toldBy(invocation);
      const mine = told.filter((fact) => secondOf(fact) === secondOf(deletion));
      const handled = mine.some(({ message }) => isAcknowledged(invocation, message));
      const appended = invocation.appends.get(this.#name) ?? new Set();
      const looks = invocation.looks.filter(({ name }) => name === this.#name);
      return looks.flatMap((look, index) => {
        const kept = new Set(look.kept.map(labelOfRecord));
        // What an attempt of its own left half kept (S3) is not decided yet.
        const decides = appended.has(deleted) || appended.has(created);
        const settled = kept.has(deleted) && kept.has(created) && !decides;
        if (!(decides || mine.length > 0) || (settled && !several)) return [];
        const knowledge = knowledgeOf(look, looks.slice(0, index), told);
        const knowsBoth =
          knowledge.deletions.some(({ second }) => second === secondOf(deletion)) &&
          knowledge.versions.some(({ at }) => at === version.at);
        // What an earlier attempt knew was not decided on.
        return knowsBoth ? [{ knowledge, handled: handled && index === looks.length - 1 }] : [];
      });
    });
  }

  /** The deletions of which a batch told. */
  #toldBy({ messages }: Invocation): ReadonlyArray<DeletionFact> {
    return this.#visible.filter((fact) => fact.kind === "deletion").filter(({ message }) => messages.includes(message));
  }
}

const toKnown = ({ version, modifiedAt: at }: Pick<VersionSummary, "version" | "modifiedAt">): KnownVersion => ({
  version,
  at,
});

/** What is kept of the deletions of one second, and what was told of them. */
interface Deletions {
  readonly eventIds: Set<string | undefined>;
  readonly kept: KeptBetween[];
}

const knowledgeOf = (look: Look, earlier: ReadonlyArray<Look>, told: ReadonlyArray<DeletionFact>): Knowledge => {
  const versions = new Map<Millis, KnownVersion>();
  const deletions = new Map<Millis, Deletions>();
  const deletionsOf = (second: Millis): Deletions => {
    const known = deletions.get(second) ?? { eventIds: new Set(), kept: [] };
    deletions.set(second, known);
    return known;
  };
  for (const fact of told) deletionsOf(secondOf(fact)).eventIds.add(fact.message.eventId);
  // That a label moved is no evidence of an order.
  const kept = withoutRelabellings(look.kept);
  kept.forEach((record, index) => {
    if (record._tag === "Version") versions.set(record.modifiedAt, toKnown(record));
    else if (!isDiscovery(record)) {
      const after = kept.slice(0, index).findLast((other) => other._tag === "Version");
      const before = kept.slice(index).find((other) => other._tag === "Version");
      const known = deletionsOf(record.deletedAt);
      known.eventIds.add(record.announcedBy?.eventId);
      known.kept.push({
        ...(after === undefined ? {} : { after: toKnown(after) }),
        ...(before === undefined ? {} : { before: toKnown(before) }),
      });
    }
  });
  for (const version of [...earlier, look].flatMap(({ live }) => live ?? [])) {
    versions.set(version.modifiedAt, toKnown(version));
  }
  const seen = Math.min(...earlier.flatMap(({ live }) => live?.[0].modifiedAt ?? []));
  return {
    versions: [...versions.values()].sort((a, b) => a.at - b.at),
    deletions: [...deletions]
      .map(([second, { eventIds, kept }]) => ({
        second,
        count: eventIds.size,
        kept,
        ...(kept.length === 0 && Number.isFinite(seen) ? { aliveSince: seen } : {}),
      }))
      .sort((a, b) => a.second - b.second),
    ...(look.live === undefined ? {} : { root: look.live[0].modifiedAt }),
  };
};
