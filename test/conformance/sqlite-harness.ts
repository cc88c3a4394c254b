import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import { type Connect, connect, type SqliteConnection } from "../../src/adapters/sqlite/connection.ts";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import { prepareStatements } from "../../src/adapters/sqlite/statements.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import type { StoreHarness } from "../../src/testing/index.ts";

/** An error as `node:sqlite` throws it, e.g. with result code 10 when the disk fails. */
export const sqliteError = (errcode: number, errstr: string): Error =>
  Object.assign(new Error(errstr), { code: "ERR_SQLITE_ERROR", errcode, errstr });

/** A connection to whose calls something is done; `around` gets the SQL and what makes the call. */
export const faultyConnect =
  (around: <A>(sql: string, call: () => A) => A): Connect =>
  (file): SqliteConnection => {
    const connection = connect(file);
    return {
      exec: (sql) => around(sql, () => connection.exec(sql)),
      close: () => connection.close(),
      prepare: (sql) => {
        const statement = connection.prepare(sql);
        return {
          run: (...parameters) => around(sql, () => statement.run(...parameters)),
          get: (...parameters) => around(sql, () => statement.get(...parameters)),
          all: (...parameters) => around(sql, () => statement.all(...parameters)),
        };
      },
    };
  };

/** A store that opens, or the reason why not. */
export const opened = async (file: string, connectTo?: Connect): Promise<BackupStore> => {
  const store = await openSqliteBackupStore(file, connectTo)();
  if (E.isLeft(store)) throw new Error(`${store.left._tag}: ${store.left.message}`);
  return store.right;
};

/** SQLite's plan for every statement of the adapter: one list of steps for each SQL text. */
export const queryPlans = (file: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const connection = connect(file);
  const plans = new Map<string, ReadonlyArray<string>>();
  prepareStatements({
    exec: (sql) => connection.exec(sql),
    close: () => connection.close(),
    prepare: (sql) => {
      const parameters = Array.from(sql.matchAll(/\?/g), () => null);
      const steps = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
      plans.set(
        sql,
        steps.map(({ detail }) => String(detail)),
      );
      return connection.prepare(sql);
    },
  });
  connection.close();
  return plans;
};

/** A folder of its own for a test, and its removal. */
export const temporaryFolder = async (): Promise<{ folder: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), "ssmbak-sqlite-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** Reads fail at their query, appends at their commit: there the whole effect is at stake. */
const isWorthFailing = (sql: string): boolean => sql === "COMMIT" || sql.startsWith("SELECT");

/** A fresh file for one test of the conformance suite. */
export const sqliteHarness = async (): Promise<StoreHarness> => {
  const { folder, remove } = await temporaryFolder();
  const file = join(folder, "backup.db");
  let fault: "before" | "after" | undefined;
  const failing = faultyConnect((sql, call) => {
    if (fault === undefined || !isWorthFailing(sql)) return call();
    const when = fault;
    fault = undefined;
    if (when === "after") call();
    throw sqliteError(10, "disk I/O error");
  });
  const stores = [await opened(file, failing)] as [BackupStore, ...BackupStore[]];
  return {
    store: stores[0],
    reopen: async () => {
      const store = await opened(file);
      stores.push(store);
      return store;
    },
    failNext: (when) => {
      fault = when;
    },
    dispose: async () => {
      for (const store of stores) await store.close()();
      await remove();
    },
  };
};
