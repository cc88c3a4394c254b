import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { ChangeEvent } from "../../../../../src/domain/events/change-event.ts";
import { toHistory } from "../../../../../src/domain/history/history.ts";
import { reconcile } from "../../../../../src/domain/history/reconciliation.ts";
import {
  changeEventOf,
  DEFAULT_TIME,
  parameterVersion,
  tombstoneOf,
  versionRecordOf,
} from "../../../../../src/testing/builders.ts";
import { START, Workbench } from "./workbench.ts";

/** Groups of events that are handled together, by their number in order of the changes. */
type Handlings = ReadonlyArray<ReadonlyArray<number>>;

const handleAll = (bench: Workbench, events: ReadonlyArray<ChangeEvent>, handlings: Handlings): void => {
  for (const group of handlings) bench.handle(...group.flatMap((index) => events[index] ?? []));
};

const TWO_EVENTS: ReadonlyArray<[Handlings]> = [
  [[[0, 1]]],
  [[[1, 0]]],
  [[[0], [1]]],
  [[[1], [0]]],
  [[[1], [0], [0, 1]]],
];

describe("a deletion", () => {
  it("is kept at the last millisecond of its second, after everything else in it", () => {
    const bench = new Workbench();
    const events = [bench.at(10.2).put(), bench.at(10.7).put()];
    bench.handle(...events);
    bench.handle(bench.at(10.9).remove());
    expect(bench.store.history.at(-1)).toMatchObject({
      _tag: "Tombstone",
      deletedAt: START + 10_000,
      at: START + 10_999,
      rank: 1,
      cause: "Delete",
    });
    expect(bench.stateAt(10)).toBe("deleted");
  });

  it("is kept once however often it is handled", () => {
    const bench = new Workbench();
    const events = [bench.put(), bench.at(4).remove()];
    bench.handle(...events);
    expect(bench.handle(...events, ...events).records).toEqual([]);
  });

  it("by a policy says so, and stands at one place with a Delete event of the same second", () => {
    const expiration = changeEventOf({ id: "policy", operation: "Expiration" });
    const deletion = changeEventOf({ id: "delete", operation: "Delete", time: DEFAULT_TIME });
    const end = { at: DEFAULT_TIME + 999, rank: 1 };
    expect(reconcile({ events: [expiration, deletion], head: O.none, live: O.none }).records).toMatchObject([
      { cause: "Expiration", announcedBy: { eventId: "policy", time: DEFAULT_TIME }, ...end },
      { cause: "Delete", announcedBy: { eventId: "delete", time: DEFAULT_TIME }, ...end },
    ]);
  });

  it.each([
    ["handled before", [[0, 1], [2]]],
    ["handled after", [[0, 2], [1]]],
  ])("of a parameter that is re-created later, %s the re-creation's event", (_, handlings) => {
    const bench = new Workbench();
    const events = [bench.put(), bench.at(10).remove(), bench.at(300).put()];
    handleAll(bench, events, handlings);
    expect(bench.timeline()).toEqual(["deleted@10", "v1@300"]);
    expect(bench.stateAt(300)).toBe("v1");
  });
});

describe("a deletion and a re-creation one second apart", () => {
  it.each(TWO_EVENTS)("are told apart when handled as %j", (handlings) => {
    const bench = new Workbench();
    bench.handle(bench.put());
    const events = [bench.at(10.9).remove(), bench.at(11.1).put()];
    handleAll(bench, events, handlings);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "v1@11.1"]);
    expect([9, 10, 11].map((second) => bench.stateAt(second))).toEqual(["v1", "deleted", "v1"]);
  });
});

describe("an hour of creates, updates, deletions and re-creations", () => {
  const anHour = (bench: Workbench): ReadonlyArray<ChangeEvent> => [
    bench.at(0).put(),
    bench.at(600).put(),
    bench.at(1200).remove(),
    bench.at(1800).put(),
    bench.at(2400).remove(),
    bench.at(3000).put(),
    bench.at(3600).put(),
  ];

  it("handled at once keeps what SSM has, and every deletion", () => {
    const bench = new Workbench();
    const events = anHour(bench);
    const { verdicts } = bench.handle(...events.toReversed());
    expect(bench.timeline()).toEqual(["deleted@1200", "deleted@2400", "v1@3000", "v2@3600"]);
    // What lived before the last deletion was never read.
    const expected = ["Gone", "Gone", "Deleted", "Gone", "Deleted", "Kept", "Kept"];
    expect(events.map((event) => verdicts.get(event))).toEqual(expected);
  });

  it("handled one by one as it happens keeps all of it", () => {
    const bench = new Workbench();
    const steps: ReadonlyArray<[number, "put" | "remove"]> = [
      [0, "put"],
      [600, "put"],
      [1200, "remove"],
      [1800, "put"],
      [2400, "remove"],
      [3000, "put"],
    ];
    for (const [second, act] of steps) bench.handle(bench.at(second)[act]());
    const all = ["v1@0", "v2@600", "deleted@1200", "v1@1800", "deleted@2400", "v1@3000"];
    expect(bench.timeline()).toEqual(all);
    expect(bench.handle(...bench.events).added).toBe(0);
  });

  it("that ends with a deletion, handled at once after two lives were read, ends deleted", () => {
    const bench = new Workbench();
    const create = bench.at(0).put();
    bench.handle(create);
    const deletion = bench.at(600).remove();
    bench.at(1200).put();
    bench.handle();
    const last = bench.at(1800).remove();
    bench.handle(last, deletion);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@600", "v1@1200", "deleted@1800"]);
  });
});

