import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../../../src/adapters/memory/in-memory-backup-store.ts";
import { readHistory } from "../../../../src/application/query/read-history.ts";
import { toHistory } from "../../../../src/domain/history/history.ts";
import { type BackupRecord, UNKNOWN_VERSION, type VersionSummary } from "../../../../src/domain/model/backup-record.ts";

import { DEFAULT_TIME, name, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";
import { storeFailures } from "../../../support/failures.ts";
import { leftOf, rightOf, storeLike } from "../../../support/workshop.ts";

const NAME = name("/app/prod/db/password");

const at = (seconds: number): number => DEFAULT_TIME + seconds * 1_000;
const version = (seconds: number, number: number, value = "x"): BackupRecord =>
  versionRecordOf({ version: number, modifiedAt: at(seconds), value });

const storeOf = async (...records: ReadonlyArray<BackupRecord>): Promise<InMemoryBackupStore> => {
  const store = new InMemoryBackupStore();
  await rightOf(store.append({ name: NAME, expected: O.none, records: toHistory(records) }));
  return store;
};

describe("the operations of a kept history", () => {
  it("are told from versions and deletions, oldest first", async () => {
    const store = await storeOf(
      version(0, 1),
      version(10, 2),
      tombstoneOf({ deletedAt: at(20) }),
      version(30, 1),
      version(40, 2),
      tombstoneOf({ deletedAt: at(50), cause: "Expiration" }),
    );

    const entries = await rightOf(readHistory(store)(NAME, false));

    expect(entries.map(({ operation }) => operation)).toEqual([
      "Create",
      "Update",
      "Delete",
      "Create",
      "Update",
      "Expiration",
    ]);
    expect(entries.map(({ record }) => record)).toEqual(await rightOf(store.history(NAME)));
  });

  it("are guessed where the Python package kept no version: what follows nothing, or a deletion, was created", async () => {
    const store = await storeOf(
      version(0, UNKNOWN_VERSION),
      version(10, UNKNOWN_VERSION),
      tombstoneOf({ deletedAt: at(20), cause: "Unknown" }),
      version(30, UNKNOWN_VERSION),
    );

    const entries = await rightOf(readHistory(store)(NAME, false));

    expect(entries.map(({ operation }) => operation)).toEqual(["Create", "Update", "Delete", "Create"]);
  });

  it("begin with an update where the first versions were lost", async () => {
    const entries = await rightOf(readHistory(await storeOf(version(0, 17)))(NAME, false));

    expect(entries.map(({ operation }) => operation)).toEqual(["Update"]);
  });

  it("are none where nothing is kept", async () => {
    expect(await rightOf(readHistory(new InMemoryBackupStore())(NAME, true))).toEqual([]);
  });
});

describe("the values of a kept history", () => {
  it("are not loaded unless they are asked for", async () => {
    const store = storeLike(await storeOf(version(0, 1)), {
      load: () => {
        throw new Error("nobody has to call this");
      },
    });

    const [entry] = await rightOf(readHistory(store)(NAME, false));

    expect(entry).not.toHaveProperty("value");
  });

  it("are those of each version, byte for byte; a deletion has none", async () => {
    const store = await storeOf(
      version(0, 1, " first\n"),
      version(1, 2, "zweiter ✓"),
      tombstoneOf({ deletedAt: at(2) }),
    );

    const entries = await rightOf(readHistory(store)(NAME, true));

    expect(entries.map(({ value }) => value?.reveal())).toEqual([" first\n", "zweiter ✓", undefined]);
  });

  it("are loaded one after the other", async () => {
    const inner = await storeOf(version(0, 1), version(1, 2), version(2, 3));
    let underWay = 0;
    const order: number[] = [];
    const load = (summary: VersionSummary) => async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      order.push(summary.version);
      const loaded = await inner.load(summary)();
      underWay -= 1;
      return loaded;
    };

    await rightOf(readHistory(storeLike(inner, { load }))(NAME, true));

    expect(order).toEqual([1, 2, 3]);
  });
});

describe("a store that fails", () => {
  it.each(storeFailures("of the store"))("with $_tag is not taken for an empty one", async (error) => {
    const inner = await storeOf(version(0, 1));
    const fail = () => TE.left(error);

    expect(await leftOf(readHistory(storeLike(inner, { history: fail }))(NAME, true))).toBe(error);
    expect(await leftOf(readHistory(storeLike(inner, { load: fail }))(NAME, true))).toBe(error);
  });
});
