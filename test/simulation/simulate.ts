import * as E from "fp-ts/lib/Either.js";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import { processBatch } from "../../src/application/backup/process-batch.ts";
import { type State, stateAt } from "../../src/domain/history/state.ts";
import { type FactSummary, isVersion } from "../../src/domain/model/fact.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { isSameVersion, type ParameterAttributes } from "../../src/domain/model/parameter-version.ts";
import { everything } from "../../src/domain/model/selection.ts";
import { endOfSecond, type Millis } from "../../src/domain/model/time.ts";
import { rightOf } from "../support/workshop.ts";
import { wrongConvergence } from "./convergence.ts";
import type { Invocation } from "./invocation.ts";
import { wrongLabels } from "./label-oracle.ts";
import { labelOf, labelOfLive, labelOfStored } from "./labels.ts";
import { judgeGaps, lostIn, requiredBy } from "./losses.ts";
import { type Case, caseOf, instantsOf, inventedIn, type Judgement, judgeStates, type Violation } from "./oracle.ts";
import type { OpenStore } from "./simulated-store.ts";
import type { Program } from "./step.ts";
import type { Tally } from "./turnstile.ts";
import { type Handle, START, World } from "./world.ts";

/** How a program is played. */
export interface SimulationOptions {
  readonly open: OpenStore;
  /** Default: the real use case. */
  readonly handle?: Handle;
  /** For how many instants the store itself is asked at the end; default 4. */
  readonly looks?: number;
  /** Where injected faults are counted, by kind. */
  readonly faults?: Tally;
  /** A look at the world when everything is over. */
  readonly after?: (world: World) => Promise<void>;
}

/** Longer than a parameter has to be gone before the sweep believes it. */
const SETTLED: Millis = 61_000;

/** How many of a name's versions are loaded with their values. */
const LOADED = 20;

const evenly = <A>(items: ReadonlyArray<A>, most: number): ReadonlyArray<A> => {
  const stride = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => index % stride === 0);
};

const factsOf = ({ store }: World, name: ParameterName): Promise<ReadonlyArray<FactSummary>> =>
  rightOf(store.view.facts(name));

const lookAt = async (world: World, name: ParameterName): Promise<Case> =>
  caseOf(name, world.truth.factsOf(name), await factsOf(world, name));

/** What of its attributes is part of a version: labels and tags move without one. */
const lasting = ({ labels: _labels, olderLabels: _older, tags: _tags, ...attributes }: ParameterAttributes): string =>
  JSON.stringify(attributes);

/** Versions whose value or attributes are not those that Parameter Store had. */
const wrongValues = async (
  { invocations, store }: World,
  { name, truth, stored }: Case,
): Promise<ReadonlyArray<Violation>> => {
  const real = new Map(truth.map((fact) => [labelOf(fact), fact]));
  const seen = invocations.flatMap(({ looks }) =>
    looks.flatMap((look) => (look.name === name ? (look.live ?? []) : [])),
  );
  const violations: Violation[] = [];
  for (const version of evenly(stored.filter(isVersion), LOADED)) {
    const label = labelOfStored(version);
    const loaded = await store.view.load(version)();
    const fact = real.get(label);
    if (E.isLeft(loaded)) violations.push(`${name}: ${label} can't be loaded: ${loaded.left._tag}`);
    else if (fact?.kind === "version" && loaded.right.value.reveal() !== fact.value) {
      violations.push(`${name}: ${label} has another value`);
    } else {
      const { attributes } = loaded.right;
      const isSeen = seen.some(
        (live) => isSameVersion(live, version) && lasting(live.attributes) === lasting(attributes),
      );
      if (!isSeen) violations.push(`${name}: ${label} has other attributes`);
    }
  }
  return violations;
};

const textOf = (state: State | undefined): string => {
  if (state === undefined) return "nothing";
  const changes = state._tag === "Exists" ? state.labelChanges.map(({ eventId }) => eventId).sort() : [];
  return `${labelOfStored(state._tag === "Exists" ? state.version : state.deletion)} ${changes.join()}`;
};

/** The store's own answers for a few instants, which must be those of its facts. */
const wrongAnswers = async ({ store }: World, cases: ReadonlyArray<Case>, instants: ReadonlyArray<Millis>) => {
  const violations: Violation[] = [];
  for (const instant of instants) {
    const told = new Map<ParameterName, State>();
    for await (const state of store.view.statesAt(everything, instant)) {
      if (E.isLeft(state)) violations.push(`states at ${instant}: ${state.left._tag}`);
      else told.set(state.right.name, state.right);
    }
    for (const { name, stored } of cases) {
      const [answered, expected] = [textOf(told.get(name)), textOf(stateAt(stored, instant))];
      if (answered !== expected)
        violations.push(`${name} at ${instant}: ${answered} is told, ${expected} by the facts`);
    }
  }
  return violations;
};

/** What is wrong after all events were delivered and handled, for every name. */
const judge = async (world: World, looks: number): Promise<Judgement> => {
  const { truth, invocations, channel, marks, moves, store } = world;
  const violations: Violation[] = [
    ...channel.unacknowledged().map(({ id }) => `${id} was never acknowledged`),
    ...channel.messages
      .filter(({ hostile, acknowledged }) => hostile && acknowledged)
      .map(({ id }) => `${id} was acknowledged`),
  ];
  const admissions: string[] = [];
  const cases: Case[] = [];
  for (const name of truth.names()) {
    const known = await lookAt(world, name);
    cases.push(known);
    for (const part of [judgeStates(known), judgeGaps(known, invocations)]) {
      violations.push(...part.violations);
      admissions.push(...part.admissions);
    }
    violations.push(
      ...inventedIn(known, marks.filter((mark) => mark.name === name).length, moves),
      ...lostIn(known, invocations, moves),
      ...(await wrongValues(world, known)),
      ...(await wrongLabels(store.view, known, moves)),
      ...(await wrongConvergence(known)),
    );
  }
  const instants = cases.flatMap(instantsOf).sort((a, b) => a - b);
  violations.push(...(await wrongAnswers(world, cases, evenly(instants, looks))));
  return { violations, admissions };
};

