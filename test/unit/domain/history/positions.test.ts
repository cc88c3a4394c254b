import { describe, expect, it } from "vitest";
import { positionsIn } from "../../../../src/domain/history/positions.ts";
import type { RecordSummary } from "../../../../src/domain/model/backup-record.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";

const T = DEFAULT_TIME;

const version = (number: number, later: number) => versionRecordOf({ version: number, modifiedAt: T + later });
const late = (number: number, later: number, rank = 2) =>
  versionRecordOf({ version: number, modifiedAt: T + later, at: T + 999, rank });
const deletion = (eventId: string, later = 0, position = {}) =>
  tombstoneOf({ deletedAt: T + later, announcedBy: { eventId, time: T + later }, ...position });

/** The positions of what is new, as milliseconds behind {@link T} and rank: `999:1`. */
const placesOf = (order: ReadonlyArray<RecordSummary>, added: ReadonlyArray<RecordSummary>): ReadonlyArray<string> => {
  const positions = positionsIn(order, new Set(order.filter((record) => !added.includes(record))));
  return added.map((record) => {
    const { at, rank } = positions.get(record) ?? record;
    return `${at - T}:${rank}`;
  });
};

describe("the position of a deletion", () => {
  const added = deletion("new");

  it("is right before the version that was created in its second, be that new or kept", () => {
    const created = version(1, 300);
    expect(placesOf([version(1, -5_000), added, created], [added])).toEqual(["300:-1"]);
    expect(placesOf([version(1, -5_000), added, created], [added, created])).toEqual(["300:-1", "300:0"]);
    expect(placesOf([version(1, -5_000), added, version(1, 1_000)], [added])).toEqual(["999:1"]);
  });

  it("is the end of the second where the version after it stands behind that", () => {
    expect(placesOf([version(1, -5_000), added, late(1, 300)], [added])).toEqual(["999:1"]);
  });

  it("is beside a deletion that stands there, and behind a version that does", () => {
    expect(placesOf([deletion("a"), added], [added])).toEqual(["999:1"]);
    expect(placesOf([deletion("a"), late(1, 300), added], [added])).toEqual(["999:3"]);
    expect(placesOf([deletion("a"), late(1, 300), deletion("b", 0, { rank: 3 }), added], [added])).toEqual(["999:3"]);
  });

  it("is never behind a kept version that it came before", () => {
    const kept = version(1, 300);
    expect(placesOf([deletion("a"), added, kept], [added])).toEqual(["300:-1"]);
    expect(placesOf([deletion("a"), late(1, 200), added, late(1, 300, 2)], [added])).toEqual(["999:1"]);
    expect(placesOf([deletion("a"), late(1, 200), added, late(1, 300, 4)], [added])).toEqual(["999:3"]);
  });
});

describe("the position of a version", () => {
  it("is its own time, unless what came before it stands later", () => {
    const first = version(1, 300);
    expect(placesOf([version(1, -5_000), first], [first])).toEqual(["300:0"]);
    expect(placesOf([deletion("a"), first], [first])).toEqual(["999:2"]);
    const later = version(1, 1_000);
    expect(placesOf([deletion("a"), later], [later])).toEqual(["1000:0"]);
  });

  it("is that of the life that it goes on with, and one further when it begins another", () => {
    const [second, other] = [version(2, 400), version(1, 500)];
    expect(placesOf([deletion("a"), late(1, 300), second, other], [second, other])).toEqual(["999:2", "999:4"]);
    const again = version(2, 600);
    expect(placesOf([deletion("a"), late(1, 300), other, again], [other, again])).toEqual(["999:4", "999:4"]);
  });

  it("is behind the latest of all that came before it, not the last", () => {
    const added = version(2, 400);
    expect(placesOf([late(1, 200), version(1, 300), added], [added])).toEqual(["999:4"]);
  });

  it("is its own time where it would stand behind what is kept of what came after", () => {
    const added = version(1, 300);
    expect(placesOf([deletion("a"), added, version(2, 500)], [added])).toEqual(["300:0"]);
    expect(placesOf([deletion("a"), added, version(2, 500), version(3, 5_000)], [added])).toEqual(["300:0"]);
    expect(placesOf([deletion("a"), added, version(2, 5_000), version(3, 500)], [added])).toEqual(["300:0"]);
    expect(placesOf([deletion("a"), added, late(1, 300, 2)], [added])).toEqual(["300:0"]);
  });
});
