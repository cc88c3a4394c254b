import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { type AsideEntry, asideKey, parseAsideKey } from "../../../../src/adapters/aws-s3/aside-key.ts";
import { nameOfAsideKey } from "../../../../src/adapters/aws-s3/layout.ts";
import { S3BackupStore } from "../../../../src/adapters/aws-s3/s3-backup-store.ts";
import type { Deletion } from "../../../../src/domain/model/fact.ts";
import { END_OF_TIME } from "../../../../src/domain/model/time.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, name } from "../../../../src/testing/builders.ts";
import { FakeS3 } from "../../../simulation/fake-s3.ts";
import { S3Answers } from "../../../simulation/s3-answers.ts";
import { collect } from "../../../support/collect.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const DB = name("/app/db");
const SECOND = DEFAULT_TIME / 1_000;
const ID = "0".repeat(64);

const deleted: Deletion = deletionOf({ name: DB, source: { _tag: "Event", eventId: "e-1", operation: "Delete" } });
const expired: Deletion = { ...deleted, source: { _tag: "Event", eventId: ID, operation: "Expiration" } };
const found = deletionOf({ name: DB, at: DEFAULT_TIME + 7, source: { _tag: "Sweep" } });
const marker = deletionOf({ name: DB, at: DEFAULT_TIME + 999, source: { _tag: "Marker", versionId: "a,b/c~!%é" } });
const change = labelChangeOf({ name: DB, eventId: "e-2", label: "blue.green_1-2", fromVersion: 3, toVersion: 4 });

const entries: ReadonlyArray<readonly [string, AsideEntry]> = [
  [`deletion,${SECOND},Delete,e-1`, { _tag: "Deletion", deletion: deleted }],
  [`deletion,${SECOND},Expiration,${ID}`, { _tag: "Deletion", deletion: expired }],
  [`found,${DEFAULT_TIME + 7}`, { _tag: "Deletion", deletion: found }],
  [`marker,${DEFAULT_TIME + 999},a%2cb%2fc%7e%21%25%c3%a9`, { _tag: "Deletion", deletion: marker }],
  [`alive,deletion,${SECOND},Delete,e-1,17`, { _tag: "Evidence", deletion: deleted, aliveSince: 17 }],
  [`alive,found,${DEFAULT_TIME + 7},-17`, { _tag: "Evidence", deletion: found, aliveSince: -17 }],
  [`again,found,${DEFAULT_TIME + 7},17`, { _tag: "Announcement", deletion: found, announcedAt: 17 }],
  [`label,${SECOND},e-2,3,4,blue.green_1-2`, { _tag: "LabelChange", change }],
  [
    `label,${SECOND},${ID},-,-4,a%20b`,
    { _tag: "LabelChange", change: labelChangeOf({ name: DB, eventId: ID, toVersion: -4, label: "a b" }) },
  ],
  [`version,${DEFAULT_TIME},12`, { _tag: "LateVersion", modifiedAt: DEFAULT_TIME, version: 12 }],
  [`version,${DEFAULT_TIME},unnumbered`, { _tag: "LateVersion", modifiedAt: DEFAULT_TIME }],
  [
    `version,${DEFAULT_TIME},12,0123abcd`,
    { _tag: "LateVersion", modifiedAt: DEFAULT_TIME, version: 12, copy: "0123abcd" },
  ],
];

