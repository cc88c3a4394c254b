import * as O from "fp-ts/lib/Option.js";
import { left } from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { planRestore } from "../../../../src/application/restore/plan-restore.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { sourceThrottled } from "../../../../src/ports/source-error.ts";
import { name, versionFactOf } from "../../../../src/testing/builders.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { rightOf, sourceLike } from "../../../support/workshop.ts";

const A = "/app/a";

/** Version 1 is stored. Version 2, which is current at the instant, and version 3 are not stored yet. */
const lateEvents = async () => {
  const bench = new RestoreBench();
  bench.put({ name: A, value: "1" });
  const first = await bench.backUp();
  bench.put({ name: A, value: "2" });
  const instant = bench.clock.advance(5_000);
  bench.put({ name: A, value: "3" });
  bench.clock.advance(5_000);
  return { bench, first, instant };
};

describe("a plan, where what was current at the instant is not stored yet", () => {
  it("does not take an older version for it, and says what to do", async () => {
    const { bench, instant } = await lateEvents();
    const plan = await bench.plan(instant);
    expect(plan.rows).toMatchObject([
      {
        name: A,
        action: "Unreadable",
        live: { version: 3 },
        notes: [
          "version 2, which it was at the instant, is not stored: ssmbak verify --repair stores it; then plan again",
        ],
      },
    ]);
    expect((await bench.apply(plan)).results).toMatchObject([{ outcome: "Failed", reason: "Unreadable" }]);
    expect(bench.ssm.getParameter(A).version).toBe(3);

    await bench.backUp();
    await bench.restore(instant);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
  });

  it("restores to an instant before that, up to its second", async () => {
    const { bench, first } = await lateEvents();
    expect((await bench.plan(first)).rows).toMatchObject([{ action: "Update", version: { version: 1 } }]);
    const second = O.toUndefined(await rightOf(bench.ssm.history(name(A))))?.[1]?.modifiedAt ?? 0;
    expect((await bench.plan(second + 998)).rows).toMatchObject([{ action: "Update", version: { version: 1 } }]);
    expect((await bench.plan(second + 999)).rows).toMatchObject([{ action: "Unreadable" }]);
  });

  it("asks nothing of the kind elsewhere, where versions are others", async () => {
    const { bench, instant } = await lateEvents();
    expect((await bench.plan(instant, { elsewhere: true })).rows).toMatchObject([{ action: "Update" }]);
  });

  it("believes a version of the Python package, whose time is the second of its event", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A, value: "1" });
    const stored = versionFactOf({ name: A, modifiedAt: bench.clock.now() - 5_000, value: "1" });
    const { version: _none, ...unnumbered } = stored;
    await rightOf(bench.store.append({ name: name(A), facts: [unnumbered] }));
    const instant = bench.clock.advance(5_000);
    bench.put({ name: A, value: "2" });
    const { rows } = await bench.plan(instant);
    expect(rows).toMatchObject([{ action: "Update", version: { modifiedAt: stored.modifiedAt } }]);
    expect(rows[0]?.version).not.toHaveProperty("version");
  });
});

describe("a plan that prunes", () => {
  /** `/app/a` is stored at the instant. Of `/app/other` nothing is stored, and some versions were made before and after. */
  const other = async (before: number, after: number) => {
    const bench = new RestoreBench();
    bench.put({ name: A });
    await bench.backUp();
    for (let count = 0; count < before; count += 1) bench.put({ name: "/app/other" });
    const instant = bench.clock.advance(5_000);
    for (let count = 0; count < after; count += 1) bench.put({ name: "/app/other" });
    return { bench, instant };
  };

  const rowOf = async (before: number, after: number) => {
    const { bench, instant } = await other(before, after);
    return (await bench.plan(instant, { prune: true })).rows[1];
  };

  it("deletes what came into being since, whatever became of it", async () => {
    expect(await rowOf(0, 1)).toMatchObject({ action: "Delete", newSince: true });
    expect(await rowOf(0, 3)).toMatchObject({ action: "Delete", newSince: true });
  });

  it("never deletes what was there at the instant and is not stored", async () => {
    const row = await rowOf(2, 1);
    expect(row).toMatchObject({ action: "Unreadable", live: { version: 3 } });
    expect(row?.notes[0]).toMatch(/^it was there at the instant, as version 2, which is not stored/);
    expect(row).not.toHaveProperty("newSince");
  });

  it("never deletes what may have been there: its first versions are dropped", async () => {
    const row = await rowOf(0, 101);
    expect(row).toMatchObject({ action: "Unreadable" });
    expect(row?.notes[0]).toContain("nobody knows whether it was there at the instant");
  });

  it("deletes what began since by what is stored, though Parameter Store has dropped its first versions", async () => {
    const { bench, instant } = await other(0, 1);
    await bench.backUp();
    for (let count = 0; count < 101; count += 1) bench.put({ name: "/app/other" });
    expect((await bench.plan(instant, { prune: true })).rows[1]).toMatchObject({ action: "Delete", newSince: true });
  });

  it("deletes nothing whose history can't be read", async () => {
    const { bench, instant } = await other(0, 2);
    const source = sourceLike(bench.ssm, { history: () => left(sourceThrottled("slow down")) });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant, { prune: true }));
    expect(plan.rows[1]).toMatchObject({ name: "/app/other", action: "Unreadable", notes: ["slow down"] });
  });

  it("finds what is gone by then to be new since", async () => {
    const { bench, instant } = await other(0, 2);
    const source = sourceLike(bench.ssm, { history: () => async () => ({ _tag: "Right", right: O.none }) });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant, { prune: true }));
    expect(plan.rows[1]).toMatchObject({ action: "Delete" });
  });
});
