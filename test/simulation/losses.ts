import { gapsIn } from "../../src/domain/history/gaps.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { Invocation } from "./invocation.ts";
import { isTrueDeletion, labelOf, labelOfLive, labelOfStored } from "./labels.ts";
import type { Case, Judgement, Violation } from "./oracle.ts";
import type { LabelMove, TrueVersion } from "./truth.ts";

/** Whether everything that was asked of one name in a batch, or by a sweep, was done. */
const isDone = (invocation: Invocation, name: ParameterName): boolean =>
  invocation.failed?.has(name) === false ||
  invocation.report?.outcomes.some(
    (outcome) => outcome._tag === "Handled" && outcome.name === name && outcome.operation !== "PolicyNotice",
  ) === true;

/** Every version that Parameter Store still had when an event that was acknowledged, or a sweep, was handled. */
export const requiredBy = (invocations: ReadonlyArray<Invocation>, name: ParameterName): ReadonlySet<string> =>
  new Set(
    invocations
      .filter((invocation) => isDone(invocation, name))
      .flatMap(({ looks }) => looks)
      .filter((look) => look.name === name)
      .flatMap(({ live }) => live?.map(labelOfLive) ?? []),
  );

/** What was acknowledged and is not stored: versions that were read, deletions and label changes of events. */
export const lostIn = (
  { name, truth, stored }: Case,
  invocations: ReadonlyArray<Invocation>,
  moves: ReadonlyArray<LabelMove>,
): ReadonlyArray<Violation> => {
  const labels = new Set(stored.map(labelOfStored));
  const deletions = truth.filter((fact) => isTrueDeletion(fact) && fact.message.acknowledged).map(labelOf);
  const changes = moves
    .filter((move) => move.name === name && move.message.acknowledged)
    .map(({ message }) => `label change of event ${message.eventId}`);
  return [...requiredBy(invocations, name), ...deletions, ...changes]
    .filter((label) => !labels.has(label))
    .map((label) => `${name}: ${label} was acknowledged and is not stored`);
};

/** Versions that could not be stored and of which nobody is told, and gaps that are none. */
export const judgeGaps = (
  { name, truth, visible, stored }: Case,
  invocations: ReadonlyArray<Invocation>,
): Judgement => {
  const versions = truth.filter((fact) => fact.kind === "version");
  const lost = versions.filter((fact) => !visible.includes(fact));
  const gaps = gapsIn(stored);
  const isIn = (
    { version }: TrueVersion,
    { fromVersion, toVersion }: { fromVersion: number; toVersion: number },
  ): boolean => fromVersion <= version && version <= toVersion;
  const hasLater = ({ incarnation, version }: TrueVersion): boolean =>
    versions.some((other) => other.incarnation === incarnation && other.version > version && visible.includes(other));
  const silent = lost.filter((fact) => hasLater(fact) && !gaps.some((gap) => isIn(fact, gap)));
  // Where a deletion is not known, numbers that go on from one incarnation to the next show no gap.
  const isHidden = ({ incarnation }: TrueVersion): boolean =>
    truth.some((fact) => isTrueDeletion(fact) && fact.incarnation < incarnation);
  const told = invocations.flatMap((invocation) => invocation.told.filter((gap) => gap.name === name));
  const wrong = told.filter((gap) => !versions.some((fact) => isIn(fact, gap)));
  const early = told.filter((gap) => !wrong.includes(gap) && !lost.some((fact) => isIn(fact, gap)));
  return {
    violations: [
      ...silent
        .filter((fact) => !isHidden(fact))
        .map((fact) => `${name}: ${labelOf(fact)} is lost, and no gap tells of it`),
      ...wrong.map(
        ({ fromVersion, toVersion }) =>
          `${name}: versions ${fromVersion} to ${toVersion} never were, and are told as a gap`,
      ),
    ],
    admissions: [
      ...(silent.some(isHidden) ? ["a gap behind a deletion"] : []),
      ...(early.length > 0 ? ["a gap that another handler filled"] : []),
    ],
  };
};
