import assert from "node:assert/strict";
import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import type { VersionRecord } from "../../domain/model/backup-record.ts";
import type { Selection } from "../../domain/model/selection.ts";
import {
  append,
  appendTo,
  expectHead,
  expectHistory,
  expectLoaded,
  expectStates,
  rightOf,
  statesOf,
  summaryOf,
} from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, END, version } from "./records.ts";

/** Names that are written at once. */
const CONCURRENT_NAMES = 16;

const tree: Selection = { _tag: "Tree", path: "/pages/" };
const level: Selection = { _tag: "Level", path: "/pages/" };

/** A history of many versions of one name, a second apart. */
const longHistory = (length: number): ReadonlyArray<VersionRecord> =>
  Array.from({ length }, (_, index) => version(index + 1, at(index), { name: "/pages/many-versions" }));

/** One version for each of many names; every other one lies a level deeper. Ordered by name. */
const manyNames = (length: number): ReadonlyArray<VersionRecord> =>
  Array.from({ length }, (_, index) => `/pages/${index % 2 === 0 ? "" : "below/"}${String(index).padStart(6, "0")}`)
    .sort()
    .map((name) => version(1, at(10), { name, value: `value of ${name}` }));

const isDirect = ({ name }: VersionRecord): boolean => !name.startsWith("/pages/below/");

/** More records than a backend hands out at once. */
export const pageTests = ({ group, test, pageCrossing }: Suite): void =>
  group("page boundaries", () => {
    test("tells a long history of one name whole, with its neighbours", async ({ store }) => {
      const records = longHistory(pageCrossing);
      const [before, after] = ["/pages/a", "/pages/z"].map((name) => version(1, at(0), { name }));
      const [oldest, middle, newest] = [records[0], records[records.length >> 1], records.at(-1)];
      assert.ok(before && after && oldest && middle && newest);
      await append(store, before);
      await append(store, after);
      assert.equal(await rightOf(appendTo(store, records)), records.length);
      await expectHistory(store, records);
      await expectHead(store, newest);
      await expectStates(store, middle.at, [before, middle, after], tree);
      for (const record of [oldest, newest]) await expectLoaded(store, record, summaryOf(record));
    });

    test("tells the states of many names, each once and in order", async ({ store }) => {
      const records = manyNames(pageCrossing);
      await pMap(records, async (record) => assert.equal(await rightOf(appendTo(store, [record])), 1), {
        concurrency: CONCURRENT_NAMES,
      });
      await expectStates(store, END, records, tree);
      await expectStates(store, END, records.filter(isDirect), level);
    });

    test("lets go of a long stream of states that is left early", async ({ store }) => {
      const records = manyNames(Math.min(pageCrossing, 60));
      await pMap(records, (record) => rightOf(appendTo(store, [record])), { concurrency: CONCURRENT_NAMES });
      let seen = 0;
      for await (const state of store.statesAt(tree, END)) {
        assert.ok(E.isRight(state));
        seen += 1;
        if (seen === 3) break;
      }
      assert.equal((await statesOf(store, tree, END)).length, records.length);
      await rightOf(store.close());
    });
  });