type Contents = ReadonlyMap<ParameterName, string>;

const contentsOf = async (world: World): Promise<Contents> => {
  const contents = new Map<ParameterName, string>();
  for (const name of world.truth.names()) {
    contents.set(name, (await factsOf(world, name)).map(labelOfStored).sort().join());
  }
  return contents;
};

const changed = (before: Contents, after: Contents, names: ReadonlyArray<ParameterName>, what: string) =>
  names.filter((name) => before.get(name) !== after.get(name)).map((name) => `${name}: ${what} changed what is stored`);

/**
 * Handling everything once more adds nothing. Where an event was lost, the first repetition may find what it would have
 * told of, and the second one adds nothing.
 */
const wrongRepetition = async (world: World, program: Program): Promise<ReadonlyArray<Violation>> => {
  const { truth } = world;
  const lossless = truth.names().filter((name) => truth.factsOf(name).every(({ message }) => !message.lost));
  const before = await contentsOf(world);
  await world.deliverAgain(program.finish);
  const after = await contentsOf(world);
  const violations = changed(before, after, lossless, "handling all events again");
  if (lossless.length === truth.names().length) return violations;
  await world.deliverAgain(program.finish);
  return [...violations, ...changed(after, await contentsOf(world), truth.names(), "handling all events a third time")];
};

/** After a sweep at rest everything that exists is stored, and what is told to be true now is. */
const wrongNow = async (world: World): Promise<ReadonlyArray<Violation>> => {
  const { truth, clock, store } = world;
  const told = new Map<ParameterName, State>();
  for await (const state of store.view.statesAt(everything, endOfSecond(clock.now()))) {
    if (E.isRight(state)) told.set(state.right.name, state.right);
  }
  const violations: Violation[] = [];
  for (const name of truth.names()) {
    const live = truth.exists(name) ? world.liveVersions(name) : [];
    const stored = new Set((await factsOf(world, name)).map(labelOfStored));
    violations.push(
      ...live
        .filter((version) => !stored.has(labelOfLive(version)))
        .map((version) => `${name}: ${labelOfLive(version)} is missing after a sweep`),
    );
    const [state, newest] = [told.get(name), live.at(-1)];
    const found = state?._tag === "Exists" ? labelOfLive(state.version) : "absent";
    const expected = newest === undefined ? "absent" : labelOfLive(newest);
    if (found !== expected) violations.push(`${name} now: ${expected} is true, ${found} is told after a sweep`);
  }
  return violations;
};

const wrongAfterSweep = async (world: World): Promise<ReadonlyArray<Violation>> => {
  world.clock.advance(SETTLED);
  await world.sweep();
  const after = await contentsOf(world);
  const now = await wrongNow(world);
  await world.sweep();
  return [...now, ...changed(after, await contentsOf(world), world.truth.names(), "a second sweep")];
};

/** What an invocation that came to its end acknowledged, and what is not stored. */
const lostBy = async (world: World, invocation: Invocation): Promise<ReadonlyArray<Violation>> => {
  const violations: Violation[] = [];
  for (const name of new Set(invocation.looks.map((look) => look.name))) {
    const required = requiredBy([invocation], name);
    if (required.size === 0) continue;
    const stored = new Set((await factsOf(world, name)).map(labelOfStored));
    const lost = [...required].filter((label) => !stored.has(label));
    violations.push(...lost.map((label) => `${name}: ${label} was acknowledged and is not stored`));
  }
  return violations;
};

/** Plays the steps; what was acknowledged has to be there from that moment on. */
const play = async (world: World, program: Program): Promise<ReadonlyArray<Violation>> => {
  const violations: Violation[] = [];
  const checked = new Set<Invocation>();
  for (const step of program.steps) {
    await world.take(step);
    const ended = world.invocations.filter(
      (invocation) => (invocation.report ?? invocation.failed) !== undefined && !checked.has(invocation),
    );
    for (const invocation of ended) {
      checked.add(invocation);
      violations.push(...(await lostBy(world, invocation)));
    }
  }
  return violations;
};

/**
 * Plays a program and answers with everything that is wrong: nothing, if the promise holds. The same program gives the
 * same answer, always.
 */
export const simulate = async (program: Program, options: SimulationOptions): Promise<Judgement> => {
  const { open, handle = processBatch, looks = 4, faults = new Map() } = options;
  const clock = new ManualClock(START);
  const store = await open(clock);
  try {
    const world = new World(clock, store, handle, faults);
    const violations = [...(await play(world, program))];
    await world.finish(program.finish);
    const judgement = await judge(world, looks);
    violations.push(...judgement.violations);
    if (violations.length === 0) violations.push(...(await wrongRepetition(world, program)));
    await options.after?.(world);
    if (violations.length === 0) violations.push(...(await wrongAfterSweep(world)));
    return { violations: [...violations, ...world.crashes], admissions: judgement.admissions };
  } finally {
    await store.dispose();
  }
};
