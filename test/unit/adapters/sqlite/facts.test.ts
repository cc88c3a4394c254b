import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fact, summarize, type VersionFact } from "../../../../src/domain/model/fact.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

let file: string;
let remove: () => Promise<void>;
let store: BackupStore;

beforeEach(async () => {
  const { folder, remove: removeFolder } = await temporaryFolder();
  file = join(folder, "backup.db");
  remove = removeFolder;
  store = await opened(file);
});
afterEach(async () => {
  await store.close()();
  await remove();
});

const add = (fact: Fact) => store.append({ name: fact.name, facts: [fact] });

const withoutNumber = (fact: VersionFact): VersionFact => {
  const { version: _version, ...others } = fact;
  return others;
};

describe("a fact in a SQLite store", () => {
  it("has NUL and other control characters, in the value and beside it", async () => {
    const text = "a\0b\u0001\r\n\u001f";
    const fact = versionFactOf({
      value: text,
      modifiedBy: `${text}\ud800`,
      attributes: { description: `${text}\ud800` },
    });

    expect(await rightOf(add(fact))).toBe(1);

    const loaded = await rightOf(store.load(fact));
    expect(loaded).toEqual(fact);
    expect(loaded.value.reveal()).toBe(text);
    expect(await rightOf(store.facts(fact.name))).toEqual([summarize(fact)]);
  });

  it("has its value as the very bytes, readable by any SQLite tool", async () => {
    await rightOf(add(versionFactOf({ value: "é\r\n" })));

    const database = new DatabaseSync(file);
    expect(database.prepare("SELECT hex(value) AS bytes FROM facts").get()).toEqual({ bytes: "C3A90D0A" });
    database.close();
  });

  it.each([
    ["a deletion that a sweep found", deletionOf({ source: { _tag: "Sweep" }, aliveSince: DEFAULT_TIME })],
    ["a bare delete marker", deletionOf({ source: { _tag: "Marker", versionId: "3/L4kqtJlcpXroDTDmJ+rmSpXd3d" } })],
    ["a label that was on another version", labelChangeOf({ label: "\ud800", fromVersion: -3, toVersion: 0 })],
    ["a version without author, in the year 0", versionFactOf({ version: 0, modifiedAt: Date.parse("0000-01-01") })],
    ["a version of the last millisecond", versionFactOf({ modifiedAt: Date.UTC(9999, 11, 31, 23, 59, 59, 999) })],
  ])("is told as it was appended: %s", async (_, fact) => {
    await rightOf(add(fact));

    expect(await rightOf(store.facts(fact.name))).toEqual([summarize(fact)]);
  });

  it("is found by its identity where two versions of one millisecond differ in their number alone", async () => {
    const unnumbered = withoutNumber(versionFactOf({ value: "without" }));
    const facts = [versionFactOf({ version: 0, value: "zero" }), unnumbered, versionFactOf({ value: "one" })];
    expect(await rightOf(store.append({ name: unnumbered.name, facts }))).toBe(3);

    const loaded = [];
    for (const fact of facts) loaded.push(await rightOf(store.load(fact)));

    expect(loaded).toEqual(facts);
    expect((await rightOf(store.tail(unnumbered.name))).newest).toMatchObject({ version: 1 });
  });

  it("is loaded from a summary that no store told of", async () => {
    const fact = versionFactOf();
    await rightOf(add(fact));

    const { name, modifiedAt } = fact;
    const told = { _tag: "Version", name, version: 1, modifiedAt, type: "SecureString" } as const;

    expect(await rightOf(store.load({ ...told, reference: "of another store" }))).toEqual(fact);
    expect(await leftOf(store.load({ ...told, version: 2 }))).toMatchObject({ _tag: "StoreUnexpected" });
  });

  it("is refused when UTF-8 has no bytes for its value, and the value is not quoted", async () => {
    const refused = await leftOf(add(versionFactOf({ value: "canary \ud800" })));

    expect(refused).toMatchObject({ _tag: "StoreUnexpected" });
    expect(JSON.stringify(refused)).not.toContain("canary");
    expect(await rightOf(store.facts(versionFactOf().name))).toEqual([]);
  });

  it.each([
    ["no date shows its time", versionFactOf({ modifiedAt: Number.MAX_SAFE_INTEGER })],
    ["its number is not whole", versionFactOf({ version: 1.5 })],
    ["its event's id holds half a character", labelChangeOf({ eventId: "\udc00" })],
  ])("is refused when it could not be read again because %s", async (_, fact) => {
    expect(await leftOf(add(fact))).toMatchObject({ _tag: "StoreUnexpected" });
    expect(E.isRight(await store.facts(fact.name)())).toBe(true);
  });
});
