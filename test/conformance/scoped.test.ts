import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { scopedStore } from "../../src/adapters/decorators/scoped-store.ts";
import type { Scope } from "../../src/domain/model/scope.ts";
import { everything } from "../../src/domain/model/selection.ts";
import { END_OF_TIME } from "../../src/domain/model/time.ts";
import {
  backupStoreConformance,
  deletionOf,
  InMemoryBackupStore,
  name,
  type StoreHarness,
  versionFactOf,
} from "../../src/testing/index.ts";
import { rightOf } from "../support/workshop.ts";
import { fakeS3Harness, PAGE_CROSSING } from "./s3-harness.ts";
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

/** Facts of others that lie before, after and around those of the scope: none of them may ever be told of. */
const crowd = async ({ store }: StoreHarness): Promise<void> => {
  for (const text of ["/app/x", "/111122223333", "/111122223333/eu-west-1"]) {
    const fact = versionFactOf({ name: text, value: "canary" });
    await rightOf(store.append({ name: fact.name, facts: [fact] }));
  }
  for (const neighbour of NEIGHBOURS) {
    const fact = versionFactOf({ name: "/app/x", value: "canary" });
    await rightOf(scopedStore(store, neighbour).append({ name: fact.name, facts: [fact], owner: neighbour }));
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
  backupStoreConformance({ describe, it }, scopedHarness(memoryHarness, true), { owner: SCOPE }));

describe("a scope of a SQLite store", () =>
  backupStoreConformance({ describe, it }, scopedHarness(sqliteHarness, true), { owner: SCOPE }));

/** The wiring to a real server is the same as without a scope, so that a bucket in memory shows all that a scope changes. */
describe("a scope of an S3 store", () =>
  backupStoreConformance({ describe, it }, scopedHarness(fakeS3Harness, false), {
    ...{ pageCrossing: PAGE_CROSSING, longestName: LONGEST_WITH_ARN, owner: SCOPE },
  }));

describe("a scope of a store", () => {
  it("has its names under account and region, and leaves the rest of the store as it was", async () => {
    const harness = await memoryHarness();
    await crowd(harness);
    const facts = [versionFactOf({ name: "top" }), deletionOf({ name: "top" })];
    expect(await rightOf(scopedStore(harness.store, SCOPE).append({ name: name("top"), facts }))).toBe(2);
    const names: string[] = [];
    for await (const state of harness.store.statesAt(everything, END_OF_TIME)) {
      names.push(E.isRight(state) ? state.right.name : state.left._tag);
    }
    expect(names).toEqual([
      "/111122223333",
      "/111122223333/eu-west-1",
      "/111122223333/eu-west-1/top",
      "/111122223333/eu-west-2/app/x",
      "/444455556666/eu-west-1/app/x",
      "/app/x",
    ]);
  });
});
