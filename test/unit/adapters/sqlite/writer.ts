/**
 * A process of its own that writes to a SQLite store, for `processes.test.ts`: `node writer.ts FILE WRITER COUNT`. The
 * process appends COUNT versions to one name that all writers share, with the deletion that every writer tells of, and
 * one version to a name of its own after each. It prints a line for every turn that was acknowledged.
 */
import { openSqliteBackupStore } from "../../../../src/adapters/sqlite/sqlite-backup-store.ts";
import { DEFAULT_TIME, deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { rightOf } from "../../../support/workshop.ts";

const [, , file = "", writer = "", count = ""] = process.argv;
const store = await rightOf(openSqliteBackupStore(file));

for (let index = 0; index < Number(count); index += 1) {
  const time = DEFAULT_TIME + index * 1000;
  const value = `version ${index} of writer ${writer}`;
  const shared = versionFactOf({ name: "/shared", version: Number(writer), modifiedAt: time, value });
  const deletion = deletionOf({ name: "/shared", aliveSince: DEFAULT_TIME + Number(writer) });
  await rightOf(store.append({ name: shared.name, facts: [shared, deletion] }));
  const own = versionFactOf({ name: `/own/${writer}/${index}`, modifiedAt: time, value });
  await rightOf(store.append({ name: own.name, facts: [own] }));
  console.log(index);
}
await rightOf(store.close());
