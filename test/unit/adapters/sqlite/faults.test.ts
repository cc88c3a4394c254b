import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connect } from "../../../../src/adapters/sqlite/connection.ts";
import { toStoreError } from "../../../../src/adapters/sqlite/to-store-error.ts";
import { identityOf } from "../../../../src/domain/model/fact.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, versionFactOf } from "../../../../src/testing/index.ts";
import { faultyConnect, opened, sqliteError, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { collect } from "../../../support/collect.ts";

const CANARY = "canary-in-the-failing-database";
const first = versionFactOf({ value: CANARY });
const second = versionFactOf({ version: 2, modifiedAt: DEFAULT_TIME + 1000, value: CANARY });
const facts = [first, second, deletionOf({ at: DEFAULT_TIME + 2000 })];
const request = {
  name: first.name,
  facts,
  owner: { account: "123456789012", region: "us-east-1" },
};

let file: string;
let remove: () => Promise<void>;
const stores: BackupStore[] = [];

beforeEach(async () => {
  const { folder, remove: removeFolder } = await temporaryFolder();
  file = join(folder, "backup.db");
  remove = removeFolder;
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()();
  await remove();
});

const open = async (connect?: Connect): Promise<BackupStore> => {
  const store = await opened(file, connect);
  stores.push(store);
  return store;
};

/** Does not wait for a lock, so that the tests don't. */
const impatient: Connect = (path) => {
  const database = new DatabaseSync(path);
  return {
    exec: (sql) => database.exec(sql.replace("busy_timeout = 5000", "busy_timeout = 1")),
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
};

const ALL = facts.map(identityOf).sort();

const identities = async (store: BackupStore): Promise<ReadonlyArray<string>> => {
  const answer = await store.facts(first.name)();
  return E.isRight(answer) ? answer.right.map(identityOf).sort() : [answer.left._tag];
};

describe("a SQLite store whose calls fail", () => {
  it.each(["before", "after"] as const)(
    "appends whole or not at all when any call fails %s its effect",
    async (when) => {
      for (let failing = 0; ; failing += 1) {
        await remove();
        const { folder, remove: removeFolder } = await temporaryFolder();
        file = join(folder, "backup.db");
        remove = removeFolder;
        let calls = Number.NEGATIVE_INFINITY;
        const store = await open(
          faultyConnect((_, call) => {
            calls += 1;
            if (calls !== failing + 1) return call();
            if (when === "after") call();
            throw sqliteError(10, "disk I/O error");
          }),
        );
        calls = 0;
        const answer = await store.append(request)();
        const reached = calls > failing;
        calls = Number.NEGATIVE_INFINITY;
        if (!reached) {
          expect(answer).toEqual(E.right(3));
          break;
        }
        expect(answer).toMatchObject({ left: { _tag: "StoreUnavailable" } });
        expect(JSON.stringify(answer)).not.toContain(CANARY);
        expect([[], ALL]).toContainEqual(await identities(store));
        await store.append(request)();
        expect(await identities(store)).toEqual(ALL);
      }
    },
  );

  it("answers StoreUnavailable while another process holds the lock, and goes on after it", async () => {
    const store = await open(impatient);
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    expect(await store.append(request)()).toMatchObject({ left: { _tag: "StoreUnavailable" } });
    expect(await identities(store)).toEqual([]);
    other.exec("COMMIT");
    other.close();
    expect(await store.append(request)()).toEqual(E.right(3));
  });

  it("waits for a lock to be released while it opens a file", async () => {
    await (await open()).close()();
    const other = new DatabaseSync(file);
    other.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    setTimeout(() => other.exec("ROLLBACK"), 200);
    const store = await open(impatient);
    other.close();
    expect(await store.append(request)()).toEqual(E.right(3));
  });

  it("answers StoreUnavailable when the disk is full, and has what it had", async () => {
    const store = await open((path) => {
      const database = new DatabaseSync(path);
      database.exec("PRAGMA max_page_count = 16");
      return database;
    });
    expect(await store.append(request)()).toEqual(E.right(3));
    const name = versionFactOf({ name: "/large" }).name;
    const large = versionFactOf({ name, value: CANARY.repeat(3000) });
    const answer = await store.append({ name, facts: [large] })();
    expect(answer).toMatchObject({ left: { _tag: "StoreUnavailable" } });
    expect(answer).toMatchObject({ left: { message: expect.stringContaining("make room") } });
    expect(await store.facts(name)()).toEqual(E.right([]));
    expect(await identities(store)).toEqual(ALL);
  });

  it("answers StoreAccessDenied when the file can only be read", async () => {
    await (await open()).append(request)();
    const store = await open((path) => new DatabaseSync(path, { readOnly: true }));
    expect(await identities(store)).toEqual(ALL);
    const answer = await store.append(request)();
    expect(answer).toMatchObject({ left: { _tag: "StoreAccessDenied" } });
  });

  it("answers a failure to every call after it was closed, and closes twice", async () => {
    const store = await open();
    await store.append(request)();
    expect(await store.close()()).toEqual(E.right(undefined));
    expect(await store.close()()).toEqual(E.right(undefined));
    const closed = { left: { _tag: "StoreUnexpected", message: expect.stringContaining("was closed") } };
    expect(await store.append(request)()).toMatchObject(closed);
    expect(await store.tail(first.name)()).toMatchObject(closed);
    expect(await store.facts(first.name)()).toMatchObject(closed);
    expect(await store.load(first)()).toMatchObject(closed);
    const states = await collect(store.statesAt(everything, DEFAULT_TIME));
    expect(states).toMatchObject([closed]);
    expect(await collect(store.factsWithin(everything, { since: 0, until: DEFAULT_TIME }))).toMatchObject([closed]);
  });

  it("ends a stream of states with a failure when it is closed meanwhile", async () => {
    const store = await open();
    for (let index = 0; index < 200; index += 1) {
      const fact = versionFactOf({ name: `/app/${index}` });
      await store.append({ name: fact.name, facts: [fact] })();
    }
    const states: string[] = [];
    for await (const state of store.statesAt(everything, DEFAULT_TIME)) {
      states.push(E.isRight(state) ? state.right._tag : state.left._tag);
      await store.close()();
    }
    expect(states.length).toBeLessThan(200);
    expect(states.at(0)).toBe("Exists");
    expect(states.at(-1)).toBe("StoreUnexpected");
  });
});

describe("an error of SQLite", () => {
  it.each([
    [1, "StoreCorrupt"],
    [3, "StoreAccessDenied"],
    [5, "StoreUnavailable"],
    [6, "StoreUnavailable"],
    [8 + 256, "StoreAccessDenied"],
    [10 + 4 * 256, "StoreUnavailable"],
    [11, "StoreCorrupt"],
    [13, "StoreUnavailable"],
    [14, "StoreMisconfigured"],
    [15, "StoreUnavailable"],
    [19, "StoreUnexpected"],
    [23, "StoreAccessDenied"],
    [26, "StoreMisconfigured"],
  ])("with result code %i is %s", (code, tag) => {
    const error = sqliteError(code, "what SQLite says");
    expect(toStoreError("/backup.db")(error)).toMatchObject({ _tag: tag, cause: error });
  });

  it.each([
    ["EACCES", "StoreAccessDenied"],
    ["EROFS", "StoreAccessDenied"],
    ["ENOSPC", "StoreUnavailable"],
    ["ENOENT", "StoreMisconfigured"],
    ["EMFILE", "StoreUnexpected"],
  ])("of the file system, %s, is %s", (code, tag) => {
    expect(toStoreError("/backup.db")(Object.assign(new Error("no"), { code }))._tag).toBe(tag);
  });

  it("that is none is StoreUnexpected", () => {
    expect(toStoreError("/backup.db")("thrown text")).toMatchObject({ _tag: "StoreUnexpected", cause: "thrown text" });
  });
});
