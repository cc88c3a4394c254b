import * as E from "fp-ts/lib/Either.js";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import { processQueueEvent } from "../../src/application/backup/process-batch.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { wrongAfterSweep } from "./after-sweep.ts";
import { labelOfRecord } from "./labels.ts";
import { lostAfter, type Violation, violationsOf } from "./oracle.ts";
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
  /** Whether label events have to be kept; default true. */
  readonly labels?: boolean;
  /** Where injected faults are counted, by kind. */
  readonly faults?: Tally;
  /** A look at the world when everything is over. */
  readonly after?: (world: World) => Promise<void>;
}

type Contents = ReadonlyMap<ParameterName, string>;

const contentsOf = async ({ truth, store }: World): Promise<Contents> => {
  const contents = new Map<ParameterName, string>();
  for (const name of truth.names()) {
    const history = await store.view.history(name)();
    const places = E.isRight(history) ? history.right.map((record) => `${labelOfRecord(record)} at ${record.at}`) : [];
    contents.set(name, places.join());
  }
  return contents;
};

const changed = (before: Contents, after: Contents, names: ReadonlyArray<ParameterName>): ReadonlyArray<Violation> =>
  names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: handling all events again changed what is kept`);

/**
 * Handling everything once more changes nothing. Where an event was lost, the first repetition may find what it would
 * have told of, and the second one changes nothing.
 */
const notIdempotent = async (
  world: World,
  program: Program,
  looks: number,
  labels: boolean,
): Promise<ReadonlyArray<Violation>> => {
  const { truth } = world;
  const lossless = truth.names().filter((name) => truth.factsOf(name).every(({ message }) => !message.lost));
  const before = await contentsOf(world);
  await world.deliverAgain(program.finish);
  const after = await contentsOf(world);
  const violations = [...changed(before, after, lossless)];
  if (lossless.length === truth.names().length) return violations;
  await world.deliverAgain(program.finish);
  return [
    ...violations,
    ...changed(after, await contentsOf(world), truth.names()),
    ...(await violationsOf(world, looks, labels)),
  ];
};

/** Plays the steps; what was acknowledged has to be there from that moment on. */
const play = async (world: World, program: Program): Promise<ReadonlyArray<Violation>> => {
  const violations: Violation[] = [];
  const checked = new Set<unknown>();
  for (const step of program.steps) {
    await world.take(step);
    for (const invocation of world.invocations) {
      if ((invocation.report ?? invocation.failed) === undefined || checked.has(invocation)) continue;
      checked.add(invocation);
      violations.push(...(await lostAfter(world.store.view, invocation)));
    }
  }
  return violations;
};

/**
 * Plays a program and answers with everything that is wrong: nothing, if the promise holds. The same program gives the
 * same answer, always.
 */
export const simulate = async (program: Program, options: SimulationOptions): Promise<ReadonlyArray<Violation>> => {
  const { open, handle = processQueueEvent, looks = 4, labels = true, faults = new Map() } = options;
  const clock = new ManualClock(START);
  const store = await open(clock);
  try {
    const world = new World(clock, store, handle, faults);
    const violations = [...(await play(world, program))];
    await world.finish(program.finish);
    violations.push(...(await violationsOf(world, looks, labels)));
    if (violations.length === 0) violations.push(...(await notIdempotent(world, program, looks, labels)));
    await options.after?.(world);
    if (violations.length === 0) violations.push(...(await wrongAfterSweep(world)));
    return [...violations, ...world.crashes];
  } finally {
    await store.dispose();
  }
};
