import * as E from "fp-ts/lib/Either.js";
import { identityOf, isDiscovery, type RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { startOfSecond } from "../../src/domain/model/time.ts";
import { labelOfLive, labelOfRecord } from "./labels.ts";
import type { Violation } from "./oracle.ts";
import type { World } from "./world.ts";

/** Longer than a parameter has to be gone before the sweep believes it. */
const SETTLED = 61_000;

type Histories = ReadonlyMap<ParameterName, ReadonlyArray<RecordSummary>>;

const historiesOf = async ({ truth, store }: World): Promise<Histories> => {
  const histories = new Map<ParameterName, ReadonlyArray<RecordSummary>>();
  for (const name of truth.names()) {
    const history = await store.view.history(name)();
    if (E.isLeft(history)) throw new Error(history.left.message);
    histories.set(name, history.right);
  }
  return histories;
};

/** What the sweep has to append: what lives and is not kept, or the deletion, found now, of what is gone. */
const missingIn = (world: World, name: ParameterName, kept: ReadonlyArray<RecordSummary>): ReadonlyArray<string> => {
  if (world.truth.lives(name)) {
    const labels = new Set(kept.map(labelOfRecord));
    return world
      .liveVersions(name)
      .map(labelOfLive)
      .filter((label) => !labels.has(label));
  }
  return kept.at(-1)?._tag === "Version" ? [`deletion of ${startOfSecond(world.clock.now())}`] : [];
};

const wrongIn = (
  world: World,
  name: ParameterName,
  before: ReadonlyArray<RecordSummary>,
  after: ReadonlyArray<RecordSummary>,
): ReadonlyArray<Violation> => {
  const expected = [...before.map(labelOfRecord), ...missingIn(world, name, before)];
  const found = after.map(labelOfRecord);
  const known = new Set(before.map(identityOf));
  const discovered = after.filter((record) => isDiscovery(record) && !known.has(identityOf(record)));
  return [
    ...expected.filter((label) => !found.includes(label)).map((label) => `${name}: ${label} is missing after a sweep`),
    ...found.filter((label) => !expected.includes(label)).map((label) => `${name}: a sweep invented ${label}`),
    ...discovered
      .filter((record) => record !== after.at(-1))
      .map((record) => `${name}: ${labelOfRecord(record)} was discovered and is not the newest`),
  ];
};

/**
 * What is wrong after a sweep at rest, when nothing fails: a lost event does not stay lost, nothing else changes, and a
 * second sweep finds nothing to do. The deletion whose event was lost counts from the time of its discovery; where a
 * re-creation followed it, it is lost.
 */
export const wrongAfterSweep = async (world: World): Promise<ReadonlyArray<Violation>> => {
  world.clock.advance(SETTLED);
  const before = await historiesOf(world);
  await world.sweep();
  const after = await historiesOf(world);
  await world.sweep();
  const again = await historiesOf(world);
  return world.truth.names().flatMap((name) => {
    const swept = after.get(name) ?? [];
    const changed = JSON.stringify(swept) !== JSON.stringify(again.get(name) ?? []);
    return [
      ...wrongIn(world, name, before.get(name) ?? [], swept),
      ...(changed ? [`${name}: a second sweep changed what is kept`] : []),
    ];
  });
};
