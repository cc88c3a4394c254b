import * as E from "fp-ts/lib/Either.js";
import { withoutRelabellings } from "../../src/domain/history/relabellings.ts";
import { identityOf, isDiscovery, isVersion, type RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { ParameterAttributes } from "../../src/domain/model/parameter-version.ts";
import { everything } from "../../src/domain/model/selection.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { Invocation } from "./invocation.ts";
import { wrongRelabellings } from "./label-moves.ts";
import { labelOf, labelOfLive, labelOfRecord, NOTHING } from "./labels.ts";
import { falseGaps, silentLosses } from "./losses.ts";
import { instantsOf, Timeline } from "./timeline.ts";
import type { Fact } from "./truth.ts";
import type { World } from "./world.ts";

/** Thirty days, in milliseconds. */
const LATER: Millis = 30 * 86_400_000;

/** How many of a name's versions are loaded with their values. */
const LOADED = 20;

/** Something that is not as it must be, in words that hold no value. */
export type Violation = string;

/** Whether everything that was asked of one name in a batch, or by a sweep, was done. */
const isDone = (invocation: Invocation, name: ParameterName): boolean =>
  invocation.failed?.has(name) === false ||
  invocation.report?.outcomes.some(
    (outcome) => outcome._tag === "Handled" && outcome.name === name && outcome.operation !== "PolicyNotice",
  ) === true;

/** Every version that Parameter Store still had when one of the events was handled. */
const requiredOf = (invocations: ReadonlyArray<Invocation>, name: ParameterName): ReadonlySet<string> =>
  new Set(
    invocations
      .filter((invocation) => isDone(invocation, name))
      .flatMap(({ looks }) => looks)
      .filter((look) => look.name === name)
      .flatMap(({ live }) => live?.map(labelOfLive) ?? []),
  );

/** What was acknowledged of one batch and is not kept. */
export const lostAfter = async (view: BackupStore, invocation: Invocation): Promise<ReadonlyArray<Violation>> => {
  const names = new Set(invocation.looks.map(({ name }) => name));
  const violations: Violation[] = [];
  for (const name of names) {
    const required = requiredOf([invocation], name);
    if (required.size === 0) continue;
    const kept = new Set((await historyOf(view, name)).map(labelOfRecord));
    for (const label of required) {
      if (!kept.has(label)) violations.push(`${name}: ${label} was acknowledged and is not kept`);
    }
  }
  return violations;
};

const historyOf = async (view: BackupStore, name: ParameterName): Promise<ReadonlyArray<RecordSummary>> => {
  const history = await view.history(name)();
  if (E.isLeft(history)) throw new Error(`${history.left._tag}: ${history.left.message}`);
  return history.right;
};

const wasToldOf = (fact: Fact): boolean => fact.message.received;

/** Records that never happened, things that happened and are missing, and what is kept twice. */
const wrongRecords = (
  name: ParameterName,
  facts: ReadonlyArray<Fact>,
  kept: ReadonlyArray<RecordSummary>,
  required: ReadonlySet<string>,
  invocations: ReadonlyArray<Invocation>,
): ReadonlyArray<Violation> => {
  const labels = kept.map(labelOfRecord);
  const real = new Map(facts.map((fact) => [labelOf(fact), fact]));
  const told = new Set(facts.filter((fact) => fact.kind === "deletion" && wasToldOf(fact)).map(labelOf));
  const announced = facts.filter((fact) => fact.kind === "deletion" && fact.message.acknowledged).map(labelOf);
  const invented = kept.filter((record) => {
    const label = labelOfRecord(record);
    // Whether the parameter was gone then, the timeline tells.
    if (isDiscovery(record)) return !invocations.some(({ appends }) => appends.get(name)?.has(label));
    if (record._tag === "Tombstone") {
      return (
        !told.has(label) ||
        !facts.some(
          (fact) =>
            fact.kind === "deletion" &&
            fact.cause === record.cause &&
            labelOf(fact) === label &&
            fact.message.eventId === record.announcedBy?.eventId,
        )
      );
    }
    const fact = real.get(label);
    return fact?.kind !== "version" || fact.type !== record.type;
  });
  const missing = [...required, ...announced].filter((label) => !labels.includes(label));
  const identities = kept.map(identityOf);
  const twice = identities.filter((identity, index) => identities.indexOf(identity) !== index);
  return [
    ...invented.map((record) => `${name}: ${labelOfRecord(record)} is kept and was not so`),
    ...missing.map((label) => `${name}: ${label} is missing`),
    ...twice.map((label) => `${name}: ${label} is kept twice`),
  ];
};

/** Versions whose value or attributes are not those that Parameter Store had. */
const wrongValues = async (
  world: World,
  name: ParameterName,
  kept: ReadonlyArray<RecordSummary>,
): Promise<ReadonlyArray<Violation>> => {
  const real = new Map(world.truth.factsOf(name).map((fact) => [labelOf(fact), fact]));
  const versions = kept.filter((record) => record._tag === "Version");
  const stride = Math.ceil(versions.length / LOADED);
  const violations: Violation[] = [];
  for (const record of versions.filter((_, index) => index % Math.max(1, stride) === 0)) {
    const label = labelOfRecord(record);
    const loaded = await world.store.view.load(record)();
    const fact = real.get(label);
    if (E.isLeft(loaded)) violations.push(`${name}: ${label} can't be loaded: ${loaded.left._tag}`);
    else if (fact?.kind === "version" && loaded.right.value.reveal() !== fact.value) {
      violations.push(`${name}: ${label} has another value`);
    } else if (!seenAttributes(world, name, label).has(lasting(loaded.right.attributes))) {
      violations.push(`${name}: ${label} has other attributes`);
    }
  }
  return violations;
};

/** What of its attributes is part of a version; labels, which move, are judged by themselves. */
const lasting = ({ labels: _labels, olderLabels: _older, tags: _tags, ...attributes }: ParameterAttributes): string =>
  JSON.stringify(attributes);

/** The attributes with which the handlers saw a version. */
const seenAttributes = (world: World, name: ParameterName, label: string): ReadonlySet<string> =>
  new Set(
    world.invocations
      .flatMap(({ looks }) => looks)
      .filter((look) => look.name === name)
      .flatMap(({ live }) => live?.filter((version) => labelOfLive(version) === label) ?? [])
      .map(({ attributes }) => lasting(attributes)),
  );

/** The store's own answers for a few instants, which must be those of its histories. */
const wrongAnswers = async (
  { store: { view, atomic } }: World,
  histories: ReadonlyMap<ParameterName, ReadonlyArray<RecordSummary>>,
  instants: ReadonlyArray<Millis>,
): Promise<ReadonlyArray<Violation>> => {
  const violations: Violation[] = [];
  for (const instant of instants) {
    const found = new Map<ParameterName, string>();
    for await (const state of view.statesAt(everything, instant)) {
      if (E.isLeft(state)) violations.push(`states at ${instant}: ${state.left._tag}`);
      else found.set(state.right.name, labelOfRecord(state.right));
    }
    for (const [name, kept] of histories) {
      const record = kept.findLast(({ at }) => at <= instant);
      const expected = labelOfRecord(record);
      const answered = found.get(name) ?? NOTHING;
      // On S3 a deletion of which only the tombstone was written before its process died is beside nothing that is listed.
      const isUnlisted = !atomic && record?._tag === "Tombstone" && !kept.some(isVersion);
      if (answered === NOTHING && isUnlisted) continue;
      if (answered !== expected) violations.push(`${name} at ${instant}: ${answered} is told, ${expected} is kept`);
    }
  }
  return violations;
};

const evenly = <A>(items: ReadonlyArray<A>, most: number): ReadonlyArray<A> => {
  const stride = Math.ceil(items.length / most);
  return items.filter((_, index) => index % Math.max(1, stride) === 0);
};

/**
 * Everything that is wrong with what is kept, after all events were delivered and handled: compared with the plain
 * replay of what happened, for every name, at every second, and at the milliseconds around every change.
 *
 * @param looks For how many instants the store itself is asked, besides the comparison of its histories.
 * @param labels Whether it is asked of labels, too.
 */
export const violationsOf = async (world: World, looks: number, labels: boolean): Promise<ReadonlyArray<Violation>> => {
  const { truth, invocations, store, clock } = world;
  const judgeLabels = labels ? wrongRelabellings : async () => [];
  const violations: Violation[] = [];
  const histories = new Map<ParameterName, ReadonlyArray<RecordSummary>>();
  const instants = new Set<Millis>([clock.now(), clock.now() + LATER]);
  for (const name of truth.names()) {
    const facts = truth.factsOf(name);
    const kept = await historyOf(store.view, name);
    histories.set(name, kept);
    const required = requiredOf(invocations, name);
    violations.push(
      ...wrongRecords(name, facts, kept, required, invocations),
      ...(await wrongValues(world, name, kept)),
    );
    const versions = withoutRelabellings(kept);
    violations.push(...(await judgeLabels(world, name, kept)));
    const timeline = new Timeline(name, facts, kept, invocations, store.atomic);
    for (const instant of instantsOf(facts, kept)) {
      instants.add(instant);
      const violation = timeline.check(instant);
      if (violation !== undefined) violations.push(violation);
    }
    violations.push(...silentLosses(name, facts, versions, invocations), ...falseGaps(name, invocations));
  }
  violations.push(
    ...world.channel.waiting().map(({ id }) => `${id} was never acknowledged`),
    ...(await wrongAnswers(
      world,
      histories,
      evenly(
        [...instants].toSorted((a, b) => a - b),
        looks,
      ),
    )),
  );
  return violations;
};