describe("a deletion that SSM contradicts", () => {
  const event = changeEventOf({ operation: "Delete", time: DEFAULT_TIME });

  it("is not kept, and is to be handled again", () => {
    const live = parameterVersion({ modifiedAt: DEFAULT_TIME - 1 });
    const { records, verdicts } = reconcile({ events: [event], head: O.none, live: O.some([live]) });
    expect(verdicts.get(event)).toBe("StillThere");
    expect(records).toMatchObject([{ _tag: "Version", modifiedAt: DEFAULT_TIME - 1 }]);
    expect(records[0]).not.toHaveProperty("announcedBy");
  });

  it("is believed once SSM says the same", () => {
    const { verdicts } = reconcile({ events: [event], head: O.none, live: O.none });
    expect(verdicts.get(event)).toBe("Deleted");
  });

  it("is not contradicted by a version of its own second or later", () => {
    for (const modifiedAt of [DEFAULT_TIME, DEFAULT_TIME + 999, DEFAULT_TIME + 5000]) {
      const live = O.some([parameterVersion({ modifiedAt })] as const);
      expect(reconcile({ events: [event], head: O.none, live }).verdicts.get(event)).toBe("Deleted");
    }
  });

  it("does not keep the others of its batch from being handled", () => {
    const update = changeEventOf({ time: DEFAULT_TIME - 1000 });
    const live = O.some([parameterVersion({ modifiedAt: DEFAULT_TIME - 1000 })] as const);
    const { records, verdicts } = reconcile({ events: [event, update], head: O.none, live });
    expect(records).toHaveLength(1);
    expect(verdicts.get(update)).toBe("Kept");
  });
});

describe("a deletion that is kept already", () => {
  it("stays where it stands, whatever is known later", () => {
    const head = tombstoneOf();
    const event = changeEventOf({ operation: "Delete" });
    const live = O.some([parameterVersion({ modifiedAt: DEFAULT_TIME + 300 })] as const);
    const { records } = reconcile({ events: [event], head: O.some(head), live });
    expect(records).toMatchObject([{ _tag: "Version", at: head.at, rank: 2 }]);
  });

  it("at the end of its second stays there when a later deletion of an unread life is kept, too", () => {
    const bench = new Workbench(true);
    bench.handle(bench.at(10.1).put());
    const deletion = bench.at(10.6).remove();
    bench.handle(deletion);
    bench.at(15).put();
    bench.handle(bench.at(20).remove());
    expect(bench.handle(deletion).records).toEqual([]);
    expect(bench.stateAt(12)).toBe("deleted");
  });

  it("is filed anew, before its re-creation, when both were kept by handlers that did not see each other", () => {
    const before = versionRecordOf({ modifiedAt: DEFAULT_TIME - 5000 });
    const recreated = parameterVersion({ modifiedAt: DEFAULT_TIME + 300 });
    const head = versionRecordOf({ modifiedAt: DEFAULT_TIME + 300 });
    const event = changeEventOf({ operation: "Delete" });
    const kept = [before, head, tombstoneOf()];
    const { records } = reconcile({ events: [event], head: O.some(head), live: O.some([recreated]), kept });
    expect(records).toMatchObject([{ _tag: "Tombstone", at: DEFAULT_TIME + 300, rank: -1 }]);
    const again = { events: [event], head: O.some(head), live: O.some([recreated] as const) };
    expect(reconcile({ ...again, kept: toHistory([...kept, ...records]) }).records).toEqual([]);
  });

  it("is recognised in the middle of what is kept", () => {
    const bench = new Workbench();
    bench.handle(bench.put());
    const deletion = bench.at(5).remove();
    bench.handle(deletion);
    bench.handle(bench.at(9).put());
    expect(bench.handle(deletion).records).toEqual([]);
  });
});
