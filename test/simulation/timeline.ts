import type { RecordSummary, VersionSummary } from "../../src/domain/backup-record.ts";
import type { ParameterName } from "../../src/domain/parameter-name.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/time.ts";
import type { Invocation, Look } from "./invocation.ts";
import { labelOf, labelOfRecord } from "./labels.ts";
import type { DeletionFact, Fact, VersionFact } from "./truth.ts";
import { isUndecidable, type Knowledge, type KnownDeletion, type KnownVersion } from "./undecidable.ts";

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

const secondOf = ({ at }: { readonly at: Millis }): Millis => startOfSecond(at);

/** The true states of one name, as far as they could be kept, beside the kept ones. */
export class Timeline {
  readonly #name: ParameterName;
  readonly #kept: ReadonlyArray<RecordSummary>;
  /** What happened and is kept: {@link Timeline.check} is about order and time, not about what is missing. */
  readonly #visible: ReadonlyArray<Fact>;
  readonly #invocations: ReadonlyArray<Invocation>;

  constructor(
    name: ParameterName,
    facts: ReadonlyArray<Fact>,
    kept: ReadonlyArray<RecordSummary>,
    invocations: ReadonlyArray<Invocation>,
  ) {
    const labels = new Set(kept.map(labelOfRecord));
    this.#name = name;
    this.#kept = kept;
    this.#visible = facts.filter(
      (fact) => labels.has(labelOf(fact)) && (fact.kind === "version" || fact.message.received),
    );
    this.#invocations = invocations;
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
    if (truth === undefined) return false;
    const decided = secondOf(truth);
    return (decided < second || instant === endOfSecond(second)) && this.#isOpen(decided, truth, found);
  }

  /** Whether a version of that second stands at its end, after the second's deletion: until then it is not told. */
  #hasLateVersion(second: Millis): boolean {
    return this.#kept.some(({ at, rank }) => rank === 2 && startOfSecond(at) === second);
  }

  /** Whether the state at the end of a second could not be told from `found`, its alternative. */
  #isOpen(second: Millis, truth: Fact, found: string): boolean {
    const inSecond = this.#visible.filter((fact) => secondOf(fact) === second);
    const deletions = inSecond.filter((fact) => fact.kind === "deletion");
    const newest = inSecond.findLast((fact) => fact.kind === "version");
    const deletion = deletions.at(-1);
    if (deletion === undefined || newest === undefined) return false;
    if (found !== labelOf(truth.kind === "version" ? deletion : newest)) return false;
    return this.#deciders(deletion, newest, deletions.length > 1).some((knowledge) =>
      isUndecidable(knowledge, second, truth.kind === "version" ? "lives" : "deleted"),
    );
  }

  /**
   * What was known at each moment at which the order of a deletion and a version was decided: by the handling that
   * brought the second of them into the store, or, when there was more than one deletion in that second (their records
   * are one), by those that handled an event of one.
   */
  #deciders(deletion: DeletionFact, version: VersionFact, several: boolean): ReadonlyArray<Knowledge> {
    const [deleted, created] = [labelOf(deletion), labelOf(version)];
    return this.#invocations.flatMap((invocation) => {
      const told = this.#toldBy(invocation);
      const appended = invocation.appends.get(this.#name) ?? new Set();
      const looks = invocation.looks.filter(({ name }) => name === this.#name);
      return looks.flatMap((look, index) => {
        const kept = new Set(look.kept.map(labelOfRecord));
        // What an attempt of its own left half kept (S3) is not decided yet.
        const decides = appended.has(deleted) || appended.has(created);
        const settled = kept.has(deleted) && kept.has(created) && !decides;
        if (!(decides || told.includes(secondOf(deletion))) || (settled && !several)) return [];
        const knowledge = knowledgeOf(look, looks.slice(0, index), told);
        const knowsBoth =
          knowledge.deletions.some(({ second }) => second === secondOf(deletion)) &&
          knowledge.versions.some(({ at }) => at === version.at);
        return knowsBoth ? [knowledge] : [];
      });
    });
  }

  /** The seconds of the deletions of which a batch told. */
  #toldBy({ messages }: Invocation): ReadonlyArray<Millis> {
    const mine = this.#visible.filter((fact) => fact.kind === "deletion" && messages.includes(fact.message));
    return mine.map(secondOf);
  }
}

const toKnown = ({ version, modifiedAt: at }: Pick<VersionSummary, "version" | "modifiedAt">): KnownVersion => ({
  version,
  at,
});

const knowledgeOf = (look: Look, earlier: ReadonlyArray<Look>, told: ReadonlyArray<Millis>): Knowledge => {
  const versions = new Map<Millis, KnownVersion>();
  const deletions = new Map<Millis, KnownDeletion>(told.map((second) => [second, { second }]));
  look.kept.forEach((record, index) => {
    if (record._tag === "Version") versions.set(record.modifiedAt, toKnown(record));
    else {
      const after = look.kept.slice(0, index).findLast((other) => other._tag === "Version");
      const before = look.kept.slice(index).find((other) => other._tag === "Version");
      deletions.set(record.deletedAt, {
        second: record.deletedAt,
        ...(after === undefined ? {} : { keptAfter: toKnown(after) }),
        ...(before === undefined ? {} : { keptBefore: toKnown(before) }),
      });
    }
  });
  for (const version of [...earlier, look].flatMap(({ live }) => live ?? [])) {
    versions.set(version.modifiedAt, toKnown(version));
  }
  return {
    versions: [...versions.values()].sort((a, b) => a.at - b.at),
    deletions: [...deletions.values()].sort((a, b) => a.second - b.second),
    lives: look.live !== undefined,
  };
};
