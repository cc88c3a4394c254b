import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import { storeUnavailable } from "../../../src/ports/store-error.ts";
import { backupStoreConformance, InMemoryBackupStore } from "../../../src/testing/index.ts";
import { storeLike } from "../../support/workshop.ts";

/** The message with which one test of the suite fails for a store. */
const messageOf = async (wanted: string, change: (sound: BackupStore) => Partial<BackupStore>): Promise<string> => {
  const bodies = new Map<string, () => Promise<void>>();
  const runner = {
    describe: (_: string, body: () => void) => body(),
    it: (title: string, body: () => Promise<void>) => void bodies.set(title, body),
  };
  backupStoreConformance(runner, async () => {
    const inner = new InMemoryBackupStore();
    const store = storeLike(inner, change(inner));
    return { store, reopen: async () => store, failNext: (when) => inner.failNext(when), dispose: async () => {} };
  });
  const body = bodies.get(wanted);
  if (body === undefined) throw new Error(`there is no test "${wanted}"`);
  return body().then(
    () => "passed",
    (error: unknown) => (error instanceof Error ? error.message : "threw no error"),
  );
};

const withoutDeletions = (sound: BackupStore): Partial<BackupStore> => ({
  tail: (name) =>
    pipe(
      sound.tail(name),
      TE.map((tail) => ({ ...tail, deletions: [] })),
    ),
});

describe("a failing test of the conformance suite", () => {
  it("says which call gave what after which appends, and what it should have given", async () => {
    expect(await messageOf("tells a deletion after the newest version", withoutDeletions)).toBe(
      'tail("/app/db") after append [version 1 at 10 s], append [deletion at 20 s by event 1]' +
        " gave version 1 at 10 s and deletions []," +
        " expected version 1 at 10 s and deletions [deletion at 20 s by event 1]",
    );
  });

  it("says which states a selection should have", async () => {
    const statesAt = async function* (): ReturnType<BackupStore["statesAt"]> {};
    expect(await messageOf("tell a deletion of which no version is stored", () => ({ statesAt }))).toBe(
      'statesAt("/app/db", 1000000 s) after append [deletion at 20 s by event 1]' +
        " gave [], expected [deletion at 20 s by event 1]",
    );
  });

  it("says how a call failed that has to succeed", async () => {
    const facts: BackupStore["facts"] = () => async () => E.left(storeUnavailable("no answer"));
    expect(await messageOf("tells facts of every kind", () => ({ facts }))).toContain(
      "failed, expected an answer: StoreUnavailable: no answer",
    );
  });

  it("shows properties that no text tells", async () => {
    const facts = (sound: BackupStore): Partial<BackupStore> => ({
      facts: (name) =>
        pipe(
          sound.facts(name),
          TE.map((all) => all.map((fact) => ({ ...fact, more: "than asked" }))),
        ),
    });
    expect(await messageOf("adds a version once", facts)).toContain("more: 'than asked'");
  });

  it("cuts long lists", async () => {
    const message = await messageOf("cut no history of many versions, nor their neighbours", () => ({
      facts: () => TE.right([]),
    }));
    expect(message).toContain("and 1088 more]");
    expect(message.length).toBeLessThan(2_000);
  });

  it("shows no value", async () => {
    const load = (sound: BackupStore): Partial<BackupStore> => ({
      load: (version) =>
        pipe(
          sound.load({ ...version, modifiedAt: version.modifiedAt }),
          TE.map((fact) => ({ ...fact, type: "SecureString" as const })),
        ),
    });
    const message = await messageOf("tells versions of one number apart", load);
    expect(message).toContain("gave version 1 at 10 s (SecureString), expected version 1 at 10 s");
    expect(message).not.toContain("value of");
  });
});
