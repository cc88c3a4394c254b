import fc from "fast-check";
import { expect } from "vitest";
import type { EventEnvelope } from "../../../src/adapters/memory/change-events.ts";
import { startOfSecond } from "../../../src/domain/model/time.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import { rightOf } from "../../support/workshop.ts";
import { type Expected, expectTails, liveIn, secondOf, storedIn } from "./expectations.ts";
import type { Assignment, Message } from "./host.ts";
import { type Change, growth, namesOf, replayed, upheaval } from "./program.ts";
import { runHost } from "./run-host.ts";

/** What is crashed, and how often. */
export interface CrashOptions {
  readonly store: Assignment["store"];
  /** Opens the same store here, to look into it. */
  readonly open: () => Promise<BackupStore>;
  readonly settings: Readonly<Record<string, string>>;
  readonly names: number;
  /** Kills in each of the two halves. */
  readonly kills: number;
  readonly seed: number;
  /** The longest a host lives from being ready on when it is killed from outside, in milliseconds. */
  readonly longestLife: number;
}

const plans = ({ seed, kills, longestLife }: CrashOptions) =>
  fc.sample(
    fc.record({
      order: fc.infiniteStream(fc.nat()),
      batchSize: fc.integer({ min: 1, max: 10 }),
      kill: fc.oneof(
        fc.record({ delay: fc.integer({ min: 0, max: longestLife }) }),
        fc.record({
          call: fc.integer({ min: 1, max: 40 }),
          when: fc.constantFrom("before" as const, "after" as const),
        }),
      ),
    }),
    { seed, numRuns: kills },
  );

const shuffled = (messages: ReadonlyArray<Message>, order: Iterator<number>): ReadonlyArray<Message> =>
  messages
    .map((message) => ({ message, place: Number(order.next().value) }))
    .sort((a, b) => a.place - b.place)
    .map(({ message }) => message);

const messageOf = (envelope: EventEnvelope): Message => ({ id: envelope.id, envelope });

const secondOfEvent = ({ envelope }: Message): string => String(startOfSecond(Date.parse(envelope.time)));

/** Nothing that is stored was invented, and nothing acknowledged is missing. */
const expectSound = (stored: Expected, expected: Expected, acknowledged: ReadonlyArray<Message>): void => {
  const all = new Set<string>();
  for (const [named, lines] of stored) {
    expect(
      expected.get(named)?.filter((line) => lines.includes(line)),
      named,
    ).toEqual(lines);
    for (const line of lines) all.add(secondOf(line));
  }
  expect(acknowledged.map(secondOfEvent).filter((second) => !all.has(second))).toEqual([]);
};

/** Feeds messages to hosts that are killed, then to one that is not. What was not acknowledged is fed again. */
const survive = async (
  options: CrashOptions,
  changes: ReadonlyArray<Change>,
  messages: ReadonlyArray<Message>,
  expected: Expected,
): Promise<number> => {
  const { store, settings } = options;
  const acknowledged = new Set<string>();
  const pending = () => messages.filter(({ id }) => !acknowledged.has(id));
  let killed = 0;
  for (const { order, batchSize, kill } of plans(options)) {
    // A queue delivers at least once: when nothing is left, all comes again.
    const fed = shuffled(pending().length > 0 ? pending() : messages, order[Symbol.iterator]());
    const assignment = { store, changes, messages: fed, batchSize };
    const ending =
      "delay" in kill
        ? await runHost(assignment, settings, kill.delay)
        : await runHost({ ...assignment, dies: kill }, settings);
    expect(ending.complaints).toBe("");
    for (const id of ending.acknowledged) acknowledged.add(id);
    if (ending.signal === "SIGKILL") killed += 1;
    const opened = await options.open();
    const stored = await storedIn(opened, [...expected.keys()]);
    expectSound(
      stored,
      expected,
      messages.filter(({ id }) => acknowledged.has(id)),
    );
    await rightOf(opened.close());
  }
  const last = await runHost({ store, changes, messages: pending(), batchSize: 10 }, settings);
  expect(last).toMatchObject({ code: 0, complaints: "" });
  expect([...acknowledged, ...last.acknowledged].sort()).toEqual(messages.map(({ id }) => id).sort());
  return killed;
};

const expectExact = async (options: CrashOptions, expected: Expected): Promise<void> => {
  const store = await options.open();
  expect(await storedIn(store, [...expected.keys()])).toEqual(expected);
  await expectTails(store, [...expected.keys()]);
  await rightOf(store.close());
};

/**
 * Crashes hosts while they store how parameters grow, then while they store deletions and re-creations. After each crash
 * everything acknowledged must be there and nothing invented; after each half the history must be exact.
 *
 * @returns How many hosts were really killed.
 */
export const crash = async (options: CrashOptions): Promise<number> => {
  const names = namesOf(options.names);
  const first = growth(names);
  const grown = replayed(first);
  const lives = await liveIn(grown, names);
  const killedFirst = await survive(options, first, grown.events.map(messageOf), lives);
  await expectExact(options, lives);

  const all = [...first, ...upheaval(names)];
  const changed = replayed(all);
  const news = changed.events.slice(grown.events.length).map(messageOf);
  const deletions = new Map(
    news.flatMap(({ envelope }, index) =>
      upheaval(names)[index]?.does === "delete"
        ? [[upheaval(names)[index]?.name, `${Date.parse(envelope.time)} deleted`] as const]
        : [],
    ),
  );
  const later = await liveIn(changed, names);
  const expected = new Map(
    names.map((named) => {
      const deletion = deletions.get(named);
      return [
        named,
        deletion === undefined
          ? (lives.get(named) ?? [])
          : [...(lives.get(named) ?? []), deletion, ...(later.get(named) ?? [])],
      ];
    }),
  );
  const killedLater = await survive({ ...options, seed: options.seed + 1 }, all, news, expected);
  await expectExact(options, expected);
  return killedFirst + killedLater;
};
