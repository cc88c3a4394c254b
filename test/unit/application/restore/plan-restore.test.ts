import { setTimeout } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { planRestore } from "../../../../src/application/restore/plan-restore.ts";
import type { PlanOptions } from "../../../../src/application/restore/plan-task.ts";
import type { Selection } from "../../../../src/domain/model/selection.ts";
import { sourceThrottled } from "../../../../src/ports/source-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { name } from "../../../../src/testing/builders.ts";
import { actionsOf, RestoreBench } from "../../../support/restore-bench.ts";
import { leftOf, rightOf, sourceLike, storeLike } from "../../../support/workshop.ts";

const APP: Selection = { _tag: "Tree", path: "/app/" };

/** `/app/a` and `/app/deep/b` as they were, and changed since. */
const changedBench = async () => {
  const bench = new RestoreBench();
  for (const each of ["/app/a", "/app/deep/b"]) bench.put({ name: each, value: "1" });
  const instant = await bench.backUp();
  for (const each of ["/app/a", "/app/deep/b"]) bench.put({ name: each, value: "2" });
  await bench.backUp();
  return { bench, instant };
};

describe("a plan of some names", () => {
  it("is refused when one lies outside of the selection, or nothing is known of one", async () => {
    const { bench, instant } = await changedBench();
    const plan = (only: ReadonlyArray<string>, options: PlanOptions = {}) =>
      planRestore(bench.dependencies())(APP, instant, { ...options, only: only.map(name) });
    expect(await leftOf(plan(["/app/a", "/apple"]))).toMatchObject({
      _tag: "BadRestore",
      message: "/apple lies outside of the selection",
    });
    expect(await leftOf(plan(["/app/a", "/app/typo"]))).toMatchObject({
      _tag: "NothingStored",
      message: expect.stringContaining("/app/typo"),
    });
    const { message } = await leftOf(plan(["/apple", "/other"]));
    expect(message).toBe("/apple, /other lies outside of the selection");
    expect(await leftOf(plan(["/app/a", "/app/typo", "/app/tpyo"]))).toMatchObject({
      message: "nothing is known of /app/typo, /app/tpyo, neither now nor at the instant",
    });
    expect((await rightOf(plan(["/app/a"], { to: "/copy/" }))).rows.map((row) => row.name)).toEqual(["/copy/a"]);
  });

  it("tells who meant a path of the slash at its end", async () => {
    const { bench, instant } = await changedBench();
    const refused = await leftOf(planRestore(bench.dependencies())({ _tag: "Key", name: name("/app") }, instant));
    expect(refused).toMatchObject({ message: expect.stringContaining("/app is one parameter, /app/ would be a path") });
    const path = await leftOf(planRestore(bench.dependencies())({ _tag: "Level", path: "/app/none/" }, instant));
    expect(path.message).toBe("nothing of this selection exists now or is stored at or before the instant");
  });
});

describe("a plan is refused", () => {
  it.each<[string, PlanOptions]>([
    ["the other path must begin and end with a slash", { to: "x/" }],
    ["the other path must begin and end with a slash", { to: "/x" }],
    ["prune works only with a restore in place", { to: "/x/", prune: true }],
    ["prune works only with a restore in place", { elsewhere: true, prune: true }],
    ["a name in the new path would not be valid: expected a name of at most 15 levels", { to: `/${"x/".repeat(15)}` }],
    ["expected one that does not begin with aws or ssm", { to: "/aws/x/" }],
    ["expected one that does not begin with aws or ssm", { to: "/SSMs/" }],
  ])("since %s (%j)", async (message, options) => {
    const { bench, instant } = await changedBench();
    const error = await leftOf(planRestore(bench.dependencies())(APP, instant, options));
    expect(error).toMatchObject({ _tag: "BadRestore", message: expect.stringContaining(message) });
  });

  it("for an instant in the future, not for this very moment", async () => {
    const { bench } = await changedBench();
    const plan = planRestore(bench.dependencies());
    expect((await leftOf(plan(APP, bench.clock.now() + 1))).message).toContain("future");
    expect((await rightOf(plan(APP, bench.clock.now()))).rows).toHaveLength(2);
  });

  it("for an instant before the first stored version, and says that this is why", async () => {
    const { bench } = await changedBench();
    const error = await leftOf(planRestore(bench.dependencies())(APP, 1_000));
    expect(error).toMatchObject({
      _tag: "NothingStored",
      message: expect.stringMatching(/before the first stored version: ssmbak backfill stores/),
    });
  });

  it("when the store can't be listed", async () => {
    const { bench, instant } = await changedBench();
    const failure = storeUnavailable("not now");
    const store = storeLike(bench.store, {
      statesAt: async function* () {
        yield E.left(failure);
      },
    });
    expect(await leftOf(planRestore(bench.dependencies({ store }))(APP, instant))).toEqual(failure);
  });

  it("when Parameter Store can't be listed", async () => {
    const { bench, instant } = await changedBench();
    const failure = sourceThrottled("slow down");
    const source = sourceLike(bench.ssm, {
      list: async function* () {
        yield E.left(failure);
      },
    });
    expect(await leftOf(planRestore(bench.dependencies({ source }))(APP, instant))).toEqual(failure);
  });
});

