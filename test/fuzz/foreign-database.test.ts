import { join } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import { beforeEach, describe, it } from "vitest";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import { temporaryFolder } from "../conformance/sqlite-harness.ts";
import { useSettings } from "../support/environment.ts";
import { campaign } from "./support/campaign.ts";
import { NAMES } from "./support/foreign-objects.ts";
import { foreignDatabase, makeDatabase } from "./support/foreign-rows.ts";
import { askEverything, listener } from "./support/questions.ts";

beforeEach(() => useSettings({ SSMBAK_LOG_LEVEL: "debug" }));

describe("whatever a database holds that calls itself ours,", () => {
  it("every question is answered, or fails in a known way", () =>
    campaign(foreignDatabase, 30, async (database) => {
      const { folder, remove } = await temporaryFolder();
      try {
        await makeDatabase(join(folder, "backup.db"), database);

        const store = await openSqliteBackupStore(join(folder, "backup.db"))();

        listener()(store);
        if (E.isLeft(store)) return;
        await askEverything(store.right, NAMES);
        await store.right.close()();
      } finally {
        await remove();
      }
    }));
});
