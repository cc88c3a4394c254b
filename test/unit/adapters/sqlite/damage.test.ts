import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteBackupStore } from "../../../../src/adapters/sqlite/sqlite-backup-store.ts";
import type { VersionRecord } from "../../../../src/domain/model/backup-record.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../../src/testing/index.ts";
import { opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";

const CANARY = "canary-in-the-damaged-database";
const END = DEFAULT_TIME + 100_000;

const version = versionRecordOf({ value: CANARY, announcedBy: { eventId: "an-event", time: DEFAULT_TIME } });
const tombstone = tombstoneOf({ deletedAt: DEFAULT_TIME + 10_000 });

let folder: string;
let file: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  file = join(folder, "backup.db");
  const store = await opened(file);
  await store.append({ name: version.name, expected: O.none, records: [version, tombstone] })();
  await store.close()();
});
afterEach(() => remove());

/** A whole stream, or the failure that ended it. */
const streamed = async (store: BackupStore, instant: number): Promise<E.Either<unknown, unknown>> => {
  const states: unknown[] = [];
  for await (const state of store.statesAt(everything, instant)) {
    if (E.isLeft(state)) return state;
    states.push(state.right);
  }
  return E.right(states);
};

/** All that a store tells, values included. */
const asked = async (store: BackupStore): Promise<ReadonlyArray<E.Either<unknown, unknown>>> => [
  await store.history(version.name)(),
  await store.head(version.name)(),
  E.map((record: VersionRecord) => ({ ...record, value: record.value.reveal() }))(await store.load(version)()),
  await streamed(store, END),
  await streamed(store, DEFAULT_TIME),
];

const change = (sql: string): void => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};

const VERSION = "kind = 'Version'";

describe("a damaged SQLite store", () => {
  it.each([
    ["rank", `UPDATE records SET rank = 2 WHERE ${VERSION}`],
    ["at", `UPDATE records SET at = at + 1 WHERE ${VERSION}`],
    ["type", `UPDATE records SET type = 'SecureString' WHERE ${VERSION}`],
    ["time", `UPDATE records SET time = time + 1 WHERE ${VERSION}`],
    ["version", `UPDATE records SET version = 3 WHERE ${VERSION}`],
    ["origin", `UPDATE records SET origin = '{}' WHERE ${VERSION}`],
    ["checksum", `UPDATE records SET checksum = checksum + 1 WHERE ${VERSION}`],
    ["kind", `UPDATE records SET kind = 'Tombstone', type = 'Delete' WHERE ${VERSION}`],
    ["cause of a deletion", "UPDATE records SET type = 'Expiration' WHERE kind = 'Tombstone'"],
    ["time beyond what JavaScript counts", `UPDATE records SET at = 9223372036854775807 WHERE ${VERSION}`],
  ])("tells of a changed %s instead of answering it", async (_, sql) => {
    change(sql);
    const store = await opened(file);
    const history = await store.history(version.name)();
    expect(history).toMatchObject({ left: { _tag: "StoreCorrupt" } });
    await store.close()();
  });

  it.each([
    ["value", `UPDATE records SET value = CAST('another' AS BLOB) WHERE ${VERSION}`],
    ["value that is no UTF-8", `UPDATE records SET value = x'ff' WHERE ${VERSION}`],
    ["value that is gone", `UPDATE records SET value = NULL WHERE ${VERSION}`],
    ["description", `UPDATE records SET attributes = '{"description":"x"}' WHERE ${VERSION}`],
    ["content checksum", `UPDATE records SET content_checksum = content_checksum + 1 WHERE ${VERSION}`],
  ])("tells of a changed %s when the version is loaded, and still tells that it is there", async (_, sql) => {
    change(sql);
    const store = await opened(file);
    expect(await store.load(version)()).toMatchObject({ left: { _tag: "StoreCorrupt" } });
    expect(await store.history(version.name)()).toMatchObject({ right: [{ version: 1 }, { _tag: "Tombstone" }] });
    await store.close()();
  });

  it("tells of rows of which one got the content of another", async () => {
    const store = await opened(file);
    const other = versionRecordOf({ name: "/other", value: "other" });
    await store.append({ name: other.name, expected: O.none, records: [other] })();
    await store.close()();
    change(`UPDATE records SET (content_checksum, attributes, value) =
              (SELECT content_checksum, attributes, value FROM records WHERE name = '/other') WHERE ${VERSION}`);
    const again = await opened(file);
    expect(await again.load(version)()).toMatchObject({ left: { _tag: "StoreCorrupt" } });
    await again.close()();
  });

  it("tells of a name that can't be one, without quoting it", async () => {
    change(`UPDATE records SET name = '/app/prod ${CANARY}'`);
    const store = await opened(file);
    const states = await streamed(store, END);
    expect(states).toMatchObject({ left: { _tag: "StoreCorrupt" } });
    expect(JSON.stringify(states)).not.toContain(CANARY);
    await store.close()();
  });

  it("never answers wrongly, whichever bit of the records flips", async () => {
    const store = await opened(file);
    const truth = (await asked(store)).map((answer) => JSON.stringify(answer));
    await store.close()();
    const database = new DatabaseSync(file);
    const root = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'records'").get()?.["rootpage"];
    database.close();
    const page = (Number(root) - 1) * 4096;
    const bytes = await readFile(file);
    // All of the page's header, and its end, where the two rows are.
    const offsets = [...Array(16).keys(), ...Array.from({ length: 420 }, (_, index) => 4095 - index)];
    let told = 0;
    for (const offset of offsets) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(page + offset) ^ (1 << (offset % 8)), page + offset);
      await Promise.all([
        writeFile(file, damaged),
        rm(`${file}-wal`, { force: true }),
        rm(`${file}-shm`, { force: true }),
      ]);
      const opening = await openSqliteBackupStore(file)();
      if (E.isLeft(opening)) continue;
      for (const [index, answer] of (await asked(opening.right)).entries()) {
        if (E.isLeft(answer)) told += 1;
        else expect(JSON.stringify(answer), `bit ${offset % 8} of byte ${offset}`).toBe(truth[index]);
        expect(E.isLeft(answer) && JSON.stringify(answer).includes(CANARY)).toBe(false);
      }
      await opening.right.close()();
    }
    expect(told).toBeGreaterThan(offsets.length);
  });
});
