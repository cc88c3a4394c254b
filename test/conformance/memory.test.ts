import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { storeAccessDenied } from "../../src/ports/store-error.ts";
import { backupStoreConformance, InMemoryBackupStore, versionFactOf } from "../../src/testing/index.ts";

describe("InMemoryBackupStore", () => {
  backupStoreConformance({ describe, it }, async () => {
    const store = new InMemoryBackupStore();
    return {
      store,
      reopen: async () => store,
      failNext: (when) => store.failNext(when),
      dispose: async () => {},
    };
  });

  it.each(["before", "after"] as const)(
    "fails once, %s the effect, with the failure that it was given",
    async (when) => {
      const store = new InMemoryBackupStore();
      const fact = versionFactOf();
      const error = storeAccessDenied("no right to write");
      store.failNext(when, error);
      expect(await store.append({ name: fact.name, facts: [fact] })()).toEqual(E.left(error));
      expect(await store.facts(fact.name)()).toMatchObject({ right: { length: when === "before" ? 0 : 1 } });
    },
  );
});
