import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { type BackfillOptions, backfill } from "../../../../src/application/audit/backfill.ts";
import type { HistoryDependencies } from "../../../../src/application/backup/complete-history.ts";
import { everything, type Selection } from "../../../../src/domain/model/selection.ts";
import { sourceThrottled } from "../../../../src/ports/source-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { deletionOf, name, versionFactOf } from "../../../../src/testing/builders.ts";
import { collect } from "../../../support/collect.ts";
import { rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

interface Run extends BackfillOptions {
  readonly selections?: ReadonlyArray<Selection>;
  readonly changes?: Partial<HistoryDependencies>;
}

const findings = async (
  workshop: Workshop,
  { selections = [everything], changes, ...options }: Run = {},
): Promise<ReadonlyArray<unknown>> =>
  (await collect(backfill(workshop.dependencies(changes))(selections, options))).map((finding) =>
    E.isLeft(finding) ? finding.left : finding.right,
  );

/** So many parameters with three versions each. */
const filled = (parameters: number): Workshop => {
  const workshop = new Workshop();
  for (let index = 0; index < parameters; index += 1) {
    for (let version = 1; version <= 3; version += 1) workshop.put(`/app/${index}`, "x", 1);
  }
  workshop.clock.advance(120_000);
  return workshop;
};

describe("a backfill", () => {
  it("tells of all that is not stored, and writes nothing unless that is asked for", async () => {
    const workshop = filled(2);
    const missing = { _tag: "MissingVersions", versions: [1, 2, 3], repaired: false };
    expect(await findings(workshop)).toMatchObject([
      { ...missing, name: "/app/0" },
      { ...missing, name: "/app/1" },
    ]);
    expect(await workshop.stored("/app/0")).toEqual([]);
  });

  it("stores every version under its own time, and finds nothing more to do the second time", async () => {
    const workshop = filled(2);
    expect(await findings(workshop, { write: true })).toMatchObject([{ repaired: true }, { repaired: true }]);
    expect(await workshop.stored("/app/1")).toEqual(["v1@4", "v2@5", "v3@6"]);
    expect(await findings(workshop, { write: true })).toMatchObject([{ _tag: "Complete" }, { _tag: "Complete" }]);
    expect(await workshop.stored("/app/1")).toHaveLength(3);
  });

  it("leaves alone what is gone: a deletion is the sweep's to find", async () => {
    const workshop = filled(1);
    const gone = versionFactOf({ name: "/app/gone" });
    await rightOf(workshop.store.append({ name: gone.name, facts: [gone] }));
    expect(await findings(workshop, { write: true })).toMatchObject([{ name: "/app/0" }]);
    expect(await workshop.stored("/app/gone")).toHaveLength(1);
  });

  it("takes what the selections mean, and a name of several of them once", async () => {
    const workshop = filled(3);
    const selections: ReadonlyArray<Selection> = [
      { _tag: "Key", name: name("/app/1") },
      { _tag: "Level", path: "/app/" },
      { _tag: "Key", name: name("/app/none") },
    ];
    expect(await findings(workshop, { selections })).toMatchObject([
      { name: "/app/1" },
      { name: "/app/0" },
      { name: "/app/2" },
    ]);
  });

  it("goes on behind a name that fails, and stores its versions the next time", async () => {
    const workshop = filled(3);
    const source = sourceLike(workshop.ssm, {
      history: (named) => (named === "/app/1" ? TE.left(sourceThrottled("slow down")) : workshop.ssm.history(named)),
    });
    expect(await findings(workshop, { write: true, changes: { source } })).toMatchObject([
      { _tag: "MissingVersions", repaired: true },
      { _tag: "Failed", name: "/app/1", reason: "SourceThrottled" },
      { _tag: "MissingVersions", repaired: true },
    ]);
    expect(await findings(workshop, { write: true })).toMatchObject([
      { _tag: "Complete", name: "/app/0" },
      { _tag: "Complete", name: "/app/2" },
      { _tag: "MissingVersions", name: "/app/1", repaired: true },
    ]);
  });

  it("ends with the failure of a listing", async () => {
    const workshop = filled(1);
    const store = storeLike(workshop.store, {
      statesAt: async function* () {
        yield E.left(storeUnavailable("away"));
      },
    });
    expect(await findings(workshop, { changes: { store } })).toMatchObject([{ _tag: "StoreUnavailable" }]);
  });

  it("does not take a stored deletion for the end of what exists again", async () => {
    const workshop = filled(1);
    const deletion = deletionOf({ name: "/app/0", at: workshop.clock.now() - 600_000 });
    await rightOf(workshop.store.append({ name: deletion.name, facts: [deletion] }));
    expect(await findings(workshop, { write: true })).toMatchObject([{ _tag: "MissingVersions", repaired: true }]);
    expect((await workshop.stored("/app/0")).slice(1)).toEqual(["v1@1", "v2@2", "v3@3"]);
  });
});

describe("a backfill that is interrupted", () => {
  it("finishes what is in hand, begins nothing more, and the next run does the rest", async () => {
    const workshop = filled(60);
    const stop = new AbortController();
    let told = 0;
    for await (const finding of backfill(workshop.dependencies())([everything], { write: true, signal: stop.signal })) {
      expect(finding).toMatchObject({ right: { repaired: true } });
      told += 1;
      if (told === 5) stop.abort();
    }
    expect(told).toBeGreaterThanOrEqual(5);
    expect(told).toBeLessThan(60);
    const next = await findings(workshop, { write: true });
    expect(next).toHaveLength(60);
    expect(next.filter((finding) => JSON.stringify(finding).includes("Complete"))).toHaveLength(told);
    for (let index = 0; index < 60; index += 1) expect(await workshop.stored(`/app/${index}`)).toHaveLength(3);
  });

  it("while Parameter Store is listed does nothing at all", async () => {
    const workshop = filled(3);
    expect(await findings(workshop, { write: true, signal: AbortSignal.abort() })).toEqual([]);
    expect(await workshop.stored("/app/0")).toEqual([]);
  });
});
