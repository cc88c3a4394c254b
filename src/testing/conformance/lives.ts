import assert from "node:assert/strict";
import type { BackupRecord } from "../../domain/model/backup-record.ts";
import { append, expectKept, expectLoaded, expectStates, rightOf } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, twoLives, version } from "./records.ts";

/** Deletions, and parameters that come back with version numbers that start again. */
export const livesTests = ({ group, test }: Suite): void =>
  group("deletion and re-creation", () => {
    test("keeps versions of the same number in two lives apart", async ({ store }) => {
      assert.equal(await append(store, ...twoLives()), 5);
      await expectKept(store, twoLives());
    });

    test("loads the version of each life", async ({ store }) => {
      await append(store, ...twoLives());
      const told = await rightOf(store.history(twoLives()[0].name));
      for (const [index, record] of twoLives().entries()) {
        const summary = told[index];
        if (record._tag === "Version" && summary?._tag === "Version") await expectLoaded(store, record, summary);
        else assert.equal(summary?._tag, record._tag);
      }
    });

    test("answers the deletion between two lives, and the new life after it", async ({ store }) => {
      const [, second, gone, again] = twoLives();
      await append(store, ...twoLives());
      await expectStates(store, gone.at - 1, [second]);
      await expectStates(store, gone.at, [gone]);
      await expectStates(store, again.at - 1, [gone]);
      await expectStates(store, again.at, [again]);
    });

    test("does not let a late deletion hide the re-creation", async ({ store }) => {
      const [first, second, gone, ...again] = twoLives();
      await append(store, first, second, ...again);
      assert.equal(await append(store, gone), 1);
      await expectKept(store, twoLives());
      await expectStates(store, gone.at, [gone]);
    });

    test("does not let a late deletion hide a re-creation of which nothing older is kept", async ({ store }) => {
      await append(store, version(1, at(40)));
      assert.equal(await append(store, deletion(at(30))), 1);
      await expectKept(store, [deletion(at(30)), version(1, at(40))]);
    });

    test("keeps several deletions, each at its own second", async ({ store }) => {
      const records: BackupRecord[] = [1, 2, 3, 4].flatMap((life) => [
        version(1, at(life * 10), { value: `value of life ${life}` }),
        deletion(at(life * 10 + 5)),
      ]);
      for (const record of records) assert.equal(await append(store, record), 1);
      await expectKept(store, records);
      await expectStates(store, at(29), records.slice(3, 4));
    });

    test("keeps deletions that follow each other with no version between them", async ({ store }) => {
      const records = [version(1, at(10)), deletion(at(20)), deletion(at(30))];
      for (const record of records) assert.equal(await append(store, record), 1);
      await expectKept(store, records);
    });

    test("keeps why a parameter is gone and which event told of it", async ({ store }) => {
      const announcedBy = { eventId: "12345678-1234-4234-8234-123456789abc", time: at(20) };
      const records = [
        version(1, at(10)),
        deletion(at(20), { cause: "Expiration", announcedBy }),
        deletion(at(30), { cause: "Discovered" }),
      ];
      await append(store, ...records);
      await expectKept(store, records);
    });
  });
