import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import type { EventEnvelope } from "../../../../src/adapters/memory/change-events.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import { withLabelsAt } from "../../../../src/domain/history/labels.ts";
import { stateAt } from "../../../../src/domain/history/state.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { DEFAULT_TIME } from "../../../../src/testing/builders.ts";
import { backUp as backUpOne, DB, findings } from "../../../support/comparison.ts";
import { decoded, leftOf, rightOf, storeLike, Workshop } from "../../../support/workshop.ts";

/** Puts a label onto a version so many milliseconds later, and answers with the event of that. */
const label = (workshop: Workshop, text: string, version: number, later = 0): EventEnvelope => {
  workshop.clock.advance(later);
  workshop.ssm.labelParameterVersion(DB, [text], version);
  return workshop.lastEvent();
};

const backUp = (workshop: Workshop, envelopes: ReadonlyArray<EventEnvelope>, dependencies = workshop.dependencies()) =>
  rightOf(backUpChanges(dependencies)(DB, envelopes.map(decoded)));

/** The labels of the newest version at an instant, so many milliseconds after the start. */
const labelsAt = async ({ store }: Workshop, later: number) => {
  const state = stateAt(await rightOf(store.facts(DB)), DEFAULT_TIME + later);
  if (state?._tag !== "Exists") throw new Error("the parameter was to exist");
  const version = await rightOf(store.load(state.version));
  const { labels, olderLabels } = withLabelsAt(version, state.labelChanges, DEFAULT_TIME + later).attributes;
  return { labels, olderLabels };
};

describe("a label that is moved", () => {
  const BATCHES: ReadonlyArray<
    readonly [string, (events: ReadonlyArray<EventEnvelope>) => ReadonlyArray<ReadonlyArray<EventEnvelope>>]
  > = [
    ["in one batch", (events) => [events]],
    ["one by one", (events) => events.map((event) => [event])],
    ["backwards", (events) => events.toReversed().map((event) => [event])],
    [
      "twice, without the events of the versions",
      ([, first, , second]) => [[first, second, first].flatMap((e) => e ?? [])],
    ],
  ];

  it.each(BATCHES)("is known as it was before and after, where its events are handled %s", async (_how, batches) => {
    const workshop = new Workshop();
    const events = [workshop.put(DB), label(workshop, "live", 1, 5_000), workshop.put(DB, "y", 5_000)];
    events.push(label(workshop, "live", 2, 5_000));
    for (const batch of batches(events)) await backUp(workshop, batch);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10000", "live -->1@5000", "live 1->2@15000"]);
    expect(await Promise.all([4_999, 5_000, 10_000, 15_000].map((later) => labelsAt(workshop, later)))).toMatchObject([
      { labels: undefined },
      { labels: ["live"] },
      { labels: undefined, olderLabels: { live: 1 } },
      { labels: ["live"], olderLabels: {} },
    ]);
  });

  it("takes the newest facts alone, however old its event is", async () => {
    const workshop = new Workshop();
    const late = [workshop.put(DB), label(workshop, "late", 1, 5_000)].slice(1);
    await backUp(workshop, [workshop.put(DB, "y", 5_000)]);
    const asked: string[] = [];
    const store = storeLike(workshop.store, {
      facts: (named) => {
        asked.push(named);
        return workshop.store.facts(named);
      },
    });
    expect((await backUp(workshop, late, workshop.dependencies({ store }))).appended).toBe(1);
    expect((await backUp(workshop, late, workshop.dependencies({ store }))).appended).toBe(0);
    expect(asked).toEqual([]);
  });

  it("is stored beside another one of its second, by whichever handler", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB)]);
    const first = label(workshop, "a", 1, 5_000);
    await backUp(workshop, [first]);
    const second = label(workshop, "b", 1);
    expect((await backUp(workshop, [second])).appended).toBe(1);
    expect((await backUp(workshop, [second])).appended).toBe(0);
    expect((await backUp(workshop, [first, second])).appended).toBe(0);
    expect(await labelsAt(workshop, 5_000)).toEqual({ labels: ["a", "b"], olderLabels: {} });
  });

  it("has the version stored, too, where its event was lost", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    const { appended, verdicts } = await backUp(workshop, [label(workshop, "live", 1, 5_000)]);
    expect([appended, ...verdicts.values()]).toEqual([2, "Unchanged"]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "live -->1@5000"]);
  });

  it("is stored although the parameter is gone", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB)]);
    const event = label(workshop, "live", 1, 5_000);
    workshop.remove(DB, 5_000);
    expect((await backUp(workshop, [event])).appended).toBe(1);
  });

  it("fails with the store, to be delivered again", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB)]);
    const event = label(workshop, "live", 1, 5_000);
    const store = storeLike(workshop.store, { append: () => TE.left(storeUnavailable("not now")) });
    const failed = backUpChanges(workshop.dependencies({ store }))(DB, [decoded(event)]);
    expect(await leftOf(failed)).toMatchObject({ _tag: "StoreUnavailable" });
    expect((await backUp(workshop, [event])).appended).toBe(1);
  });

  it("changes nothing about what is found missing", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB), label(workshop, "live", 1, 5_000)]);
    const found = async (thorough: boolean) => (await findings(workshop, { thorough })).map(({ _tag }) => _tag);
    expect([await found(false), await found(true)]).toEqual([["Complete"], ["Complete"]]);
    workshop.put(DB, "y", 1_000);
    expect(await found(false)).toEqual(["MissingVersions"]);
    await backUpOne(workshop);
    expect([await found(false), await found(true)]).toEqual([["Complete"], ["Complete"]]);
    workshop.remove(DB, 1_000);
    workshop.clock.advance(600_000);
    expect(await found(false)).toEqual(["MissingDeletion"]);
  });
});

describe("the labels that a version is stored with", () => {
  it("are those that are on it then, and on older versions", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB)]);
    label(workshop, "old", 1, 1_000);
    workshop.put(DB, "y", 1_000);
    label(workshop, "new", 2, 1_000);
    await backUp(workshop, [workshop.lastEvent()]);
    const [, newest] = await rightOf(workshop.store.facts(DB));
    if (newest?._tag !== "Version") throw new Error("two versions were made");
    expect((await rightOf(workshop.store.load(newest))).attributes).toMatchObject({
      ...{ labels: ["new"], olderLabels: { old: 1 } },
    });
  });
});
