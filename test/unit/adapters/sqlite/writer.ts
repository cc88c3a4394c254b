/**
 * A process of its own that writes to a SQLite store, for `sqlite-processes.test.ts`: `node writer.ts FILE
 * WRITER COUNT`. It appends COUNT versions to one name that all writers share and one to a name of its own after
 * each, and prints a line for every version that was acknowledged.
 */
import * as E from "fp-ts/lib/Either.js";
import { openSqliteBackupStore } from "../../../../src/adapters/sqlite/sqlite-backup-store.ts";
import type { VersionRecord } from "../../../../src/domain/model/backup-record.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, versionRecordOf } from "../../../../src/testing/builders.ts";

const append = async (store: BackupStore, record: VersionRecord): Promise<void> => {
  const head = await store.head(record.name)();
  if (E.isLeft(head)) throw new Error(head.left.message);
  const added = await store.append({ name: record.name, expected: head.right, records: [record] })();
  if (E.isRight(added)) return;
  if (added.left._tag !== "StoreConflict") throw new Error(added.left.message);
  return append(store, record);
};

const [, , file = "", writer = "", count = ""] = process.argv;
const store = await openSqliteBackupStore(file)();
if (E.isLeft(store)) throw new Error(store.left.message);

for (let index = 0; index < Number(count); index += 1) {
  const time = DEFAULT_TIME + index * 1000;
  const value = `version ${index} of writer ${writer}`;
  await append(store.right, versionRecordOf({ name: "/shared", version: Number(writer), modifiedAt: time, value }));
  await append(store.right, versionRecordOf({ name: `/own/${writer}/${index}`, modifiedAt: time, value }));
  console.log(index);
}
await store.right.close()();
