import type { NameGap } from "../../src/application/backup/process-batch.ts";
import type { RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { startOfSecond } from "../../src/domain/model/time.ts";
import type { Invocation } from "./invocation.ts";
import { labelOf, labelOfRecord } from "./labels.ts";
import type { Fact, VersionFact } from "./truth.ts";

const isSame = (a: NameGap, b: NameGap): boolean =>
  a.name === b.name && a.fromVersion === b.fromVersion && a.toVersion === b.toVersion;

const textOf = ({ fromVersion, toVersion }: NameGap): string => `versions ${fromVersion} to ${toVersion}`;

/** What one handling logged more than once, or reported and had not logged. */
const wrongLogs = (name: ParameterName, { told, report }: Invocation): ReadonlyArray<string> => [
  ...told
    .filter((gap, index) => gap.name === name && told.slice(0, index).some((other) => isSame(gap, other)))
    .map((gap) => `${name}: ${textOf(gap)} were logged as a gap more than once`),
  ...(report?.gaps ?? [])
    .filter((gap) => gap.name === name && !told.some((other) => isSame(gap, other)))
    .map((gap) => `${name}: ${textOf(gap)} were reported as a gap and not logged`),
];

/** The versions that are not kept. */
export const lostIn = (facts: ReadonlyArray<Fact>, kept: ReadonlySet<string>): ReadonlyArray<VersionFact> =>
  facts.filter((fact) => fact.kind === "version").filter((fact) => !kept.has(labelOf(fact)));

/**
 * Gaps that were reported, and in which nothing was missing then. What another handler had read it may yet keep after
 * that.
 */
export const falseGaps = (name: ParameterName, invocations: ReadonlyArray<Invocation>): ReadonlyArray<string> =>
  invocations.flatMap(({ report, lostThen }) => {
    const lost = lostThen.get(name) ?? [];
    return (report?.gaps ?? [])
      .filter((gap) => gap.name === name)
      .filter(({ fromVersion, toVersion }) => !lost.some((version) => fromVersion <= version && version <= toVersion))
      .map((gap) => `${name}: ${textOf(gap)} are no gap`);
  });

/**
 * Versions that could not be kept and of which nobody was told. A gap has to be in the log of some handling, be it of
 * a process that died; a log line alone may come too early, where another handler kept the versions after all. A version that was dropped before a later one of the
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
  const told = invocations.flatMap((invocation) => invocation.told.filter((gap) => gap.name === name));
  const lost = lostIn(facts, labels);
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
    told.some(({ fromVersion, toVersion }) => fromVersion <= fact.version && fact.version <= toVersion);
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
      .map((fact) => `${name}: ${labelOf(fact)} is missing and was told as no gap`),
    ...lost
      .filter((fact) => !hasLater(fact) && !hasTwin(fact) && !wasAnswered(fact))
      .map((fact) => `${name}: ${labelOf(fact)} is missing and its event was not answered as gone`),
    ...invocations.flatMap((invocation) => wrongLogs(name, invocation)),
  ];
};
