import assert from "node:assert/strict";
import { append, appendTo, expectKept, expectLoaded, expectStates, rightOf } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, END, NAME, twoLives, version } from "./records.ts";

/** What is left after a store was closed. Stores that say that they are not durable are not asked. */
export const durabilityTests = ({ group, test }: Suite): void =>
  group("durability", () => {
    test("still tells everything after it was closed and opened again", async ({ store, reopen }) => {
      await append(store, ...twoLives());
      await rightOf(store.close());
      if (!store.capabilities.durable) return;
      const again = await reopen();
      await expectKept(again, twoLives());
      for (const told of await rightOf(again.history(NAME))) {
        const record = twoLives().find(({ at: time }) => time === told.at);
        if (told._tag === "Version" && record?._tag === "Version") await expectLoaded(again, record, told);
      }
    });

    test("knows after it was opened again what it had", async ({ store, reopen }) => {
      if (!store.capabilities.durable) return;
      const records = [version(1, at(10)), version(2, at(20)), version(3, at(30))];
      await append(store, ...records.slice(0, 2));
      await rightOf(store.close());
      const again = await reopen();
      assert.equal(await append(again, ...records), 1);
      await expectKept(again, records);
    });

    test("still tells every name after it was closed and opened again", async ({ store, reopen }) => {
      if (!store.capabilities.durable) return;
      const records = ["/a", "/b/c", "/d"].map((name) => version(1, at(10), { name }));
      for (const record of records) await rightOf(appendTo(store, [record]));
      await rightOf(store.close());
      await expectStates(await reopen(), END, records);
    });

    test("has the same capabilities in every instance", async ({ store, reopen }) => {
      const again = await reopen();
      assert.deepEqual(again.capabilities, store.capabilities);
    });
  });