describe("a row", () => {
  it("of what is as it was says no more than that, from the very millisecond of its last change on", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/a" });
    await bench.backUp();
    const { modifiedAt } = bench.ssm.getParameter("/app/a");
    expect((await bench.plan(modifiedAt)).rows).toEqual([
      { name: "/app/a", action: "Nothing", live: { version: 1, modifiedAt }, differences: [], notes: [] },
    ]);
  });

  it("of what is new since says that it stays, or is deleted with prune", async () => {
    const { bench, instant } = await changedBench();
    bench.put({ name: "/app/new" });
    const rowOfNew = async (prune: boolean) =>
      (await bench.plan(instant, { prune })).rows.find((row) => row.name === "/app/new");
    expect(await rowOfNew(false)).toMatchObject({
      action: "Nothing",
      newSince: true,
      differences: [],
      notes: ["new since the instant; left alone (prune would delete it)"],
    });
    expect(await rowOfNew(true)).toMatchObject({ action: "Delete", newSince: true, differences: [], notes: [] });
  });

  it("of what is made again has nothing to say where its tags are known", async () => {
    const { bench, instant } = await changedBench();
    bench.remove("/app/a");
    const { rows } = await bench.plan(instant);
    expect(rows[0]).toMatchObject({ action: "Create", differences: [], notes: [] });
  });

  it("is there for the names alone that are asked for", async () => {
    const { bench, instant } = await changedBench();
    bench.put({ name: "/app/new" });
    const { rows } = await bench.plan(instant, { only: [name("/app/a")] });
    expect(rows.map((row) => row.name)).toEqual(["/app/a"]);
  });
});

describe("a plan for another path", () => {
  it("puts a single parameter right into it", async () => {
    const { bench, instant } = await changedBench();
    const plan = await bench.plan(instant, { to: "/copy/" }, { _tag: "Key", name: name("/app/deep/b") });
    expect(actionsOf(plan)).toEqual({ "/copy/b": "Create" });
  });

  it.each(["Level", "Tree"] as const)("lists there what it restores: a %s", async (_tag) => {
    const { bench, instant } = await changedBench();
    const listed: Selection[] = [];
    const source = sourceLike(bench.ssm, {
      list: (selection) => {
        listed.push(selection);
        return bench.ssm.list(selection);
      },
    });
    await rightOf(planRestore(bench.dependencies({ source }))({ _tag, path: "/app/" }, instant, { to: "/copy/" }));
    expect(listed).toEqual([{ _tag, path: "/copy/" }]);
  });

  it("sees what lives there, whatever names of the old one are asked for", async () => {
    const { bench, instant } = await changedBench();
    bench.put({ name: "/copy/a", value: "other" });
    bench.put({ name: "/copy/more" });
    const plan = await bench.plan(instant, { to: "/copy/", only: [name("/app/a")] }, APP);
    expect(plan.rows.map((row) => [row.name, row.action])).toEqual([["/copy/a", "Update"]]);
  });
});

describe("a plan of many names", () => {
  it("reads eight at once, and no more", async () => {
    const bench = new RestoreBench();
    const names = Array.from({ length: 20 }, (_, index) => `/app/${index}`);
    for (const each of names) bench.put({ name: each });
    const instant = await bench.backUp();
    for (const each of names) bench.put({ name: each, value: "y" });
    await bench.backUp();
    let reading = 0;
    let most = 0;
    const source = sourceLike(bench.ssm, {
      history: (named) => async () => {
        reading += 1;
        most = Math.max(most, reading);
        const history = await bench.ssm.history(named)();
        await setTimeout(1);
        reading -= 1;
        return history;
      },
    });
    await rightOf(planRestore(bench.dependencies({ source }))(APP, instant));
    expect(most).toBe(8);
  });
});

describe("a plan for another Parameter Store", () => {
  it("reads what lives there, however old it is, and lists nothing as new", async () => {
    const other = new RestoreBench();
    other.put({ name: "/app/a", value: "other" });
    other.put({ name: "/app/own" });
    const { bench, instant } = await changedBench();
    const plan = planRestore(bench.dependencies({ source: other.ssm }));
    const { rows } = await rightOf(plan(APP, instant, { elsewhere: true }));
    expect(rows.map((row) => [row.name, row.action])).toEqual([
      ["/app/a", "Update"],
      ["/app/deep/b", "Create"],
    ]);
  });
});
