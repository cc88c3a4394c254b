import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { verify } from "../../../../src/application/audit/verify.ts";
import type { Fact } from "../../../../src/domain/model/fact.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { sourceAccessDenied, sourceThrottled } from "../../../../src/ports/source-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { DEFAULT_TIME, deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { backUp, compare, DB, findings, storedWorkshop } from "../../../support/comparison.ts";
import { rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const MINUTE = 60_000;

/** A clock, two minutes after all that was done: long enough to believe that what is gone was deleted. */
const later = (workshop: Workshop): Workshop => {
  workshop.clock.advance(2 * MINUTE);
  return workshop;
};

describe("a name", () => {
  it("is complete when its newest state is stored, and no call is made for it", async () => {
    const workshop = await storedWorkshop();
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
    const workshop = await storedWorkshop();
    workshop.put(DB, "c", 10);
    workshop.put(DB, "d", 10);
    const missing = { _tag: "MissingVersions", name: DB, versions: [3, 4], gaps: [] };
    expect(await findings(workshop)).toEqual([{ ...missing, repaired: false }]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10"]);

    expect(await findings(workshop, { repair: true })).toEqual([{ ...missing, repaired: true }]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10", "v3@20", "v4@30"]);
    expect(await findings(workshop, { repair: true })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("that is not stored at all is missed like any other", async () => {
    const workshop = await storedWorkshop();
    workshop.put("top");
    expect(await findings(workshop, { repair: true })).toMatchObject([
      { _tag: "Complete" },
      { _tag: "MissingVersions", name: "/top", versions: [1], repaired: true },
    ]);
    expect(await workshop.stored("/top")).toEqual(["v1@10"]);
  });

  it("has a gap where Parameter Store dropped versions before anybody looked", async () => {
    const workshop = await storedWorkshop();
    for (let version = 3; version <= 110; version += 1) workshop.put(DB, "x", 1);
    expect(await findings(workshop, { repair: true })).toMatchObject([
      { _tag: "MissingVersions", gaps: [{ fromVersion: 3, toVersion: 10 }], repaired: true },
    ]);
  });

  it("that exists again after a stored deletion is missed until its new incarnation is stored", async () => {
    const workshop = await storedWorkshop();
    await backUp(workshop, workshop.remove(DB, 5_000));
    workshop.put(DB, "again", 200);
    expect(await findings(workshop, { repair: true })).toMatchObject([{ _tag: "MissingVersions", versions: [1] }]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10", "deleted@5000", "v1@5210"]);
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
    const workshop = await storedWorkshop();
    workshop.put(DB, "c");
    expect(await findings(workshop)).toMatchObject([{ _tag: "MissingVersions", versions: [3] }]);
  });

  it("is read with all its facts: newest first with a crash may have left a hole", async () => {
    const workshop = await storedWorkshop();
    workshop.put(DB, "c", 10);
    const store = storeLike(workshop.store, { tail: () => TE.left(storeUnavailable("away")) });
    expect(await findings(workshop, { changes: { store } })).toMatchObject([{ _tag: "MissingVersions" }]);
  });

  it("is told as it is now, not as the listing had it before an event was handled", async () => {
    const workshop = await storedWorkshop();
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
  it("misses its deletion; repaired, it is deleted from the moment on in which it was found gone", async () => {
    const workshop = await storedWorkshop();
    workshop.remove(DB, 1_000);
    later(workshop);
    expect(await findings(workshop)).toEqual([{ _tag: "MissingDeletion", name: DB, repaired: false }]);
    expect(await findings(workshop, { repair: true, maxDeletedShare: 1 })).toEqual([
      { _tag: "MissingDeletion", name: DB, repaired: true },
    ]);
    expect(await rightOf(workshop.store.facts(DB))).toContainEqual({
      _tag: "Deletion",
      name: DB,
      at: DEFAULT_TIME + 121_010,
      source: { _tag: "Sweep" },
    });
    expect(await findings(workshop, { repair: true })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("is left to its event while it has changed less than a minute ago", async () => {
    const workshop = await storedWorkshop();
    workshop.remove(DB, 1_000);
    const missing = { _tag: "MissingDeletion", name: DB, repaired: false };
    expect(await findings(workshop, { repair: true, maxDeletedShare: 1 })).toEqual([missing]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10"]);
  });

  it("is complete when its deletion was stored between the two listings", async () => {
    const workshop = await storedWorkshop();
    const source = sourceLike(workshop.ssm, {
      list: async function* (selection) {
        yield* workshop.ssm.list(selection);
        await backUp(workshop, workshop.remove(DB, 1_000));
      },
    });
    expect(await findings(workshop, { changes: { source } })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("is complete when an event of this very second told of its deletion", async () => {
    const workshop = await storedWorkshop();
    workshop.clock.advance(2 * MINUTE);
    await backUp(workshop, workshop.remove(DB));
    expect(await findings(workshop, { repair: true, maxDeletedShare: 1 })).toEqual([{ _tag: "Complete", name: DB }]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10", "deleted@120000"]);
  });

  it("is complete when it went between the two listings and was never stored", async () => {
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

/** Stores facts behind the back of everybody. */
const store = async ({ store: into }: Workshop, ...facts: ReadonlyArray<Fact>): Promise<void> => {
  await rightOf(into.append({ name: DB, facts }));
};

const found = (later: number) => deletionOf({ name: DB, at: DEFAULT_TIME + later, source: { _tag: "Sweep" } });

describe("a stored deletion of a parameter that exists unchanged", () => {
  it.each([
    ["was found by a sweep", found(60_000)],
    [
      "is a bare marker",
      deletionOf({ name: DB, at: DEFAULT_TIME + 60_000, source: { _tag: "Marker", versionId: "m" } }),
    ],
  ])("is wrong where it %s; repaired, it does not count any more", async (_what, deletion) => {
    const workshop = later(await storedWorkshop());
    await store(workshop, deletion);
    expect(await findings(workshop)).toEqual([{ _tag: "WrongDeletion", name: DB, repaired: false }]);
    expect(await findings(workshop, { repair: true })).toEqual([{ _tag: "WrongDeletion", name: DB, repaired: true }]);
    expect(await findings(workshop)).toEqual([{ _tag: "Complete", name: DB }]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10"]);
  });

  it("contradicts Parameter Store where an event told of it", async () => {
    const workshop = later(await storedWorkshop());
    await store(workshop, deletionOf({ name: DB, at: DEFAULT_TIME + 60_000 }));
    expect(await findings(workshop, { repair: true })).toEqual([
      { _tag: "Unexpected", name: DB, message: expect.stringContaining("stored as deleted") },
    ]);
  });
});

describe("a stored version that Parameter Store never had", () => {
  it("contradicts it where the version is newer", async () => {
    const workshop = later(await storedWorkshop());
    await store(workshop, versionFactOf({ name: DB, version: 9, modifiedAt: DEFAULT_TIME + MINUTE }));
    expect(await findings(workshop, { repair: true })).toEqual([
      { _tag: "Unexpected", name: DB, message: expect.stringContaining("version 9") },
    ]);
  });

  it("contradicts nothing where the Python package stored it, without a number", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    await backUp(workshop);
    const { version: _version, ...python } = versionFactOf({ name: DB, modifiedAt: DEFAULT_TIME + 1_000 });
    await store(workshop, python);
    expect(await findings(later(workshop))).toEqual([{ _tag: "Complete", name: DB }]);
  });
});

describe("facts from the future", () => {
  const FUTURE = DEFAULT_TIME + 75 * 365 * 24 * 60 * MINUTE;
  const ahead = [
    ...[versionFactOf({ name: DB, version: 9, modifiedAt: FUTURE }), deletionOf({ name: DB, at: FUTURE + 1_000 })],
    found(FUTURE + 5_000),
  ];

  it("do not keep a comparison busy", async () => {
    const workshop = await storedWorkshop();
    await store(workshop, ...ahead);
    const source = sourceLike(workshop.ssm, { history: () => TE.left(sourceThrottled("must not be read")) });
    expect(await findings(workshop, { changes: { source } })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("do not keep a comparison from finding what is missing", async () => {
    const workshop = await storedWorkshop();
    await store(workshop, ...ahead);
    workshop.put(DB, "c", 10);
    expect(await findings(workshop, { repair: true })).toMatchObject([{ _tag: "MissingVersions", versions: [3] }]);
    workshop.remove(DB);
    later(workshop);
    expect(await findings(workshop, { repair: true, maxDeletedShare: 1 })).toMatchObject([
      { _tag: "MissingDeletion", repaired: true },
    ]);
    expect(await findings(workshop)).toEqual([{ _tag: "Complete", name: DB }]);
  });
});

describe("the owner of the parameters", () => {
  const OTHER = { account: "123456789012", region: "eu-west-1" };
  const elsewhere = (workshop: Workshop) =>
    sourceLike(workshop.ssm, {
      list: async function* (selection) {
        for await (const entry of workshop.ssm.list(selection)) {
          yield E.isLeft(entry) ? entry : E.right({ ...entry.right, owner: OTHER });
        }
      },
    });

  it("is compared with the store's: what is another's fails, and nothing is stored", async () => {
    const workshop = await storedWorkshop();
    workshop.put(DB, "c", 10);
    const source = elsewhere(workshop);
    expect(await findings(workshop, { repair: true, changes: { source } })).toEqual([
      {
        _tag: "Failed",
        name: DB,
        reason: "StoreMisconfigured",
        message: expect.stringContaining("123456789012/us-east-1"),
      },
    ]);
    expect(await workshop.stored(DB)).toEqual(["v1@0", "v2@10"]);
  });

  it("is the one that is known, whatever the listing says", async () => {
    const workshop = await storedWorkshop();
    workshop.put(DB, "c", 10);
    const owner = { account: "123456789012", region: "us-east-1" };
    const changes = { source: elsewhere(workshop), owner };
    expect(await findings(workshop, { repair: true, changes })).toMatchObject([{ _tag: "MissingVersions" }]);
  });
});

describe("a comparison", () => {
  it("keeps to its selection, and tells how many parameters there are", async () => {
    const workshop = await storedWorkshop();
    for (const other of ["/apple", "/app/x/y", "top"]) workshop.put(other);
    const listed: number[] = [];
    const onListed = (parameters: number) => listed.push(parameters);
    const found = await findings(workshop, { selection: { _tag: "Level", path: "/app/" }, repair: true, onListed });
    expect(found.map((finding) => finding.name)).toEqual([DB]);
    expect(listed).toEqual([1]);
    expect(await workshop.stored("/apple")).toEqual([]);
  });

  it("goes on behind a name that fails", async () => {
    const workshop = await storedWorkshop();
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
    const workshop = await storedWorkshop();
    const denied = E.left(sourceAccessDenied("no"));
    const source = sourceLike(workshop.ssm, {
      list: async function* () {
        yield denied;
      },
    });
    expect(await compare(workshop, { changes: { source } })).toEqual([denied]);
  });

  it("ends when the store can't be listed to its end", async () => {
    const workshop = await storedWorkshop();
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
