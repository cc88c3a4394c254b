import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SqlValue } from "../../../../src/adapters/sqlite/connection.ts";
import { compareForWriting, type Fact, identityOf, type VersionFact } from "../../../../src/domain/model/fact.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { collect } from "../../../support/collect.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const OWNER = { account: "123456789012", region: "us-east-1" };
const first = versionFactOf();
const second = versionFactOf({ version: 2, modifiedAt: DEFAULT_TIME + 1 });
const deletion = deletionOf({ aliveSince: DEFAULT_TIME + 900 });
const change = labelChangeOf();
const facts: ReadonlyArray<Fact> = [first, second, deletion, change];
const { name } = first;

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

const append = (added: ReadonlyArray<Fact>): Promise<number> => rightOf(store.append({ name, facts: added }));

const rows = (sql: string): ReadonlyArray<Readonly<Record<string, SqlValue>>> => {
  const database = new DatabaseSync(file);
  const all = database.prepare(sql).all();
  database.close();
  return all;
};

const withAttributes = (attributes: VersionFact["attributes"]): VersionFact =>
  versionFactOf({ attributes: { ...first.attributes, ...attributes } });

describe("appending to a SQLite store", () => {
  it("adds a fact once, however often it comes, in one request or in several", async () => {
    expect(await append([...facts, ...facts])).toBe(4);
    expect(await append([second, change])).toBe(0);
    expect(await append([])).toBe(0);

    expect(await rightOf(store.facts(name))).toHaveLength(4);
  });

  it("ends with the same rows, whatever the order and the repetition", async () => {
    const copies = [...facts, deletionOf({ aliveSince: DEFAULT_TIME + 100 }), withAttributes({ labels: ["a"] })];
    const content = "SELECT identity, details, checksum, content_checksum, attributes FROM facts ORDER BY identity";
    const proofs = "SELECT * FROM proofs ORDER BY key";
    await append(copies);
    const expected = [rows(content), rows(proofs)];

    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...copies, ...copies], { minLength: 12 }), async (shuffled) => {
        const { folder, remove: removeFolder } = await temporaryFolder();
        await store.close()();
        file = join(folder, "backup.db");
        store = await opened(file);
        for (const fact of shuffled) await append([fact]);
        expect([rows(content), rows(proofs)]).toEqual(expected);
        await removeFolder();
      }),
      { numRuns: 10 },
    );
  });

  it("writes in the order of compareForWriting, so that what is torn off is the newest", async () => {
    await append(facts.toReversed());

    const written = rows("SELECT identity FROM facts ORDER BY id").map(({ identity }) => identity);
    expect(written).toEqual(facts.toSorted(compareForWriting).map(identityOf));
  });

  it("stores the smaller evidence of a deletion, and does not count it", async () => {
    await append([deletion]);

    expect(await append([deletionOf({ aliveSince: DEFAULT_TIME + 100 })])).toBe(0);
    expect(await append([deletionOf({ aliveSince: DEFAULT_TIME + 500 }), deletionOf()])).toBe(0);

    expect(await rightOf(store.facts(name))).toEqual([deletionOf({ aliveSince: DEFAULT_TIME + 100 })]);
    expect(await rightOf(store.tail(name))).toMatchObject({ deletions: [{ aliveSince: DEFAULT_TIME + 100 }] });
  });

  it("merges the labels and tags of two copies of a version", async () => {
    await append([withAttributes({ labels: ["a"], tags: { z: "1", b: "2" } })]);

    expect(await append([withAttributes({ labels: ["b"] })])).toBe(0);

    const loaded = await rightOf(store.load(first));
    expect(loaded.attributes).toEqual({ ...first.attributes, labels: ["b"], tags: { z: "1", b: "2" } });
    expect(loaded.value.reveal()).toBe(first.value.reveal());
  });

  it("writes no row again for a copy that adds nothing", async () => {
    await append([...facts, withAttributes({ tags: { z: "1", b: "2" } })]);
    const before = rows("SELECT * FROM facts ORDER BY id");
    const database = new DatabaseSync(file);
    database.exec("CREATE TRIGGER written BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'written again'); END");
    database.close();

    expect(await append([...facts, withAttributes({ tags: { b: "2", z: "1" } })])).toBe(0);

    expect(rows("SELECT * FROM facts ORDER BY id")).toEqual(before);
  });

  it("finds every fact whichever of two connections wrote it", async () => {
    const other = await opened(file);
    const requests = Array.from({ length: 20 }, (_, index) => {
      const fact = versionFactOf({ version: index + 1, modifiedAt: DEFAULT_TIME + index });
      return [store, other].map((each) => rightOf(each.append({ name, facts: [fact, deletion] })));
    });
    const added = await Promise.all(requests.flat());

    expect(added.reduce((sum, count) => sum + count, 0)).toBe(21);
    for (const each of [store, other]) {
      expect(await rightOf(each.facts(name))).toHaveLength(21);
      expect(await rightOf(each.tail(name))).toMatchObject({ newest: { version: 20 } });
    }
    await rightOf(other.close());
  });

  it("shows at once what another connection wrote", async () => {
    await append([first]);
    const other = await opened(file);
    const before = await collect(store.statesAt(everything, DEFAULT_TIME + 10));
    await rightOf(other.append({ name, facts: [second] }));
    const after = await collect(store.statesAt(everything, DEFAULT_TIME + 10));

    expect([before, after]).toMatchObject([
      [{ right: { version: { version: 1 } } }],
      [{ right: { version: { version: 2 } } }],
    ]);
    await rightOf(other.close());
  });
});

describe("the owner of a SQLite store", () => {
  const owned = (account: string, region: string) => store.append({ name, facts: [first], owner: { account, region } });

  it("is the first that is told, also of a request without facts and after facts without an owner", async () => {
    await append([first]);
    await rightOf(store.append({ name, facts: [], owner: OWNER }));

    expect(await leftOf(owned("210987654321", "us-east-1"))).toMatchObject({ _tag: "StoreMisconfigured" });
    expect(await rightOf(owned("123456789012", "us-east-1"))).toBe(0);
    expect(await append([second])).toBe(1);
  });

  it("is known to every other connection, now and later", async () => {
    const other = await opened(file);
    await rightOf(owned("123456789012", "us-east-1"));

    const refused = await leftOf(
      other.append({ name, facts: [second], owner: { account: "123456789012", region: "eu-west-1" } }),
    );

    expect(refused._tag).toBe("StoreMisconfigured");
    for (const part of [file, "123456789012/us-east-1", "123456789012/eu-west-1", "name another file"]) {
      expect(refused.message).toContain(part);
    }
    await rightOf(other.close());
  });

  it("lets nothing be stored of another owner", async () => {
    await rightOf(owned("123456789012", "us-east-1"));
    const request = { name, facts: [second, change], owner: { account: "210987654321", region: "us-east-1" } };

    await leftOf(store.append(request));

    expect(await rightOf(store.facts(name))).toHaveLength(1);
  });

  it("is not set by a request that fails", async () => {
    await leftOf(store.append({ name, facts: [versionFactOf({ value: "\ud800" })], owner: OWNER }));

    expect(await rightOf(owned("210987654321", "us-east-1"))).toBe(1);
  });
});
