import assert from "node:assert/strict";
import { inspect } from "node:util";
import { everything } from "../../domain/model/selection.ts";
import { append, expectLoaded, leftOf, rightOf, statesOf, summaryOf } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, NAME, twoLives, version } from "./records.ts";

const CANARY = "canary-of-the-conformance-suite";

/** `load` answers the very version that it is asked for. */
export const loadingTests = ({ group, test }: Suite): void =>
  group("load", () => {
    test("loads every version of a history, not only the newest", async ({ store }) => {
      const records = Array.from({ length: 5 }, (_, n) => version(n + 1, at(10 * n)));
      await append(store, ...records);
      for (const [index, told] of (await rightOf(store.history(NAME))).entries()) {
        const record = records[index];
        if (record !== undefined && told._tag === "Version") await expectLoaded(store, record, told);
      }
    });

    test("loads the version that statesAt told of", async ({ store }) => {
      const [first, second] = twoLives();
      await append(store, ...twoLives());
      for (const record of [first, second]) {
        const [told] = await statesOf(store, everything, record.at);
        assert.ok(told?._tag === "Version");
        await expectLoaded(store, record, told);
      }
    });

    test("loads versions of one millisecond apart", async ({ store }) => {
      const records = [1, 2, 3].map((number) => version(number, at(10)));
      await append(store, ...records);
      for (const record of records) {
        const told = (await rightOf(store.history(NAME))).find(
          (summary) => summary._tag === "Version" && summary.version === record.version,
        );
        assert.ok(told?._tag === "Version");
        await expectLoaded(store, record, told);
      }
    });

    test("loads a version from a copy of its summary", async ({ store }) => {
      await append(store, ...twoLives());
      const [told] = structuredClone(await rightOf(store.history(NAME)));
      assert.ok(told?._tag === "Version");
      await expectLoaded(store, twoLives()[0], told);
    });

    test("fails for a version that is not there, and answers no other one", async ({ store }) => {
      await append(store, version(1, at(10)), version(2, at(20)));
      const absent = [
        version(3, at(30)),
        version(1, at(15)),
        version(2, at(10)),
        version(1, at(10), { name: "/none" }),
      ];
      for (const record of absent) {
        await leftOf(store.load(summaryOf(record)));
      }
    });

    test("wraps the value, so that printing the version shows nothing of it", async ({ store }) => {
      const record = version(1, at(10), { value: CANARY });
      await append(store, record);
      const [told] = await rightOf(store.history(NAME));
      assert.ok(told?._tag === "Version");
      const loaded = await rightOf(store.load(told));
      const printed = `${inspect(loaded, { depth: null })}${JSON.stringify(loaded)}${loaded.value}`;
      assert.ok(!printed.includes(CANARY), "a printed version shows its value");
    });
  });
