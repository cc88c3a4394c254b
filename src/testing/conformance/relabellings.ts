import assert from "node:assert/strict";
import { isRelabelling, type VersionRecord } from "../../domain/model/backup-record.ts";
import { everything } from "../../domain/model/selection.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import {
  append,
  appendTo,
  appendUntilKept,
  expectHead,
  expectHistory,
  expectKept,
  expectLoaded,
  expectStates,
  leftOf,
  rightOf,
  summaryOf,
} from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, NAME, version } from "./records.ts";

const FIRST = version(1, at(10));
const SECOND = version(2, at(30));

const eventOf = (digit: number, seconds: number) => ({
  eventId: `${String(digit).repeat(8)}-1111-4000-8000-000000000000`,
  time: at(Math.floor(seconds)),
});

/** A version once more, with labels. */
const relabelled = (
  record: VersionRecord,
  seconds: number,
  others: Partial<Pick<VersionRecord, "at" | "rank" | "attributes" | "announcedBy">> = {},
): VersionRecord => ({
  ...record,
  at: at(Math.floor(seconds)),
  rank: 0,
  attributes: { labels: [`label at ${seconds}`] },
  announcedBy: eventOf(1, seconds),
  ...others,
  labelledAt: at(seconds),
});

const loadedOf = async (store: BackupStore): Promise<ReadonlyArray<VersionRecord>> => {
  const told = (await rightOf(store.history(NAME))).filter((record) => record._tag === "Version");
  return Promise.all(told.map((record) => rightOf(store.load(record))));
};

