import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../../../src/adapters/memory/in-memory-backup-store.ts";
import { isVersion } from "../../../../src/domain/model/fact.ts";
import type { Selection } from "../../../../src/domain/model/selection.ts";
import { decodeRestorePlan, type RestorePlan } from "../../../../src/domain/restore/restore-plan.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { deletionOf, labelChangeOf, name, versionFactOf } from "../../../../src/testing/builders.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { rightOf, storeLike } from "../../../support/workshop.ts";

const A = "/app/a";
const NEW = "/app/new";
const SECOND = 1_000;

/** `/app/a` with version 1 at the instant, and version 2 since; `/app/new` is new since. Both are planned. */
const planned = async () => {
  const bench = new RestoreBench();
  bench.put({ name: A, value: "1" });
  bench.label(A, ["prod"]);
  const instant = await bench.backUp();
  bench.put({ name: A, value: "2" });
  bench.put({ name: NEW });
  await bench.backUp();
  const plan = await bench.plan(instant, { prune: true });
  expect(plan.rows.map(({ action }) => action)).toEqual(["Update", "Delete"]);
  const append = (...facts: ReadonlyArray<Parameters<typeof bench.store.append>[0]["facts"][number]>) =>
    rightOf(bench.store.append({ name: facts[0]?.name ?? name(A), facts }));
  return { bench, instant, plan, append };
};

/** The outcome of the row of each name, and its message. */
const outcomesOf = async (bench: RestoreBench, plan: RestorePlan) =>
  Object.fromEntries(
    (await bench.apply(plan)).results.map((result) => [result.name, [result.outcome, result.message]]),
  );

const TOLD = "the store learned that after this was planned, and nothing was written; plan again";

