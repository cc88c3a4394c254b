import type { RecordSummary } from "../../src/domain/backup-record.ts";
import type { ParameterName } from "../../src/domain/parameter-name.ts";
import { startOfSecond } from "../../src/domain/time.ts";
import type { Invocation } from "./invocation.ts";
import { labelOf, labelOfRecord } from "./labels.ts";
import type { Fact, VersionFact } from "./truth.ts";

/**
 * Versions that could not be kept and of which nobody was told. A version that was dropped before a later one of the
 * same life was read is a gap: name, from version, to version. A version whose whole life was over has no number that
 * anybody could know of; its event is answered as `gone`.
 */
export const silentLosses = (
  name: ParameterName,
  facts: ReadonlyArray<Fact>,
  kept: ReadonlyArray<RecordSummary>,
  invocations: ReadonlyArray<Invocation>,
): ReadonlyArray<string> => {
  const versions = facts.filter((fact) => fact.kind === "version");
  const labels = new Set(kept.map(labelOfRecord));
  const gaps = invocations.flatMap(({ report }) => report?.gaps.filter((gap) => gap.name === name) ?? []);
  const lost = versions.filter((fact) => !labels.has(labelOf(fact)));
  const numbers = kept.map((record) => (record._tag === "Version" ? record.version : 0));
  /** A process that died with its append under way can't report any more; the kept history itself shows the hole. */
  const diedAppending = invocations.some(({ report, appends }) => report === undefined && appends.has(name));
  const isShown = ({ version }: VersionFact): boolean =>
    diedAppending && numbers.some((number, index) => number > version && version > (numbers[index - 1] ?? 0) % number);
  /**
   * Where no record parts a life from the one before (its event was lost, it shares its second, and with that its
   * record, with another deletion, or its place is undecidable, which the timeline judges), numbers that go on from the
   * one to the other show no gap.
   */
  const isParted = ({ life }: VersionFact): boolean => {
    const lives = kept.map((record) => versions.find((fact) => labelOf(fact) === labelOfRecord(record))?.life ?? 0);
    const first = lives.indexOf(life);
    return kept.slice(lives.slice(0, first).findLastIndex((other) => other > 0) + 1, first).length > 0;
  };
  const seemsKept = (fact: VersionFact): boolean =>
    !isParted(fact) &&
    versions.some((other) => other.life < fact.life && other.version >= fact.version && labels.has(labelOf(other)));
  const isGap = (fact: VersionFact): boolean =>
    gaps.some(({ fromVersion, toVersion }) => fromVersion <= fact.version && fact.version <= toVersion) ||
    isShown(fact);
  const hasLater = ({ life, version }: VersionFact): boolean =>
    versions.some((other) => other.life === life && other.version > version && labels.has(labelOf(other)));
  /** Two events of one second can't be told apart: the other one's version is kept. */
  const hasTwin = ({ at }: VersionFact): boolean =>
    versions.some((other) => startOfSecond(other.at) === startOfSecond(at) && labels.has(labelOf(other)));
  const wasAnswered = ({ message }: VersionFact): boolean =>
    !message.acknowledged ||
    message.outcomes.some((outcome) => outcome._tag === "Handled" && outcome.outcome === "gone");
  return [
    ...lost
      .filter((fact) => hasLater(fact) && !isGap(fact) && !seemsKept(fact))
      .map((fact) => `${name}: ${labelOf(fact)} is missing and was reported as no gap`),
    ...lost
      .filter((fact) => !hasLater(fact) && !hasTwin(fact) && !wasAnswered(fact))
      .map((fact) => `${name}: ${labelOf(fact)} is missing and its event was not answered as gone`),
    ...gaps
      .filter(
        ({ fromVersion, toVersion }) => !lost.some(({ version }) => fromVersion <= version && version <= toVersion),
      )
      .map(({ fromVersion, toVersion }) => `${name}: versions ${fromVersion} to ${toVersion} are no gap`),
  ];
};
