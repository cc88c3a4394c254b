import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { ChangeEvent } from "../../../../../src/domain/events/change-event.ts";
import { reconcile, type Situation } from "../../../../../src/domain/history/reconciliation.ts";
import {
  changeEventOf,
  DEFAULT_TIME,
  parameterVersion,
  tombstoneOf,
  versionRecordOf,
} from "../../../../../src/testing/builders.ts";

const at = (seconds: number): number => DEFAULT_TIME + seconds * 1000;

const version = (number: number, seconds: number) => parameterVersion({ version: number, modifiedAt: at(seconds) });

const event = (id: string, seconds: number, operation: ChangeEvent["operation"] = "Update"): ChangeEvent =>
  changeEventOf({ id, time: at(seconds), operation });

/** Which event each record to append is said to be announced by, e.g. `["v1: a", "v2: -"]`. */
const announcements = (situation: Situation): ReadonlyArray<string> =>
  reconcile(situation).records.map((record) => {
    const label = record._tag === "Version" ? `v${record.version}` : "deleted";
    return `${label}: ${record.announcedBy?.eventId ?? "-"}`;
  });

describe("the version that an event announced", () => {
  it("is the only missing one, with the event's time, whatever that is", () => {
    for (const seconds of [0, 3, 600]) {
      const update = event("a", seconds);
      const { records } = reconcile({ events: [update], head: O.none, live: O.some([version(1, 0.25)]) });
      expect(records).toMatchObject([{ modifiedAt: at(0.25), announcedBy: { eventId: "a", time: at(seconds) } }]);
    }
  });

  it("is the newest that is not after the event when several are missing", () => {
    const live = O.some([version(1, 0), version(2, 10), version(3, 20)] as const);
    expect(announcements({ events: [event("a", 10)], head: O.none, live })).toEqual(["v1: -", "v2: a", "v3: -"]);
    expect(announcements({ events: [event("a", 15)], head: O.none, live })).toEqual(["v1: -", "v2: a", "v3: -"]);
    expect(announcements({ events: [event("a", 99)], head: O.none, live })).toEqual(["v1: -", "v2: -", "v3: a"]);
  });

  it("counts as not after the event anywhere in the event's second", () => {
    const live = O.some([version(1, 0), version(2, 10.8)] as const);
    expect(announcements({ events: [event("a", 10)], head: O.none, live })).toEqual(["v1: -", "v2: a"]);
  });

  it("is none when all the missing ones are newer", () => {
    const live = O.some([version(1, 5), version(2, 10)] as const);
    expect(announcements({ events: [event("a", 1)], head: O.none, live })).toEqual(["v1: -", "v2: -"]);
  });

  it("is none when the event is from before the head: that one is kept already", () => {
    const live = O.some([version(1, 0), version(2, 10)] as const);
    const head = O.some(versionRecordOf({ version: 1, modifiedAt: at(5.5) }));
    expect(announcements({ events: [event("a", 4)], head, live })).toEqual(["v2: -"]);
    expect(announcements({ events: [event("a", 5)], head, live })).toEqual(["v2: a"]);
  });

  it("can be one after a deletion that is the head", () => {
    const head = O.some(tombstoneOf({ deletedAt: at(0) }));
    const live = O.some([version(1, 4)] as const);
    expect(announcements({ events: [event("a", 4, "Create")], head, live })).toEqual(["v1: a"]);
    expect(announcements({ events: [event("a", -5, "Create")], head, live })).toEqual(["v1: -"]);
  });

  it("is never one that is kept without events", () => {
    const live = O.some([version(1, 0), version(2, 10)] as const);
    expect(announcements({ events: [], head: O.none, live })).toEqual(["v1: -", "v2: -"]);
  });
});

describe("events that are handled together", () => {
  it("announce the version that is nearest in time, the first of two that are as near", () => {
    const live = O.some([version(1, 10)] as const);
    const announcedWith = (...events: ChangeEvent[]) => announcements({ events, head: O.none, live });
    expect(announcedWith(event("a", 11), event("b", 2))).toEqual(["v1: a"]);
    expect(announcedWith(event("b", 2), event("a", 11))).toEqual(["v1: a"]);
    expect(announcedWith(event("a", 11), event("c", 9))).toEqual(["v1: a"]);
  });

  it("announce a version each", () => {
    const live = O.some([version(1, 0), version(2, 10), version(3, 20)] as const);
    const events = [event("c", 20), event("a", 0, "Create"), event("b", 10)];
    expect(announcements({ events, head: O.none, live })).toEqual(["v1: a", "v2: b", "v3: c"]);
  });

  it("and mean the same version are told apart by their distance from it, in either order", () => {
    const live = O.some([version(1, 0), version(2, 10)] as const);
    for (const events of [
      [event("near", 10), event("far", 12)],
      [event("far", 12), event("near", 10)],
    ]) {
      expect(announcements({ events, head: O.none, live })).toEqual(["v1: -", "v2: near"]);
    }
  });

  it("announce a deletion by its own event, never a version by it", () => {
    const live = O.some([version(1, 20)] as const);
    const deletion = event("gone", 10, "Delete");
    expect(announcements({ events: [deletion], head: O.none, live })).toEqual(["deleted: gone", "v1: -"]);
    expect(announcements({ events: [deletion, event("new", 20, "Create")], head: O.none, live })).toEqual([
      "deleted: gone",
      "v1: new",
    ]);
  });

  it("get a verdict each", () => {
    const events = [event("a", 0, "Create"), event("b", 10), event("c", 15, "Delete")];
    const { verdicts } = reconcile({ events, head: O.none, live: O.some([version(1, 0)]) });
    expect(events.map((one) => verdicts.get(one))).toEqual(["Kept", "Kept", "StillThere"]);
  });
});
