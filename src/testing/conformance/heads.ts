import assert from "node:assert/strict";
import * as O from "fp-ts/lib/Option.js";
import type { BackupStore } from "../../ports/backup-store.ts";
import { name } from "../builders.ts";
import { append, appendTo, expectHead, expectHistory, rightOf } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, NAME, twoLives, version } from "./records.ts";

const revisionOf = async (store: BackupStore): Promise<string> => {
  const head = await rightOf(store.head(NAME));
  assert.ok(O.isSome(head));
  return head.value.revision;
};

/** What `head` and `history` tell of one name. */
export const headTests = ({ group, test }: Suite): void =>
  group("head", () => {
    test("answers None for a name of which nothing is kept", async ({ store }) => {
      assert.deepEqual(await rightOf(store.head(NAME)), O.none);
      assert.deepEqual(await rightOf(store.history(NAME)), []);
    });

    test("answers None for a name that is only the beginning of others", async ({ store }) => {
      for (const other of ["/app-x", "/app/x", "/apple"]) {
        await rightOf(appendTo(store, [version(1, at(10), { name: other })]));
      }
      assert.deepEqual(await rightOf(store.head(name("/app"))), O.none);
      assert.deepEqual(await rightOf(store.history(name("/app"))), []);
    });

    test("answers the newest version", async ({ store }) => {
      await append(store, version(1, at(10)), version(2, at(20)));
      await expectHead(store, version(2, at(20)));
    });

    test("answers the deletion of a name that is gone", async ({ store }) => {
      await append(store, version(1, at(10)), deletion(at(20)));
      await expectHead(store, deletion(at(20)));
    });

    test("answers a deletion of which no version is kept", async ({ store }) => {
      await append(store, deletion(at(20)));
      await expectHead(store, deletion(at(20)));
      await expectHistory(store, [deletion(at(20))]);
    });

    test("goes on answering the newest record after an older one was appended", async ({ store }) => {
      await append(store, version(2, at(20)));
      await append(store, version(1, at(10)));
      await expectHead(store, version(2, at(20)));
    });

    test("has another revision after every change of the head", async ({ store }) => {
      let before: string | undefined;
      for (const record of twoLives()) {
        await append(store, record);
        const revision = await revisionOf(store);
        assert.notEqual(revision, before);
        before = revision;
      }
    });

    test("has the same revision as long as nothing is appended", async ({ store }) => {
      await append(store, ...twoLives());
      assert.equal(await revisionOf(store), await revisionOf(store));
    });
  });
