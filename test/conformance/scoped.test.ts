import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { scopedStore } from "../../src/adapters/decorators/scoped-store.ts";
import type { Scope } from "../../src/domain/model/scope.ts";
import { everything } from "../../src/domain/model/selection.ts";
import { END_OF_TIME } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import {
  backupStoreConformance,
  InMemoryBackupStore,
  name,
  type StoreHarness,
  tombstoneOf,
  versionRecordOf,
} from "../../src/testing/index.ts";
import { s3At, withMarkersForAnyKey } from "../support/aws-clients.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { rightOf, storeLike } from "../support/workshop.ts";
import { PAGE_SIZE, s3Harness } from "./s3-harness.ts";
import { sqliteHarness } from "./sqlite-harness.ts";

const SCOPE: Scope = { account: "111122223333", region: "eu-west-1" };
const NEIGHBOURS: ReadonlyArray<Scope> = [
  { account: "111122223333", region: "eu-west-2" },
  { account: "444455556666", region: "eu-west-1" },
];

const memoryHarness = async (): Promise<StoreHarness> => {
  const store = new InMemoryBackupStore();
  return { store, reopen: async () => store, failNext: (when) => store.failNext(when), dispose: async () => {} };
};

/** Records of others that lie before, after and around those of the scope: none of them may ever be told of. */
const crowd = async ({ store }: StoreHarness): Promise<void> => {
  for (const record of [
    versionRecordOf({ name: "/app/x", value: "canary" }),
    versionRecordOf({ name: "/111122223333", value: "canary" }),
    versionRecordOf({ name: "/111122223333/eu-west-1", value: "canary" }),
  ]) {
    await store.append({ name: record.name, expected: O.none, records: [record] })();
  }
  for (const neighbour of NEIGHBOURS) {
    const record = versionRecordOf({ name: "/app/x", value: "canary" });
    await scopedStore(store, neighbour).append({ name: record.name, expected: O.none, records: [record] })();
  }
};

const scopedHarness = (open: () => Promise<StoreHarness>, crowded: boolean) => async (): Promise<StoreHarness> => {
  const harness = await open();
  if (crowded) await crowd(harness);
  return {
    store: scopedStore(harness.store, SCOPE),
    reopen: async () => scopedStore(await harness.reopen(), SCOPE),
    failNext: (when) => harness.failNext(when),
    dispose: () => harness.dispose(),
  };
};

/** SSM's 1,011 characters include the ARN, `arn:aws:ssm:eu-west-1:111122223333:parameter` at least. */
const LONGEST_WITH_ARN = 1_011 - 44;

describe("a scope of a store in memory", () =>
  backupStoreConformance({ describe, it }, scopedHarness(memoryHarness, true)));

describe("a scope of a SQLite store", () =>
  backupStoreConformance({ describe, it }, scopedHarness(sqliteHarness, true)));

describeWithMoto("a scope of an S3 store (moto)", (endpoint) => {
  const client = withMarkersForAnyKey(s3At(endpoint));
  const open = scopedHarness(() => s3Harness(client), false);
  backupStoreConformance({ describe, it }, open, { pageCrossing: PAGE_SIZE + 10, longestName: LONGEST_WITH_ARN });
});

describe("a scope of a store", () => {
  it("is kept under account and region, and the rest of the store is as it was", async () => {
    const harness = await memoryHarness();
    await crowd(harness);
    const scoped = scopedStore(harness.store, SCOPE);
    const records = [versionRecordOf({ name: "top" }), tombstoneOf({ name: "top", deletedAt: END_OF_TIME })];
    expect(await scoped.append({ name: name("top"), expected: O.none, records })()).toEqual(E.right(2));
    const kept = [];
    for await (const state of harness.store.statesAt(everything, END_OF_TIME)) {
      kept.push(E.isRight(state) ? state.right.name : state.left._tag);
    }
    expect(kept).toEqual([
      "/111122223333",
      "/111122223333/eu-west-1",
      "/111122223333/eu-west-1/top",
      "/111122223333/eu-west-2/app/x",
      "/444455556666/eu-west-1/app/x",
      "/app/x",
    ]);
  });

  it("asks which names are to be read by the names that the parameters have", async () => {
    const asked: boolean[] = [];
    const statesAt: BackupStore["statesAt"] = async function* (_selection, _instant, isRead = () => true) {
      asked.push(isRead(name("/111122223333/eu-west-1/app/x")), isRead(name("/111122223333/eu-west-1/app/y")));
    };
    const store: BackupStore = Object.assign(new InMemoryBackupStore(), { statesAt });
    for await (const _ of scopedStore(store, SCOPE).statesAt(everything, END_OF_TIME, (asking) => asking === "/app/x"));
    for await (const _ of scopedStore(store, SCOPE).statesAt(everything, END_OF_TIME));
    expect(asked).toEqual([true, false, true, true]);
  });

  it("loads by the very record that the store handed out, so that it need not look for it", async () => {
    const harness = await memoryHarness();
    const loaded: unknown[] = [];
    const load: BackupStore["load"] = (version) => {
      loaded.push(version);
      return harness.store.load(version);
    };
    const handedOut: unknown[] = [];
    const history: BackupStore["history"] = (named) =>
      pipe(
        harness.store.history(named),
        TE.map((records) => {
          handedOut.push(...records);
          return records;
        }),
      );
    const store = storeLike(harness.store, { load, history });
    const scoped = scopedStore(store, SCOPE);
    const record = versionRecordOf({ name: "top" });
    await rightOf(scoped.append({ name: name("top"), expected: O.none, records: [record] }));
    for (const each of await rightOf(scoped.history(name("top")))) {
      if (each._tag === "Version") expect(await rightOf(scoped.load(each))).toMatchObject({ name: "/top", version: 1 });
    }
    expect(loaded[0]).toBe(handedOut[0]);
    expect(await rightOf(scoped.load(record))).toMatchObject({ name: "/top", version: 1 });
  });

  it("has capabilities and end of the whole store", async () => {
    const store = new InMemoryBackupStore();
    const scoped = scopedStore(store, SCOPE);
    expect(scoped.capabilities).toBe(store.capabilities);
    expect(await scoped.close()()).toEqual(E.right(undefined));
  });
});
