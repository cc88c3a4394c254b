import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { type VersionFact, versionFact } from "../../../../src/domain/model/fact.ts";
import { sourceThrottled } from "../../../../src/ports/source-error.ts";
import { storeCorrupt } from "../../../../src/ports/store-error.ts";
import { deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { backUp, DB, findings, storedWorkshop } from "../../../support/comparison.ts";
import { rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

describe("a thorough comparison", () => {
  /** Four versions exist; the first and the last are stored, the last one changed. */
  const withHole = async (changeLast: Partial<VersionFact> = {}): Promise<Workshop> => {
    const workshop = new Workshop();
    for (const value of ["a", "b", "c", "d"]) workshop.put(DB, value, 10);
    const live = await rightOf(workshop.ssm.history(DB));
    const [first, , , last] = (O.isSome(live) ? live.value : []).map(versionFact);
    if (first === undefined || last === undefined) throw new Error("four versions were made");
    await rightOf(workshop.store.append({ name: DB, facts: [first, { ...last, ...changeLast }] }));
    return workshop;
  };

  it("finds and mends a hole in the middle, which the newest state does not show", async () => {
    const workshop = await withHole();
    expect(await findings(workshop)).toEqual([{ _tag: "Complete", name: DB }]);
    workshop.put(DB, "e", 10);
    expect(await findings(workshop)).toMatchObject([{ _tag: "MissingVersions", versions: [2, 3, 5] }]);
    const missing = { _tag: "MissingVersions", name: DB, versions: [2, 3, 5], gaps: [], repaired: true };
    expect(await findings(workshop, { thorough: true, repair: true })).toEqual([missing]);
    expect(await workshop.stored(DB)).toEqual(["v1@10", "v2@20", "v3@30", "v4@40", "v5@50"]);
    expect(await findings(workshop, { thorough: true })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("misses what is older than all that is stored: whatever exists and is not stored is missing", async () => {
    const workshop = new Workshop();
    for (const value of ["a", "b", "c"]) workshop.put(DB, value, 10);
    const live = await rightOf(workshop.ssm.history(DB));
    const newest = (O.isSome(live) ? live.value : []).slice(1).map(versionFact);
    await rightOf(workshop.store.append({ name: DB, facts: newest }));
    expect(await findings(workshop, { thorough: true })).toMatchObject([{ _tag: "MissingVersions", versions: [1] }]);
  });

  it("compares every version, also where one of them is missing by the newest state", async () => {
    const workshop = await withHole({ type: "SecureString" });
    workshop.put(DB, "e", 10);
    expect(await findings(workshop, { thorough: true })).toMatchObject([
      { _tag: "Unexpected", message: expect.stringContaining("version 4") },
    ]);
  });

  it("leaves a wrong deletion to be told before contents are", async () => {
    const workshop = await withHole();
    await findings(workshop, { thorough: true, repair: true });
    workshop.clock.advance(10_000);
    const deletion = deletionOf({ name: DB, at: workshop.clock.now(), source: { _tag: "Sweep" } });
    await rightOf(workshop.store.append({ name: DB, facts: [deletion] }));
    workshop.clock.advance(10_000);
    expect(await findings(workshop, { thorough: true })).toMatchObject([{ _tag: "WrongDeletion", repaired: false }]);
  });

  it.each([
    ["type", { type: "SecureString" }],
    ["attribute", { attributes: { tier: "Advanced", dataType: "text" } }],
  ] as const)("finds a version that is stored with another %s", async (_what, change) => {
    const workshop = await withHole(change);
    await findings(workshop, { thorough: true, repair: true });
    expect(await findings(workshop, { thorough: true })).toEqual([
      { _tag: "Unexpected", name: DB, message: expect.stringContaining("version 4") },
    ]);
  });

  it("finds a version that is stored with another value, and tells neither", async () => {
    const workshop = await withHole({ value: versionFactOf({ value: "canary-value" }).value });
    const found = await findings(workshop, { thorough: true });
    expect(found).toMatchObject([{ _tag: "Unexpected", message: expect.stringContaining("version 4") }]);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it("is content with labels that were moved since", async () => {
    const workshop = await storedWorkshop();
    workshop.ssm.labelParameterVersion(DB, ["stable"]);
    expect(await findings(workshop, { thorough: true })).toEqual([{ _tag: "Complete", name: DB }]);
  });

  it("fails for a name of which a version can't be read, and goes on with the next", async () => {
    const workshop = await storedWorkshop();
    workshop.put("/app/next");
    await backUp(workshop);
    const store = storeLike(workshop.store, {
      load: (version) => (version.name === DB ? TE.left(storeCorrupt("unreadable")) : workshop.store.load(version)),
    });
    expect(await findings(workshop, { thorough: true, changes: { store } })).toMatchObject([
      { _tag: "Failed", name: DB, reason: "StoreCorrupt" },
      { _tag: "Complete", name: "/app/next" },
    ]);
  });

  it("asks nothing about parameters that are known to be deleted", async () => {
    const workshop = await storedWorkshop();
    await backUp(workshop, workshop.remove(DB, 1_000));
    const source = sourceLike(workshop.ssm, { history: () => TE.left(sourceThrottled("slow down")) });
    expect(await findings(workshop, { thorough: true, changes: { source } })).toEqual([{ _tag: "Complete", name: DB }]);
  });
});