describe("the key of what stands aside", () => {
  it.each(entries)("is %s, and tells all", (part, entry) => {
    const key = `ssmbak/aside/app/db!${part}`;
    expect(asideKey(DB, entry)).toBe(key);
    expect(parseAsideKey(DB, key)).toEqual(entry);
    expect(nameOfAsideKey(key)).toBe(DB);
  });

  it.each([
    "deletion,1,Delete",
    "deletion,1,Delete,",
    "deletion,01,Delete,e",
    "deletion,1.5,Delete,e",
    "deletion,1,Renamed,e",
    "deletion,1,Delete,e,more",
    `deletion,1,Delete,${"e".repeat(65)}`,
    "deletion,99999999999999999999,Delete,e",
    "found,",
    "found,x",
    "marker,1,%e0%a4%a",
    "marker,1,a%2Cb",
    "alive,version,1,1,1",
    "alive,found,1,x",
    "again,found,1",
    "label,1,e,-,x,stable",
    "label,1,e,+1,1,stable",
    "label,1,e,1,1",
    "version,1,1.5",
    "version,-0,1",
    "version,1,",
    "other,1",
    "",
  ])("is none of ours when it ends in %j", (part) => {
    expect(parseAsideKey(DB, `ssmbak/aside/app/db!${part}`)).toBeUndefined();
  });

  it("of another name is none of this name's", () => {
    expect(parseAsideKey(name("/app/d"), "ssmbak/aside/app/db!found,1")).toBeUndefined();
    expect(nameOfAsideKey("ssmbak/attributes/app!x")).toBeUndefined();
    expect(nameOfAsideKey("ssmbak/aside/app/db")).toBeUndefined();
  });

  it("has room for the longest name with the longest fact", () => {
    const longest = [720, 721, 1_011].map((length) => name(`/${"n".repeat(length - 1)}`));
    const label = labelChangeOf({
      ...{ eventId: ID, label: "l".repeat(100), at: END_OF_TIME },
      ...{ fromVersion: Number.MIN_SAFE_INTEGER, toVersion: Number.MIN_SAFE_INTEGER },
    });
    for (const named of longest) {
      const key = asideKey(named, { _tag: "LabelChange", change: { ...label, name: named } });
      expect(key.length).toBeLessThanOrEqual(1_024);
      expect(parseAsideKey(named, key)).toMatchObject({ change: { label: label.label } });
      expect(nameOfAsideKey(key)).toBe(named.length <= 720 ? named : undefined);
    }
  });
});

describe("a fact that no key can hold", () => {
  const store = new S3BackupStore(new S3Answers(async (command) => new FakeS3({ now: () => 0 }).answer(command)), {
    bucket: "bench",
  });

  it.each([
    ["a label that is too long", labelChangeOf({ name: DB, label: "l".repeat(1_000) })],
    ["a label with half a character", labelChangeOf({ name: DB, label: "\ud800" })],
    ["an event's id with a comma", labelChangeOf({ name: DB, eventId: "a,b" })],
    ["a time that no date shows", labelChangeOf({ name: DB, at: 1e17 })],
    ["a marker's id with half a character", { ...marker, source: { _tag: "Marker", versionId: "\ud800" } as const }],
  ])("is refused: %s", async (_what, fact) => {
    expect(await leftOf(store.append({ name: DB, facts: [fact] }))).toMatchObject({ _tag: "StoreUnexpected" });
  });
});

describe("names without an object of their own", () => {
  it("are told in their order between the others, but for names with a hash in their keys", async () => {
    const s3 = new FakeS3({ now: () => DEFAULT_TIME });
    const store = new S3BackupStore(new S3Answers(async (command) => s3.answer(command)), { bucket: "b", pageSize: 2 });
    const names = ["/a", "/a-b", "/a/b", "/a/b/c", "/b", `/b${"x".repeat(800)}`, "/c"].map(name);
    for (const named of names) await rightOf(store.append({ name: named, facts: [{ ...found, name: named }] }));
    const told = async (selection: Parameters<typeof store.statesAt>[0]) =>
      (await collect(store.statesAt(selection, END_OF_TIME))).map((state) =>
        E.isRight(state) ? state.right.name : state,
      );
    expect(await told({ _tag: "Tree", path: "/" })).toEqual(names.filter((named) => named.length < 800));
    expect(await told({ _tag: "Level", path: "/a/" })).toEqual(["/a/b"]);
    expect(await told({ _tag: "Key", name: names[5] ?? DB })).toEqual([names[5]]);
    expect(await rightOf(store.tail(names[5] ?? DB))).toMatchObject({ deletions: [{ at: found.at }] });
  });
});
