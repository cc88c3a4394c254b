import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connect } from "../../../../src/adapters/sqlite/connection.ts";
import { toStoreError } from "../../../../src/adapters/sqlite/to-store-error.ts";
import { identityOf } from "../../../../src/domain/model/backup-record.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../../src/testing/index.ts";
import { faultyConnect, opened, sqliteError, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { collect } from "../../../support/collect.ts";

const CANARY = "canary-in-the-failing-database";
const first = versionRecordOf({ value: CANARY });
const second = versionRecordOf({ version: 2, modifiedAt: DEFAULT_TIME + 1000, value: CANARY });
const records = [first, second, tombstoneOf({ deletedAt: DEFAULT_TIME + 2000 })];
const request = { name: first.name, expected: O.none, records };

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

const identities = async (store: BackupStore): Promise<ReadonlyArray<string>> => {
  const history = await store.history(first.name)();
  return E.isRight(history) ? history.right.map(identityOf) : [history.left._tag];
};

describe("a SQLite store whose calls fail", () => {
  it.each(["before", "after"] as const)(
    "appends whole or not at all when any call fails %s its effect",
    async (when) => {
      const all = records.map(identityOf);
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
        expect([[], all]).toContainEqual(await identities(store));
        const head = await store.head(first.name)();
        await store.append({ ...request, expected: E.isRight(head) ? head.right : O.none })();
        expect(await identities(store)).toEqual(all);
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

  it("answers StoreUnavailable when the disk is full, and keeps what it had", async () => {
    const store = await open((path) => {
      const database = new DatabaseSync(path);
      database.exec("PRAGMA max_page_count = 12");
      return database;
    });
    expect(await store.append(request)()).toEqual(E.right(3));
    const name = versionRecordOf({ name: "/large" }).name;
    const large = versionRecordOf({ name, value: CANARY.repeat(3000) });
    const answer = await store.append({ name, expected: O.none, records: [large] })();
    expect(answer).toMatchObject({ left: { _tag: "StoreUnavailable" } });
    expect(answer).toMatchObject({ left: { message: expect.stringContaining("make room") } });
    expect(await store.head(name)()).toEqual(E.right(O.none));
    expect(await identities(store)).toEqual(records.map(identityOf));
  });

  it("answers StoreAccessDenied when the file can only be read", async () => {
    await (await open()).append(request)();
    const store = await open((path) => new DatabaseSync(path, { readOnly: true }));
    expect(await identities(store)).toEqual(records.map(identityOf));
    const head = await store.head(first.name)();
    const answer = await store.append({ ...request, expected: E.isRight(head) ? head.right : O.none })();
    expect(answer).toMatchObject({ left: { _tag: "StoreAccessDenied" } });
  });

  it("answers a failure to every call after it was closed, and closes twice", async () => {
    const store = await open();
    await store.append(request)();
    expect(await store.close()()).toEqual(E.right(undefined));
    expect(await store.close()()).toEqual(E.right(undefined));
    const closed = { left: { _tag: "StoreUnexpected", message: expect.stringContaining("was closed") } };
    expect(await store.append(request)()).toMatchObject(closed);
    expect(await store.head(first.name)()).toMatchObject(closed);
    expect(await store.history(first.name)()).toMatchObject(closed);
    expect(await store.load(first)()).toMatchObject(closed);
    const states = await collect(store.statesAt(everything, DEFAULT_TIME));
    expect(states).toMatchObject([closed]);
  });

  it("ends a stream of states with a failure when it is closed meanwhile", async () => {
    const store = await open();
    for (const name of ["/a", "/b"]) {
      const record = versionRecordOf({ name });
      await store.append({ name: record.name, expected: O.none, records: [record] })();
    }
    const states: string[] = [];
    for await (const state of store.statesAt(everything, DEFAULT_TIME)) {
      states.push(E.isRight(state) ? state.right.name : state.left._tag);
      await store.close()();
    }
    expect(states).toEqual(["/a", "StoreUnexpected"]);
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
