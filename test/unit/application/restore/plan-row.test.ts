import * as O from "fp-ts/lib/Option.js";
import { left, right } from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { planRestore } from "../../../../src/application/restore/plan-restore.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { sourceAccessDenied } from "../../../../src/ports/source-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { rightOf, sourceLike, storeLike } from "../../../support/workshop.ts";

const A = "/app/a";

const downgraded = async () => {
  const bench = new RestoreBench();
  bench.put({ name: A, value: "small" });
  const instant = await bench.backUp();
  bench.put({ name: A, value: "large", tier: "Advanced" });
  await bench.backUp();
  return { bench, instant };
};

describe("a row of a plan", () => {
  it("says whether a tier that can't go back stays, or has the parameter deleted and re-created", async () => {
    const { bench, instant } = await downgraded();
    const stays = (await bench.plan(instant)).rows[0];
    expect(stays?.notes).toEqual([expect.stringContaining("its tier can't go back")]);
    const recreates = (await bench.plan(instant, { allowRecreate: true })).rows[0];
    expect(recreates?.notes).toEqual([expect.stringContaining("deleted and re-created")]);
  });

  it("updates for the tier alone only where it may be re-created", async () => {
    const { bench, instant } = await downgraded();
    bench.put({ name: A, value: "small", tier: "Advanced" });
    await bench.backUp();
    const action = async (allowRecreate?: boolean) =>
      (await bench.plan(instant, allowRecreate === undefined ? {} : { allowRecreate })).rows[0]?.action;
    expect([await action(), await action(false), await action(true)]).toEqual(["Nothing", "Nothing", "Update"]);
  });

  it("has the tier like any other difference where it can be reached", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A, tier: "Advanced" });
    const instant = await bench.backUp();
    bench.remove(A);
    bench.put({ name: A });
    await bench.backUp();
    expect((await bench.plan(instant)).rows).toMatchObject([
      { action: "Update", notes: [], differences: [{ attribute: "tier", is: "Standard", was: "Advanced" }] },
    ]);
  });

  it("reads nothing of a parameter that does not live", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A });
    const instant = await bench.backUp();
    bench.remove(A);
    await bench.backUp();
    const source = sourceLike(bench.ssm, { history: () => left(sourceAccessDenied("nothing to be read")) });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(plan.rows).toMatchObject([{ name: A, action: "Create" }]);
  });

  it("creates what is gone when its history is read, though it was listed", async () => {
    const { bench, instant } = await downgraded();
    const source = sourceLike(bench.ssm, { history: () => right(O.none) });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(plan.rows).toMatchObject([{ name: A, action: "Create", differences: [] }]);
    expect(plan.rows[0]).not.toHaveProperty("live");
  });

  it("of which neither side can be read has no live version to be decided on", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A });
    const instant = await bench.backUp();
    bench.remove(A);
    await bench.backUp();
    const store = storeLike(bench.store, { load: () => left(storeUnavailable("not now")) });
    const plan = await rightOf(planRestore(bench.dependencies({ store }))(everything, instant));
    expect(plan.rows).toMatchObject([{ name: A, action: "Unreadable", notes: ["not now"] }]);
    expect(plan.rows[0]).not.toHaveProperty("live");
  });
});
