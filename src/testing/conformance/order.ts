import assert from "node:assert/strict";
import type { BackupRecord } from "../../domain/model/backup-record.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import { append, appendTo, expectKept, expectStates, rightOf } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, END, version } from "./records.ts";

/** Appends records one by one, each with what the store then tells as its head. */
const appendEach = async (store: BackupStore, records: ReadonlyArray<BackupRecord>): Promise<void> => {
  for (const record of records) assert.equal(await append(store, record), 1);
};

const SECOND = at(30);

/** The parameter was live, deleted and created anew within one second, and the deletion was handled after that. */
const replacedBeforeHandling: ReadonlyArray<BackupRecord> = [
  version(7, SECOND + 200),
  deletion(SECOND, { at: SECOND + 500, rank: -1 }),
  version(1, SECOND + 500),
  version(2, SECOND + 700),
];

/** The deletion was handled before the parameter was created anew in the same second. */
const replacedAfterHandling: ReadonlyArray<BackupRecord> = [
  version(7, SECOND + 200),
  deletion(SECOND),
  version(1, SECOND + 500, { at: SECOND + 999, rank: 2 }),
  version(2, SECOND + 700, { at: SECOND + 999, rank: 2 }),
];

const announcedBy = { eventId: "11111111-0000-4000-8000-000000000000", time: SECOND };

/** It was deleted and created anew once more, and each time that was handled at once. */
const replacedTwice: ReadonlyArray<BackupRecord> = [
  ...replacedAfterHandling,
  deletion(SECOND, { rank: 3, announcedBy }),
  version(1, SECOND + 800, { at: SECOND + 999, rank: 4 }),
];

const deletedLast: ReadonlyArray<BackupRecord> = [version(6, SECOND + 100), version(7, SECOND + 999), deletion(SECOND)];

/** Records stand where their position puts them, whenever they arrive. */
export const orderTests = ({ group, test }: Suite): void =>
  group("order", () => {
    test("orders by time when an older record comes after a newer one", async ({ store }) => {
      await appendEach(store, [version(3, at(30)), version(1, at(10)), version(2, at(20))]);
      await expectKept(store, [version(1, at(10)), version(2, at(20)), version(3, at(30))]);
    });

    test("orders by time when older records come together with a newer one", async ({ store }) => {
      await append(store, version(2, at(20)));
      assert.equal(await append(store, version(1, at(10)), version(3, at(30))), 2);
      await expectKept(store, [version(1, at(10)), version(2, at(20)), version(3, at(30))]);
    });

    test("orders by time before version number", async ({ store }) => {
      await appendEach(store, [version(9, at(10)), version(3, at(20))]);
      await expectKept(store, [version(9, at(10)), version(3, at(20))]);
    });

    test("orders versions of one millisecond by number", async ({ store }) => {
      const records = [9, 10, 11, 100].map((number) => version(number, at(10)));
      await append(store, ...records);
      await expectKept(store, records);
    });

    test("orders versions of one millisecond by number when the older comes later", async ({ store }) => {
      await appendEach(store, [version(10, at(10)), version(9, at(10)), version(11, at(10))]);
      await expectKept(store, [version(9, at(10)), version(10, at(10)), version(11, at(10))]);
    });

    test("tells milliseconds of one second apart", async ({ store }) => {
      const records = [version(3, at(10)), version(2, at(10.001)), version(1, at(10.999))];
      await append(store, ...records);
      await expectKept(store, records);
      await expectStates(store, at(10.998), records.slice(1, 2));
    });

    test("keeps many names of one millisecond apart", async ({ store }) => {
      const records = ["/many/a", "/many/b", "/many/c", "/many/d", "/other"].map((name) =>
        version(1, at(10), { name, value: `value of ${name}` }),
      );
      for (const record of records) assert.equal(await rightOf(appendTo(store, [record])), 1);
      await expectStates(store, END, records);
      for (const record of records) await expectKept(store, [record]);
    });

    test("puts a deletion of rank -1 before the version that replaced the parameter in its second", async ({
      store,
    }) => {
      await append(store, ...replacedBeforeHandling);
      await expectKept(store, replacedBeforeHandling);
      await expectStates(store, SECOND + 499, replacedBeforeHandling.slice(0, 1));
      await expectStates(store, SECOND + 500, replacedBeforeHandling.slice(2, 3));
    });

    test("puts a deletion of rank 1 after every version of its second", async ({ store }) => {
      await append(store, ...deletedLast);
      await expectKept(store, deletedLast);
      await expectStates(store, SECOND + 998, deletedLast.slice(0, 1));
      await expectStates(store, SECOND + 999, deletedLast.slice(2));
    });

    test("puts versions of rank 2 after the deletion of their second", async ({ store }) => {
      await append(store, ...replacedAfterHandling);
      await expectKept(store, replacedAfterHandling);
      await expectStates(store, SECOND + 998, replacedAfterHandling.slice(0, 1));
      await expectStates(store, SECOND + 999, replacedAfterHandling.slice(3));
    });

    test("puts a deletion of rank 3 after versions of rank 2, and versions of rank 4 after that", async ({ store }) => {
      await appendEach(store, replacedTwice);
      await expectKept(store, replacedTwice);
      await expectStates(store, SECOND + 999, replacedTwice.slice(-1));
    });

    test("puts a late deletion of rank -1 before its replacement", async ({ store }) => {
      const [before, gone, ...replacement] = replacedBeforeHandling;
      assert.ok(before !== undefined && gone !== undefined);
      await append(store, before, ...replacement);
      assert.equal(await append(store, gone), 1);
      await expectKept(store, replacedBeforeHandling);
    });

    test("orders the ranks of one second when each record comes alone", async ({ store }) => {
      await appendEach(store, replacedAfterHandling);
      await expectKept(store, replacedAfterHandling);
    });
  });
