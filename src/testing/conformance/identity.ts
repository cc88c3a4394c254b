import assert from "node:assert/strict";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { Position } from "../../domain/model/backup-record.ts";
import { append, appendTo, expectHistory, expectKept, expectKnownError, rightOf } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, NAME, twoLives, version } from "./records.ts";

const announcement = (digit: number, seconds: number) => ({
  eventId: `${String(digit).repeat(8)}-0000-4000-8000-000000000000`,
  time: at(seconds),
});

/** A record is the same fact however often, and by whatever event, it is told. */
export const identityTests = ({ group, test }: Suite): void =>
  group("identity", () => {
    test("answers how many records were new", async ({ store }) => {
      assert.equal(await append(store, version(1, at(10))), 1);
      assert.equal(await append(store, version(2, at(20)), version(3, at(30)), deletion(at(40))), 3);
    });

    test("adds nothing when a version is appended again", async ({ store }) => {
      await append(store, version(1, at(10)), version(2, at(20)));
      assert.equal(await append(store, version(2, at(20))), 0);
      assert.equal(await append(store, version(1, at(10))), 0);
      await expectKept(store, [version(1, at(10)), version(2, at(20))]);
    });

    test("adds nothing when a deletion is appended again", async ({ store }) => {
      const records = [version(1, at(10)), deletion(at(20))];
      await append(store, ...records);
      assert.equal(await append(store, deletion(at(20))), 0);
      await expectKept(store, records);
    });

    test("adds nothing when a whole history is appended again", async ({ store }) => {
      await append(store, ...twoLives());
      assert.equal(await append(store, ...twoLives()), 0);
      await expectKept(store, twoLives());
    });

    test("adds only what is missing when some of the records are there", async ({ store }) => {
      const [first, second, gone, ...again] = twoLives();
      await append(store, first, second);
      assert.equal(await append(store, second, gone, ...again), 3);
      await expectKept(store, twoLives());
    });

    test("adds nothing when a version is announced by another event", async ({ store }) => {
      const kept = version(1, at(10), { announcedBy: announcement(1, 10) });
      await append(store, kept);
      assert.equal(await append(store, version(1, at(10), { announcedBy: announcement(2, 11) })), 0);
      assert.equal(await append(store, version(1, at(10))), 0);
      await expectKept(store, [kept]);
    });

    test("adds nothing when a deletion of the same event is appended again", async ({ store }) => {
      const kept = [version(1, at(10)), deletion(at(20), { announcedBy: announcement(1, 20) })];
      await append(store, ...kept);
      assert.equal(await append(store, deletion(at(20), { announcedBy: announcement(1, 20) })), 0);
      await expectKept(store, kept);
    });

    test("keeps deletions of one second apart by their events", async ({ store }) => {
      const deletionOf = (digit: number, others: Partial<Position> = {}) =>
        deletion(at(20), { announcedBy: announcement(digit, 20), ...others });
      const first = deletionOf(1, { at: at(20.3), rank: -1 });
      const kept = [version(1, at(10)), first, version(1, at(20.3)), deletionOf(2)];
      await append(store, ...kept);
      assert.equal(await append(store, first), 0);
      assert.equal(await append(store, deletionOf(2), deletionOf(3, { rank: 3 })), 1);
      assert.equal(await append(store, deletionOf(3, { rank: 3 })), 0);
      await expectKept(store, [...kept, deletionOf(3, { rank: 3 })]);
    });

    test("keeps deletions of one second that stand at one place", async ({ store }) => {
      const together = [1, 2].map((digit) => deletion(at(20), { announcedBy: announcement(digit, 20) }));
      assert.equal(await append(store, version(1, at(10)), ...together), 3);
      assert.equal(await append(store, ...together), 0);
      const history = await rightOf(store.history(NAME));
      assert.deepEqual(new Set(history.slice(1)), new Set(together));
      assert.equal(history.length, 3);
    });

    test("takes the same announcement for different records", async ({ store }) => {
      const announcedBy = announcement(1, 20);
      const records = [version(1, at(10), { announcedBy }), version(2, at(20), { announcedBy })];
      assert.equal(await append(store, ...records), 2);
      await expectKept(store, records);
    });

    test("adds nothing when no records are appended", async ({ store }) => {
      assert.equal(await rightOf(store.append({ name: NAME, expected: O.none, records: [] })), 0);
      await expectHistory(store, []);
    });

    test("does nothing before the task of an append is run, and nothing more when it is run again", async ({
      store,
    }) => {
      const task = appendTo(store, [version(1, at(10))]);
      await expectHistory(store, []);
      assert.equal(await rightOf(task), 1);
      const again = await task();
      if (E.isRight(again)) assert.equal(again.right, 0);
      else expectKnownError(again.left);
      await expectKept(store, [version(1, at(10))]);
    });
  });
