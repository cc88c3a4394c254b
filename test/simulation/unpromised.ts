import { isDiscovery, type RecordSummary } from "../../src/domain/backup-record.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/time.ts";
import { labelOf, labelOfRecord } from "./labels.ts";
import type { Fact } from "./truth.ts";

const SECOND: Millis = 1_000;

interface Ending {
  readonly second: Millis;
  readonly isDiscovered: boolean;
}

/** Deletions so close together that their order may be told wrongly, until the next change. */
interface Crowd {
  readonly from: Millis;
  readonly until: Millis;
  /** What may be told. */
  readonly labels: ReadonlySet<string>;
}

const crowdsIn = (endings: ReadonlyArray<Ending>): ReadonlyArray<ReadonlyArray<Ending>> => {
  const crowds: Ending[][] = [];
  for (const ending of endings.toSorted((a, b) => a.second - b.second)) {
    const last = crowds.at(-1);
    if (ending.second - (last?.at(-1)?.second ?? -Infinity) <= SECOND) last?.push(ending);
    else crowds.push([ending]);
  }
  return crowds;
};

/**
 * The times of which docs/reliability.md says that they are not promised: around several deletions of one parameter in
 * adjacent seconds, around one that a sweep discovered in the second in which something else happened, and, where handlers
 * that meet may not notice it (`atomic` is false: S3), around several in one second.
 */
const crowdsOf = (
  facts: ReadonlyArray<Fact>,
  kept: ReadonlyArray<RecordSummary>,
  atomic: boolean,
): ReadonlyArray<Crowd> => {
  const deleted = facts.flatMap((fact) =>
    fact.kind === "deletion" ? [{ second: startOfSecond(fact.at), isDiscovered: false }] : [],
  );
  const discovered = kept.flatMap((record) =>
    record._tag === "Tombstone" && isDiscovery(record) ? [{ second: record.deletedAt, isDiscovered: true }] : [],
  );
  const keptLabels = new Set(kept.map(labelOfRecord));
  const isKept = (fact: Fact): boolean => keptLabels.has(labelOf(fact));
  const isBusy = ({ second, isDiscovered }: Ending): boolean =>
    isDiscovered && facts.some(({ at }) => startOfSecond(at) === second);
  return crowdsIn([...deleted, ...discovered])
    .filter((crowd) => {
      if (crowd.some(isBusy)) return true;
      return atomic ? crowd[0]?.second !== crowd.at(-1)?.second : crowd.length > 1;
    })
    .map((crowd) => {
      const from = crowd[0]?.second ?? 0;
      const to = endOfSecond(crowd.at(-1)?.second ?? 0);
      const within = facts.filter(({ at }) => at >= from && at <= to);
      const before = facts.findLast(({ at }) => at < from);
      return {
        from,
        until: facts.find((fact) => fact.at > to && isKept(fact))?.at ?? Infinity,
        labels: new Set([before, ...within].map(labelOf).concat(kept.filter(isDiscovery).map(labelOfRecord))),
      };
    });
};

/** Whether nobody is promised that something else is told at an instant than `found`. */
export const isUnpromised = (
  facts: ReadonlyArray<Fact>,
  kept: ReadonlyArray<RecordSummary>,
  atomic: boolean,
  instant: Millis,
  found: string,
): boolean =>
  crowdsOf(facts, kept, atomic).some(
    ({ from, until, labels }) => from <= instant && instant < until && labels.has(found),
  );

/** Whether a name has such a time at all. */
export const isCrowded = (facts: ReadonlyArray<Fact>, kept: ReadonlyArray<RecordSummary>, atomic: boolean): boolean =>
  crowdsOf(facts, kept, atomic).length > 0;