describe("a row of which the store learned after the planning that it was something else at the instant", () => {
  it("is outdated by another version, and a new plan brings that version", async () => {
    const { bench, instant, plan, append } = await planned();
    // Made before the instant in an incarnation of which Parameter Store has nothing any more.
    await append(versionFactOf({ name: A, version: 7, value: "7", modifiedAt: instant - SECOND }));
    const outcomes = await outcomesOf(bench, plan);
    const time = new Date(instant - SECOND).toISOString();
    expect(outcomes[A]).toEqual(["Outdated", `it was version 7 of ${time} at the instant: ${TOLD}`]);
    expect(outcomes[NEW]).toEqual(["Applied", undefined]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
    await bench.restore(instant);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("7");
  });

  it("is outdated by a version of the Python package, which has no number", async () => {
    const { bench, instant, plan, append } = await planned();
    const { version: _none, ...unnumbered } = versionFactOf({ name: A, modifiedAt: instant - SECOND });
    await append(unnumbered);
    const time = new Date(instant - SECOND).toISOString();
    expect((await outcomesOf(bench, plan))[A]).toEqual([
      "Outdated",
      `it was the version of ${time} at the instant: ${TOLD}`,
    ]);
  });

  it("is outdated by a deletion", async () => {
    const { bench, instant, plan, append } = await planned();
    await append(deletionOf({ name: A, at: instant - 2 * SECOND }));
    expect((await outcomesOf(bench, plan))[A]).toEqual(["Outdated", `it did not exist at the instant: ${TOLD}`]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
  });

  it("is outdated by a label change that changes the labels of the instant", async () => {
    const { bench, instant, plan, append } = await planned();
    await append(labelChangeOf({ name: A, label: "stable", at: instant - 2 * SECOND, eventId: "late" }));
    expect((await outcomesOf(bench, plan))[A]).toEqual(["Outdated", `its labels at the instant were others: ${TOLD}`]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
    await bench.restore(instant);
    expect(bench.ssm.getParameter(A).attributes.labels).toEqual(["prod", "stable"]);
  });

  it("is outdated, where it deletes, by a version that existed at the instant", async () => {
    const { bench, instant, plan, append } = await planned();
    await append(versionFactOf({ name: NEW, modifiedAt: instant - SECOND }));
    const time = new Date(instant - SECOND).toISOString();
    expect((await outcomesOf(bench, plan))[NEW]).toEqual([
      "Outdated",
      `it existed at the instant, as version 1 of ${time}: ${TOLD}`,
    ]);
    expect(bench.ssm.getParameter(NEW).version).toBe(1);
  });
});

describe("a row is not outdated", () => {
  it("by facts after the instant, nor by a plan that was applied already", async () => {
    const { bench, plan } = await planned();
    expect(await outcomesOf(bench, plan)).toMatchObject({ [A]: ["Applied", undefined], [NEW]: ["Applied", undefined] });
    bench.label(A, ["prod", "stable"]);
    await bench.backUp();
    expect(await outcomesOf(bench, plan)).toEqual({
      [A]: ["Unchanged", "is already as it was"],
      [NEW]: ["Unchanged", "is already deleted"],
    });
  });

  it("by a label change of before the instant that changes no label of the instant", async () => {
    const { bench, instant, plan, append } = await planned();
    const again = { name: A, label: "prod", at: instant - 2 * SECOND, eventId: "late", fromVersion: 1, toVersion: 1 };
    await append(labelChangeOf(again));
    expect((await outcomesOf(bench, plan))[A]).toEqual(["Applied", undefined]);
  });

  it("by a deletion of before the instant, where it deletes what is new since", async () => {
    const { bench, instant, plan, append } = await planned();
    await append(deletionOf({ name: NEW, at: instant - 2 * SECOND }));
    expect((await outcomesOf(bench, plan))[NEW]).toEqual(["Applied", undefined]);
  });

  it("in another process, whose store was told the same facts in another order", async () => {
    const { bench, plan } = await planned();
    const other = new InMemoryBackupStore();
    for (const named of [A, NEW].map(name)) {
      const facts = await rightOf(bench.store.facts(named));
      for (const fact of facts.toReversed()) {
        const loaded = isVersion(fact) ? await rightOf(bench.store.load(fact)) : fact;
        await rightOf(other.append({ name: named, facts: [loaded] }));
      }
    }
    const saved = decodeRestorePlan(JSON.parse(JSON.stringify(plan)));
    if (E.isLeft(saved)) throw new Error(saved.left.message);
    expect((await bench.apply(saved.right, {}, { store: other })).results).toMatchObject([
      { name: A, outcome: "Applied" },
      { name: NEW, outcome: "Applied" },
    ]);
    expect(bench.ssm.getParameter(A)).toMatchObject({ version: 3, attributes: { labels: ["prod"] } });
  });
});

describe("the state that a row rests on", () => {
  it("is read once for each row that is to be written, of its name alone", async () => {
    const { bench, instant, plan } = await planned();
    const asked: Array<readonly [Selection, number]> = [];
    const store = storeLike(bench.store, {
      statesAt: (selection, at) => {
        asked.push([selection, at]);
        return bench.store.statesAt(selection, at);
      },
    });
    const nothing = await bench.plan(bench.clock.now());
    await bench.apply(nothing, {}, { store });
    expect(asked).toEqual([]);
    await bench.apply(plan, {}, { store });
    expect(asked).toEqual([
      [{ _tag: "Key", name: A }, instant],
      [{ _tag: "Key", name: NEW }, instant],
    ]);
  });

  it("is that of the name that was backed up, where the restore goes into another path", async () => {
    const { bench, instant } = await planned();
    const plan = await bench.plan(instant, { to: "/copy/" }, { _tag: "Tree", path: "/app/" });
    expect(await outcomesOf(bench, plan)).toMatchObject({ "/copy/a": ["Applied", undefined] });
  });

  it("fails the row, and writes nothing, when it can't be read", async () => {
    const { bench, plan } = await planned();
    const store = storeLike(bench.store, {
      statesAt: async function* () {
        yield E.left(storeUnavailable("not now"));
      },
    });
    const failed = { outcome: "Failed", reason: "StoreUnavailable", message: "not now" };
    expect((await bench.apply(plan, {}, { store })).results).toMatchObject([failed, failed]);
    expect([bench.ssm.getParameter(A).version, bench.ssm.getParameter(NEW).version]).toEqual([2, 1]);
  });
});