/** A version may be kept again, with the labels that it had later: a record of its own that changes no value. */
export const relabellingTests = ({ group, test }: Suite): void =>
  group("relabelling", () => {
    test("keeps a version once more, and its labels with it", async ({ store }) => {
      const records = [FIRST, relabelled(FIRST, 20), relabelled(FIRST, 25)];
      assert.equal(await append(store, FIRST), 1);
      assert.equal(await append(store, ...records.slice(1)), 2);
      await expectKept(store, records);
      for (const [index, loaded] of (await loadedOf(store)).entries()) {
        assert.deepEqual(loaded.attributes, records[index]?.attributes);
        assert.ok(loaded.value.equals(FIRST.value), "the value is not that of the version");
      }
    });

    test("adds nothing when one is appended again", async ({ store }) => {
      await append(store, FIRST, relabelled(FIRST, 20));
      assert.equal(await append(store, relabelled(FIRST, 20)), 0);
      assert.equal(await append(store, FIRST, relabelled(FIRST, 20)), 0);
      await expectKept(store, [FIRST, relabelled(FIRST, 20)]);
    });

    test("keeps those of one second apart by their times, in that order", async ({ store }) => {
      const second = relabelled(FIRST, 20.001, { announcedBy: eventOf(2, 20) });
      await append(store, FIRST, second);
      assert.equal(await append(store, relabelled(FIRST, 20), second), 1);
      await expectKept(store, [FIRST, relabelled(FIRST, 20), second]);
    });

    test("refuses one in the place of another event's, whatever the head", async ({ store }) => {
      await append(store, FIRST, relabelled(FIRST, 20));
      const rival = relabelled(FIRST, 20, { announcedBy: eventOf(2, 20) });
      const head = await rightOf(store.head(NAME));
      assert.equal((await leftOf(appendTo(store, [rival], head)))._tag, "StoreConflict");
      await expectKept(store, [FIRST, relabelled(FIRST, 20)]);
    });

    test("keeps those of two versions of one second apart", async ({ store }) => {
      const other = version(2, at(10));
      const records = [FIRST, other, relabelled(FIRST, 20), relabelled(other, 20)];
      await append(store, ...records);
      await expectKept(store, records);
    });

    test("puts one right behind its version, in front of a newer one, when they stand at one place", async ({
      store,
    }) => {
      const [older, newer] = [version(1, at(20.3)), version(2, at(20.3))];
      const between = relabelled(older, 20, { at: at(20.3) });
      await append(store, older, newer);
      assert.equal(await append(store, between), 1);
      await expectKept(store, [older, between, newer]);
    });

    test("puts one beside a re-creation of rank 2", async ({ store }) => {
      const again = version(1, at(20.3), { at: at(20.999), rank: 2 });
      const records = [FIRST, deletion(at(20)), again, relabelled(again, 20, { at: at(20.999), rank: 2 })];
      await append(store, ...records);
      await expectKept(store, records);
    });

    test("leaves it out of the head", async ({ store }) => {
      await append(store, FIRST, relabelled(FIRST, 20));
      await expectHead(store, FIRST);
      await append(store, SECOND, relabelled(SECOND, 40));
      await expectHead(store, SECOND);
      await append(store, deletion(at(50)));
      await expectHead(store, deletion(at(50)));
      await append(store, relabelled(SECOND, 45));
      await expectHead(store, deletion(at(50)));
      await append(store, version(1, at(60)));
      await expectHead(store, version(1, at(60)));
    });

    test("answers it from its time on, until the next record", async ({ store }) => {
      await append(store, FIRST, SECOND);
      await append(store, relabelled(FIRST, 20), relabelled(SECOND, 40));
      await expectStates(store, at(19.999), [FIRST]);
      await expectStates(store, at(20), [relabelled(FIRST, 20)]);
      await expectStates(store, at(29.999), [relabelled(FIRST, 20)]);
      await expectStates(store, at(30), [SECOND]);
      await expectStates(store, at(40), [relabelled(SECOND, 40)], { _tag: "Key", name: NAME });
      await append(store, deletion(at(50)));
      await expectStates(store, at(60), [deletion(at(50))]);
    });

    test("goes on appending versions and deletions behind it", async ({ store }) => {
      const records = [
        FIRST,
        relabelled(FIRST, 20),
        SECOND,
        relabelled(SECOND, 40),
        deletion(at(50)),
        version(1, at(60)),
      ];
      for (const record of records) assert.equal(await append(store, record), 1);
      await expectKept(store, records);
    });

    test("loads it from a copy of its summary, and never in place of its version", async ({ store, reopen }) => {
      await append(store, FIRST, relabelled(FIRST, 20, { attributes: { labels: ["a"], olderLabels: { b: 1 } } }));
      const again = await reopen();
      for (const record of [FIRST, relabelled(FIRST, 20, { attributes: { labels: ["a"], olderLabels: { b: 1 } } })]) {
        await expectLoaded(again, record, structuredClone(summaryOf(record)));
      }
    });

    test("fails to load one that is not there", async ({ store }) => {
      await append(store, FIRST, SECOND, relabelled(FIRST, 20));
      for (const absent of [relabelled(FIRST, 20.001), relabelled(SECOND, 20), relabelled(FIRST, 21)]) {
        await leftOf(store.load(summaryOf(absent)));
      }
    });

    test("answers one of each name", async ({ store }) => {
      const names = ["/a", "/a/b", "/b"];
      for (const name of names) {
        const first = version(1, at(10), { name });
        await append(store, first, relabelled(first, 20));
      }
      const told = names.map((name) => relabelled(version(1, at(10), { name }), 20));
      await expectStates(store, at(25), told, everything);
    });

    test("keeps it once when two instances append it at once", async ({ store, reopen }) => {
      await append(store, FIRST);
      const other = await reopen();
      await Promise.all([store, other].map((instance) => appendUntilKept(instance, [relabelled(FIRST, 20)])));
      await expectHistory(store, [FIRST, relabelled(FIRST, 20)]);
    });

    test("tells one of two events that are decided at once that the other was faster", async ({ store, reopen }) => {
      await append(store, FIRST);
      const [head, other] = [await rightOf(store.head(NAME)), await reopen()];
      const rivals = [1, 2].map((digit) => relabelled(FIRST, 20, { announcedBy: eventOf(digit, 20) }));
      const answers = await Promise.all(
        [store, other].map((instance, index) => appendTo(instance, rivals.slice(index, index + 1), head)()),
      );
      assert.deepEqual(answers.map((answer) => answer._tag).sort(), ["Left", "Right"]);
      assert.equal((await rightOf(store.history(NAME))).filter(isRelabelling).length, 1);
    });
  });
