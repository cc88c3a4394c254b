import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { storeAccessDenied } from "../../src/ports/store-error.ts";
import { backupStoreConformance, InMemoryBackupStore, versionRecordOf } from "../../src/testing/index.ts";

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

  const record = versionRecordOf();
  const request = { name: record.name, expected: O.none, records: [record] };

  it("always tells when the head moved", async () => {
    const store = new InMemoryBackupStore();
    await store.append(request)();
    expect(await store.append(request)()).toMatchObject({ left: { _tag: "StoreConflict" } });
  });

  it.each(["before", "after"] as const)(
    "fails once, %s the effect, with the failure that it was given",
    async (when) => {
      const store = new InMemoryBackupStore();
      const error = storeAccessDenied("no right to write");
      store.failNext(when, error);
      expect(await store.append(request)()).toEqual(E.left(error));
      expect(await store.history(record.name)()).toMatchObject({ right: { length: when === "before" ? 0 : 1 } });
    },
  );
});
