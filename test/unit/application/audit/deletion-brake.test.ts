import { describe, expect, it } from "vitest";
import { backfill } from "../../../../src/application/audit/backfill.ts";
import { brakeOn, DEFAULT_MAX_DELETED_SHARE } from "../../../../src/application/audit/deletion-brake.ts";
import { sweep } from "../../../../src/application/audit/sweep.ts";
import type { VerifyOptions } from "../../../../src/application/audit/verify.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { collect } from "../../../support/collect.ts";
import { findings } from "../../../support/comparison.ts";
import { sourceLike, Workshop } from "../../../support/workshop.ts";

const brake = (gone: number, existing: number, maxShare = DEFAULT_MAX_DELETED_SHARE, listed = existing - gone) =>
  brakeOn({ gone, existing, listed }, maxShare);

describe("deletions that seem to have happened", () => {
  it("are believed up to a tenth of what is stored", () => {
    expect(DEFAULT_MAX_DELETED_SHARE).toBe(0.1);
    expect(brake(100, 1000)).toBeUndefined();
    expect(brake(101, 1000)).toMatch(/^101 of 1000 stored parameters seem to be deleted, more than 10 %: check/);
  });

  it("are believed up to ten, whatever their share", () => {
    expect(brake(10, 11)).toBeUndefined();
    expect(brake(11, 12)).toMatch(/^11 of 12/);
    expect(brake(11, 12)).toMatch(/SSMBAK_MAX_DELETED, --max-deleted/);
  });

  it("are not believed where nothing at all is listed", () => {
    expect(brake(1, 1)).toMatch(/^Parameter Store lists no parameter, and 1 are stored as existing: check/);
    expect(brake(1, 2, 0.5, 0)).toMatch(/^Parameter Store lists no parameter/);
    expect(brake(0, 0)).toBeUndefined();
  });

  it("are believed by the share that is given", () => {
    expect([brake(50, 100, 0.5), brake(51, 100, 0.5)]).toEqual([undefined, expect.stringContaining("more than 50 %")]);
    expect([brake(10, 100, 0), brake(11, 100, 0)]).toEqual([undefined, expect.stringContaining("more than 0 %")]);
  });

  it("are believed all with the share 1, an empty listing included", () => {
    expect([brake(100, 100, 1), brake(99, 100, 0.99), brake(100, 100, 1.5)]).toEqual([undefined, undefined, undefined]);
  });
});

/** So many stored parameters, of which the first ones are gone since two minutes. */
const withGone = async (stored: number, gone: number): Promise<Workshop> => {
  const workshop = new Workshop();
  for (let index = 0; index < stored; index += 1) workshop.put(`/many/${index}`);
  await collect(backfill(workshop.dependencies())([everything], { write: true }));
  for (let index = 0; index < gone; index += 1) workshop.remove(`/many/${index}`);
  workshop.clock.advance(120_000);
  return workshop;
};

/** How often each kind of finding was told. */
const tally = async (workshop: Workshop, options: VerifyOptions = {}) => {
  const tags = (await findings(workshop, options)).map(({ _tag }) => _tag);
  return Object.fromEntries([...Map.groupBy(tags, (tag) => tag)].map(([tag, { length }]) => [tag, length]));
};

describe("a repair", () => {
  it("stores the deletions of ten of twenty", async () => {
    expect(await tally(await withGone(20, 10), { repair: true })).toEqual({ Complete: 10, MissingDeletion: 10 });
  });

  it("refuses eleven of twenty, and stores none of them", async () => {
    const workshop = await withGone(20, 11);
    expect(await tally(workshop, { repair: true })).toEqual({ Complete: 9, Refused: 11 });
    expect(await workshop.stored("/many/0")).toEqual(["v1@0"]);
    const refused = await findings(workshop, { repair: true });
    expect(refused.find(({ _tag }) => _tag === "Refused")).toEqual({
      _tag: "Refused",
      name: expect.stringMatching(/^\/many\//),
      message: expect.stringMatching(/^11 of 20 stored parameters/),
    });
  });

  it("stores them with a larger share", async () => {
    expect(await tally(await withGone(20, 11), { repair: true, maxDeletedShare: 0.55 })).toEqual({
      ...{ Complete: 9, MissingDeletion: 11 },
    });
  });

  it("refuses what an empty listing would have deleted, but not with the share 1", async () => {
    const workshop = await withGone(2, 2);
    expect(await tally(workshop, { repair: true })).toEqual({ Refused: 2 });
    expect(await tally(workshop, { repair: true, maxDeletedShare: 1 })).toEqual({ MissingDeletion: 2 });
    expect(await workshop.stored("/many/0")).toEqual(["v1@0", "deleted@120000"]);
  });

  it("counts what exists by the store, and not what is known to be deleted", async () => {
    const workshop = await withGone(30, 10);
    await findings(workshop, { repair: true });
    for (let index = 10; index < 21; index += 1) workshop.remove(`/many/${index}`);
    workshop.clock.advance(120_000);
    const [refused] = (await findings(workshop, { repair: true })).filter(({ _tag }) => _tag === "Refused");
    expect(refused).toMatchObject({ message: expect.stringMatching(/^11 of 20/) });
  });
});

describe("a comparison without repair", () => {
  it("tells what seems to be missing", async () => {
    expect(await tally(await withGone(20, 11))).toEqual({ Complete: 9, MissingDeletion: 11 });
    expect(await tally(await withGone(2, 2))).toEqual({ MissingDeletion: 2 });
  });
});

describe("a sweep", () => {
  it("says in one line that deletions are refused, counts them as failed, and stores the rest", async () => {
    const workshop = await withGone(20, 11);
    workshop.put("/new");
    expect(await sweep(workshop.dependencies())()).toMatchObject({ right: { failed: 11, repaired: 1, complete: 9 } });
    expect(workshop.logged("error")).toEqual([
      {
        level: "error",
        message: "deletions are not stored, since they are too many to be believed",
        fields: { detail: expect.stringMatching(/^11 of 20 stored parameters seem to be deleted/) },
      },
    ]);
    expect(workshop.metrics.all).toMatchObject([{ stored: 1, failed: 11 }]);
  });

  it("takes the share that is given", async () => {
    const workshop = await withGone(20, 11);
    expect(await sweep(workshop.dependencies({ maxDeletedShare: 1 }))()).toMatchObject({ right: { repaired: 11 } });
    expect(workshop.logged("error")).toEqual([]);
  });

  it("stores no deletion with credentials that list nothing", async () => {
    const workshop = await withGone(3, 0);
    const source = sourceLike(workshop.ssm, { list: async function* () {} });
    expect(await sweep(workshop.dependencies({ source }))()).toMatchObject({ right: { failed: 3 } });
    expect(await workshop.stored("/many/0")).toEqual(["v1@0"]);
  });
});
