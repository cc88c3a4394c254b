import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { verify } from "../../../../src/application/audit/verify.ts";
import { UNKNOWN_VERSION } from "../../../../src/domain/model/backup-record.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { sourceAccessDenied, sourceThrottled } from "../../../../src/ports/source-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";
import { backUp, compare, DB, findings, keptWorkshop } from "../../../support/comparison.ts";
import { rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const MINUTE = 60_000;

/** A clock, two minutes after all that was done: long enough to believe that what is gone was deleted. */
const later = (workshop: Workshop): Workshop => {
  workshop.clock.advance(2 * MINUTE);
  return workshop;
};

describe("a name", () => {
  it("is complete when its newest state is kept, and no call is made for it", async () => {
    const workshop = await keptWorkshop();
    workshop.put("/app/old");
    workshop.remove("/app/old", 3_000);
    await backUp(workshop);
    const source = sourceLike(workshop.ssm, { history: () => TE.left(sourceThrottled("slow down")) });
    expect(await findings(workshop, { changes: { source } })).toEqual([
      { _tag: "Complete", name: DB },
      { _tag: "Complete", name: "/app/old" },
    ]);
  });

  it("misses the versions that no handler saw, and nothing is written unless that is asked for", async () => {
    const workshop = await keptWorkshop();
    workshop.put(DB, "c", 10);
    workshop.put(DB, "d", 10);
    const missing = { _tag: "MissingVersions", name: DB, versions: [3, 4], gaps: [] };
    expect(await findings(workshop)).toEqual([{ ...missing, repaired: false }]);
    expect(await workshop.kept(DB)).toEqual(["v1@0", "v2@10"]);

    expect(await findings(workshop, { repair: true })).toEqual([{ ...missing, repaired: true }]);
    expect(await workshop.kept(DB)).toEqual(["v1@0", "v2@10", "v3@20", "v4@30"]);
    expect(await findings(workshop, { repair: true })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("that is not kept at all is missed like any other", async () => {
    const workshop = await keptWorkshop();
    workshop.put("top");
    expect(await findings(workshop, { repair: true })).toMatchObject([
      { _tag: "Complete" },
      { _tag: "MissingVersions", name: "/top", versions: [1], repaired: true },
    ]);
    expect(await workshop.kept("/top")).toEqual(["v1@10"]);
  });

  it("has a gap where Parameter Store dropped versions before anybody looked", async () => {
    const workshop = await keptWorkshop();
    for (let version = 3; version <= 110; version += 1) workshop.put(DB, "x", 1);
    expect(await findings(workshop, { repair: true })).toMatchObject([
      { _tag: "MissingVersions", gaps: [{ fromVersion: 3, toVersion: 10 }], repaired: true },
    ]);
  });

  it("that lives again after a kept deletion is missed until its new life is kept", async () => {
    const workshop = await keptWorkshop();
    await backUp(workshop, workshop.remove(DB, 5_000));
    workshop.put(DB, "again", 200);
    expect(await findings(workshop, { repair: true })).toMatchObject([{ _tag: "MissingVersions", versions: [1] }]);
    expect(await workshop.kept(DB)).toEqual(["v1@0", "v2@10", "deleted@5000", "v1@5210"]);
    expect(await findings(workshop)).toMatchObject([{ _tag: "Complete" }]);
  });

  it("that was re-created at the same version number while nobody looked is missed", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    await backUp(workshop);
    workshop.remove(DB, 5_000);
    workshop.put(DB, "again", 5_000);
    expect(await findings(workshop)).toMatchObject([{ _tag: "MissingVersions", versions: [1] }]);
  });

  it("that was changed twice within a millisecond is missed when the second change is", async () => {
    const workshop = await keptWorkshop();
    workshop.put(DB, "c");
    expect(await findings(workshop)).toMatchObject([{ _tag: "MissingVersions", versions: [3] }]);
  });

  it("without a deletion takes its head alone, however much of it is kept", async () => {
    const workshop = await keptWorkshop();
    workshop.put(DB, "c", 10);
    const store = storeLike(workshop.store, { history: () => TE.left(storeUnavailable("away")) });
    expect(await findings(workshop, { changes: { store } })).toMatchObject([{ _tag: "MissingVersions" }]);
  });

  it("is told as it is now, not as the listing had it before an event was handled", async () => {
    const workshop = await keptWorkshop();
    const source = sourceLike(workshop.ssm, {
      list: async function* (selection) {
        yield* workshop.ssm.list(selection);
        workshop.put(DB, "meanwhile", 5);
        await backUp(workshop);
      },
    });
    expect(await findings(workshop, { changes: { source } })).toEqual([{ _tag: "Complete", name: DB }]);
  });
});

describe("a parameter that is gone", () => {
  it("misses its deletion; repaired, it is deleted from the discovery on, and says so", async () => {
    const workshop = await keptWorkshop();
    workshop.remove(DB, 1_000);
    later(workshop);
    expect(await findings(workshop)).toEqual([{ _tag: "MissingDeletion", name: DB, repaired: false }]);
    expect(await findings(workshop, { repair: true })).toEqual([{ _tag: "MissingDeletion", name: DB, repaired: true }]);
    const records = await rightOf(workshop.store.history(DB));
    expect(records.at(-1)).toEqual({
      _tag: "Tombstone",
      name: DB,
      cause: "Discovered",
      deletedAt: DEFAULT_TIME + 121_000,
      at: DEFAULT_TIME + 121_010,
      rank: 1,
    });
    expect(await findings(workshop, { repair: true })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("is left to its event while it has changed less than a minute ago", async () => {
    const workshop = await keptWorkshop();
    workshop.remove(DB, 1_000);
    const missing = { _tag: "MissingDeletion", name: DB, repaired: false };
    expect(await findings(workshop, { repair: true })).toEqual([missing]);
    expect(await workshop.kept(DB)).toEqual(["v1@0", "v2@10"]);
  });

  it("is complete when its deletion was kept between the two listings", async () => {
    const workshop = await keptWorkshop();
    const source = sourceLike(workshop.ssm, {
      list: async function* (selection) {
        yield* workshop.ssm.list(selection);
        await backUp(workshop, workshop.remove(DB, 1_000));
      },
    });
    expect(await findings(workshop, { changes: { source } })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("is complete when it went between the two listings and was never kept", async () => {
    const workshop = new Workshop();
    const source = sourceLike(workshop.ssm, {
      list: async function* () {
        workshop.put(DB);
        yield* workshop.ssm.list(everything);
        workshop.remove(DB, 1_000);
      },
    });
    expect(await findings(workshop, { changes: { source } })).toEqual([{ _tag: "Complete", name: DB }]);
  });
});

describe("what the store contradicts", () => {
  it("is a version that Parameter Store never had", async () => {
    const workshop = await keptWorkshop();
    const expected = await rightOf(workshop.store.head(DB));
    const stranger = versionRecordOf({ name: DB, version: 9, modifiedAt: DEFAULT_TIME + 3_600_000 });
    await rightOf(workshop.store.append({ name: DB, expected, records: [stranger] }));
    expect(await findings(workshop, { repair: true })).toEqual([
      { _tag: "Unexpected", name: DB, message: expect.stringContaining("version 9") },
    ]);
  });

  it.each(["Delete", "Discovered"] as const)(
    "is a deletion (%s) of a parameter that lives unchanged",
    async (cause) => {
      const workshop = await keptWorkshop();
      const tombstone = tombstoneOf({ name: DB, deletedAt: DEFAULT_TIME + 60_000, cause });
      const expected = await rightOf(workshop.store.head(DB));
      await rightOf(workshop.store.append({ name: DB, expected, records: [tombstone] }));
      expect(await findings(workshop, { repair: true })).toMatchObject([
        { _tag: "Unexpected", message: expect.stringContaining("deleted") },
      ]);
    },
  );

  it("is no version of the Python package, whose number nobody knows", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    const python = versionRecordOf({ name: DB, version: UNKNOWN_VERSION, modifiedAt: DEFAULT_TIME + 1_000 });
    await rightOf(workshop.store.append({ name: DB, expected: O.none, records: [python] }));
    expect(await findings(workshop)).toEqual([{ _tag: "Complete", name: DB }]);
  });
});

describe("a comparison", () => {
  it("keeps to its selection, and tells how many parameters there are", async () => {
    const workshop = await keptWorkshop();
    for (const other of ["/apple", "/app/x/y", "top"]) workshop.put(other);
    const listed: number[] = [];
    const onListed = (parameters: number) => listed.push(parameters);
    const found = await findings(workshop, { selection: { _tag: "Level", path: "/app/" }, repair: true, onListed });
    expect(found.map((finding) => finding.name)).toEqual([DB]);
    expect(listed).toEqual([1]);
    expect(await workshop.kept("/apple")).toEqual([]);
  });

  it("goes on behind a name that fails", async () => {
    const workshop = await keptWorkshop();
    for (const other of ["/a", "/b"]) workshop.put(other);
    const source = sourceLike(workshop.ssm, {
      history: (named) => (named === "/a" ? TE.left(sourceThrottled("slow down")) : workshop.ssm.history(named)),
    });
    expect(await findings(workshop, { repair: true, changes: { source } })).toMatchObject([
      { _tag: "Complete" },
      { _tag: "Failed", name: "/a", reason: "SourceThrottled" },
      { _tag: "MissingVersions", name: "/b", repaired: true },
    ]);
  });

  it("ends when Parameter Store can't be listed, before anything is read of the store", async () => {
    const workshop = await keptWorkshop();
    const denied = E.left(sourceAccessDenied("no"));
    const source = sourceLike(workshop.ssm, {
      list: async function* () {
        yield denied;
      },
    });
    expect(await compare(workshop, { changes: { source } })).toEqual([denied]);
  });

  it("ends when the store can't be listed to its end", async () => {
    const workshop = await keptWorkshop();
    workshop.put("/zebra");
    const failure = E.left(storeUnavailable("away"));
    const store = storeLike(workshop.store, {
      statesAt: async function* (selection, instant) {
        yield* workshop.store.statesAt(selection, instant);
        yield failure;
      },
    });
    expect(await compare(workshop, { changes: { store } })).toEqual([E.right({ _tag: "Complete", name: DB }), failure]);
  });

  it("that is left early reads no more names", async () => {
    const workshop = new Workshop();
    for (let index = 0; index < 200; index += 1) workshop.put(`/many/${index}`);
    let read = 0;
    const source = sourceLike(workshop.ssm, {
      history: (named) => {
        read += 1;
        return workshop.ssm.history(named);
      },
    });
    for await (const _ of verify(workshop.dependencies({ source }))(everything)) break;
    expect(read).toBeLessThan(40);
  });
});
