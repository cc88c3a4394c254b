import type { Selection } from "../../domain/model/selection.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import { append, expectStates } from "./expectations.ts";
import type { Suite } from "./harness.ts";
import { at, deletion, END, NAME, version } from "./records.ts";

const FIRST = version(1, at(10));
const SECOND = version(2, at(20.5));
const GONE = deletion(at(30));
const records = [FIRST, SECOND, GONE] as const;

const other = version(1, at(15), { name: "/app/other" });
const key: Selection = { _tag: "Key", name: NAME };

const fill = async (store: BackupStore): Promise<void> => {
  await append(store, ...records);
};

/** What `statesAt` answers for an instant. */
export const instantTests = ({ group, test }: Suite): void =>
  group("instant", () => {
    test("leaves a name out before its first record", async ({ store }) => {
      await fill(store);
      await expectStates(store, FIRST.at - 1, [], key);
      await expectStates(store, 0, [], key);
    });

    test("answers a record at exactly its time", async ({ store }) => {
      await fill(store);
      for (const record of records) await expectStates(store, record.at, [record], key);
    });

    test("answers the older record a millisecond before the next one", async ({ store }) => {
      await fill(store);
      await expectStates(store, SECOND.at - 1, [FIRST], key);
      await expectStates(store, GONE.at - 1, [SECOND], key);
    });

    test("answers the older record between two", async ({ store }) => {
      await fill(store);
      await expectStates(store, at(15), [FIRST], key);
      await expectStates(store, at(25), [SECOND], key);
    });

    test("answers the newest record after all of them, the deletion included", async ({ store }) => {
      await fill(store);
      await expectStates(store, GONE.at + 1, [GONE], key);
      await expectStates(store, END, [GONE], key);
      await expectStates(store, Date.now(), [GONE], key);
    });

    test("answers each name of a path as it was at the instant", async ({ store }) => {
      await fill(store);
      await append(store, other);
      await expectStates(store, at(12), [FIRST]);
      await expectStates(store, at(15), [FIRST, other]);
      await expectStates(store, at(25), [SECOND, other]);
      await expectStates(store, END, [GONE, other]);
    });

    test("answers an instant of the past the same after newer records came", async ({ store }) => {
      await append(store, FIRST);
      await expectStates(store, at(15), [FIRST]);
      await append(store, SECOND, GONE);
      await expectStates(store, at(15), [FIRST]);
    });

    test("answers an instant of the past anew after an older record came late", async ({ store }) => {
      await append(store, FIRST, GONE);
      await expectStates(store, at(25), [FIRST]);
      await append(store, SECOND);
      await expectStates(store, at(25), [SECOND]);
    });
  });
