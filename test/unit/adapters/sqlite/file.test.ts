import { mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../../src/adapters/sqlite/connection.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../../../src/adapters/sqlite/schema.ts";
import { openSqliteBackupStore } from "../../../../src/adapters/sqlite/sqlite-backup-store.ts";
import type { StoreError } from "../../../../src/ports/store-error.ts";
import { versionFactOf } from "../../../../src/testing/index.ts";
import { opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";

const version = versionFactOf();
const request = { name: version.name, facts: [version] };

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

const refusal = async (path: string): Promise<StoreError> => {
  const store = await openSqliteBackupStore(path)();
  if (E.isRight(store)) throw new Error("the store opened");
  return store.left;
};

/** Makes a database of another kind than ours. */
const make = (file: string, sql: string): void => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};

describe("opening a SQLite store", () => {
  it("makes a database that only its owner may read, marked as ours", async () => {
    const file = join(folder, "backup.db");
    const store = await opened(file);
    await store.append(request)();
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    await store.close()();
    const database = new DatabaseSync(file);
    expect(database.prepare("PRAGMA application_id").get()).toEqual({ application_id: APPLICATION_ID });
    expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: SCHEMA_VERSION });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.close();
  });

  it("writes through to the disk with every commit", async () => {
    const settings: unknown[] = [];
    const store = await opened(join(folder, "backup.db"), (file) => {
      const connection = connect(file);
      return {
        ...{ prepare: connection.prepare.bind(connection), close: connection.close.bind(connection) },
        exec: (sql) => {
          connection.exec(sql);
          settings.push(
            connection.prepare("PRAGMA synchronous").get(),
            connection.prepare("PRAGMA busy_timeout").get(),
          );
        },
      };
    });
    settings.length = 0;
    await store.append(request)();
    expect(settings.slice(0, 2)).toEqual([{ synchronous: 2 }, { timeout: 5_000 }]);
    await store.close()();
  });

  it("leaves nothing beside a new file", async () => {
    await (await opened(join(folder, "backup.db"))).close()();
    expect(await readdir(folder)).toEqual(["backup.db"]);
  });

  it("refuses an empty file, which is what was cut to nothing", async () => {
    const file = join(folder, "empty.db");
    await writeFile(file, "");
    const error = await refusal(file);
    expect(error._tag).toBe("StoreCorrupt");
    expect(error.message).toContain("is empty: put a copy of it back, or remove it");
  });

  it("takes a symbolic link and a path with steps back", async () => {
    await (await opened(join(folder, "empty.db"))).close()();
    await symlink(join(folder, "empty.db"), join(folder, "link.db"));
    const first = await opened(join(folder, "link.db"));
    await first.append(request)();
    await first.close()();
    const again = await opened(join(folder, "folder", "..", "empty.db"));
    expect(await again.tail(version.name)()).toMatchObject({ right: { newest: { version: 1 } } });
    await again.close()();
  });

  it("names the folder that is not there", async () => {
    const error = await refusal(join(folder, "not", "there", "backup.db"));
    expect(error._tag).toBe("StoreMisconfigured");
    expect(error.message).toContain(`"${join(folder, "not", "there")}" does not exist`);
  });

  it("refuses a file that stands where the folder should be", async () => {
    await writeFile(join(folder, "file"), "");
    expect((await refusal(join(folder, "file", "backup.db")))._tag).toBe("StoreMisconfigured");
  });

  it("refuses a folder", async () => {
    await mkdir(join(folder, "backup.db"));
    expect((await refusal(join(folder, "backup.db")))._tag).toBe("StoreMisconfigured");
  });

  it.each(["", ":memory:", "a\0b"])("refuses %j, which is no file", async (path) => {
    const error = await refusal(path);
    expect(error._tag).toBe("StoreMisconfigured");
    expect(error.message).toContain("memory:");
  });

  it("refuses a file that is no database and leaves it as it was", async () => {
    const file = join(folder, "notes.txt");
    const text = "not a database\n".repeat(400);
    await writeFile(file, text);
    const error = await refusal(file);
    expect(error._tag).toBe("StoreMisconfigured");
    expect(error.message).toContain("is not an SQLite database");
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it.each([
    ["tables of its own", "CREATE TABLE notes (text TEXT)"],
    ["an application id of its own", "PRAGMA application_id = 7"],
    ["a schema version of its own", "PRAGMA user_version = 7"],
  ])("refuses a database with %s and leaves it as it was", async (_, sql) => {
    const file = join(folder, "foreign.db");
    make(file, sql);
    const before = await readFile(file);
    const error = await refusal(file);
    expect(error._tag).toBe("StoreMisconfigured");
    expect(error.message).toContain("of another program");
    expect(await readFile(file)).toEqual(before);
  });

  it("refuses a database of a newer schema and leaves it as it was", async () => {
    const file = join(folder, "newer.db");
    make(file, `CREATE TABLE new (x); PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 2`);
    const before = await readFile(file);
    const error = await refusal(file);
    expect(error._tag).toBe("StoreMisconfigured");
    expect(error.message).toContain("update ssmbak");
    expect(await readFile(file)).toEqual(before);
  });

  it("tells when a database of ours has lost its tables", async () => {
    const file = join(folder, "backup.db");
    await (await opened(file)).close()();
    make(file, "DROP TABLE facts");
    expect((await refusal(file))._tag).toBe("StoreCorrupt");
  });

  it("tells when a database of ours was cut off", async () => {
    const file = join(folder, "backup.db");
    const store = await opened(file);
    await store.append(request)();
    await store.close()();
    await truncate(file, 4096 + 100);
    const again = await openSqliteBackupStore(file)();
    const error = E.isLeft(again) ? again : await again.right.facts(version.name)();
    expect(error).toMatchObject({ left: { _tag: "StoreCorrupt" } });
    if (E.isRight(again)) await again.right.close()();
  });
});
