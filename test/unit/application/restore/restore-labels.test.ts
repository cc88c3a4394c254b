import * as O from "fp-ts/lib/Option.js";
import { left } from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../../../src/adapters/memory/in-memory-backup-store.ts";
import { InMemoryParameterTarget } from "../../../../src/adapters/memory/in-memory-parameter-target.ts";
import { decodeRestorePlan } from "../../../../src/domain/restore/restore-plan.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { targetAccessDenied } from "../../../../src/ports/target-error.ts";
import { name } from "../../../../src/testing/builders.ts";
import { sqliteHarness } from "../../../conformance/sqlite-harness.ts";
import { actionsOf, RestoreBench } from "../../../support/restore-bench.ts";
import { rightOf } from "../../../support/workshop.ts";

const A = "/app/a";
const THOROUGH = { thorough: true };

/** Version 1 with `prod` on it; then version 2, with `prod` still on version 1; then `prod` on version 2. */
const deployed = async (store: BackupStore = new InMemoryBackupStore()) => {
  const bench = new RestoreBench(store);
  bench.put({ name: A, value: "1" });
  bench.label(A, ["prod"]);
  const first = await bench.backUp();
  bench.put({ name: A, value: "2" });
  const before = await bench.backUp();
  bench.label(A, ["prod"], 2);
  const after = await bench.backUp();
  return { bench, first, before, after };
};

/** The labels of each version. */
const labelsIn = async ({ ssm }: RestoreBench, named = A) => {
  const history = await rightOf(ssm.history(name(named)));
  return O.isSome(history) ? history.value.map(({ attributes }) => (attributes.labels ?? []).join()) : [];
};

describe("restoring labels", () => {
  it.each([
    ["memory", async () => ({ store: new InMemoryBackupStore(), dispose: async () => {} })],
    ["sqlite", sqliteHarness],
  ] as const)("moves them back to where they were, and back again (%s)", async (_, open) => {
    const { store, dispose } = await open();
    const { bench, first, before, after } = await deployed(store);
    const plan = await bench.plan(before, THOROUGH);
    expect(plan.rows).toMatchObject([
      { action: "Update", differences: [{ attribute: "olderLabels", was: "prod (version 1)" }], notes: [] },
    ]);
    const events = bench.ssm.events.length;
    expect((await bench.apply(plan)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(await labelsIn(bench)).toEqual(["prod", ""]);
    expect(bench.ssm.events.length).toBe(events + 1);
    expect(actionsOf(await bench.plan(before, THOROUGH))).toEqual({});
    const restored = await bench.backUp();

    expect((await bench.restore(after, THOROUGH)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(await labelsIn(bench)).toEqual(["", "prod"]);
    await bench.backUp();
    await bench.restore(restored, THOROUGH);
    expect(await labelsIn(bench)).toEqual(["prod", ""]);
    await bench.backUp();

    expect((await bench.restore(first, THOROUGH)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(await labelsIn(bench)).toEqual(["", "", "prod"]);
    await dispose();
  });

  it.each([
    ["as they happen", false],
    ["in one batch, long after", true],
  ])("tells on which version a label was at each instant, with events that are handled %s", async (_, isLate) => {
    const bench = new RestoreBench();
    bench.put({ name: A, value: "1" });
    bench.put({ name: A, value: "2" });
    const instants: number[] = [];
    for (const version of [1, 2, 1]) {
      bench.label(A, ["prod"], version);
      instants.push(isLate ? bench.clock.now() + 5_000 : await bench.backUp());
    }
    if (isLate) await bench.backUp();
    const [onFirst = 0, onSecond = 0, backOnFirst = 0] = instants;
    expect(actionsOf(await bench.plan(onFirst, THOROUGH))).toEqual({});
    expect((await bench.plan(onSecond, THOROUGH)).rows).toMatchObject([
      { action: "Update", differences: [{ attribute: "labels", was: "prod" }] },
    ]);
    await bench.restore(onSecond, THOROUGH);
    expect(await labelsIn(bench)).toEqual(["", "prod"]);
    await bench.backUp();
    expect((await bench.plan(backOnFirst, THOROUGH)).rows).toMatchObject([
      { action: "Update", differences: [{ attribute: "olderLabels", was: "prod (version 1)" }] },
    ]);
    await bench.restore(backOnFirst, THOROUGH);
    expect(await labelsIn(bench)).toEqual(["prod", ""]);
  });

  it("looks at no labels of what has not changed since, unless it is asked to be thorough", async () => {
    const { bench, before } = await deployed();
    expect((await bench.plan(before)).rows).toMatchObject([{ action: "Nothing", notes: [] }]);
    expect((await bench.plan(before)).rows[0]).not.toHaveProperty("version");
    expect(actionsOf(await bench.plan(before, THOROUGH))).toEqual({ [A]: "Update" });
  });

  it("leaves alone, when it is thorough, what nothing is stored of, and says so", async () => {
    const { bench } = await deployed();
    bench.put({ name: "/app/b" });
    bench.clock.advance(10_000);
    const { rows } = await bench.plan(bench.clock.now(), THOROUGH);
    expect(rows[1]).toMatchObject({ action: "Nothing", notes: [expect.stringContaining("nothing of it is stored")] });
  });

  it("brings labels that were put on after their version was stored, also with a version that it writes", async () => {
    const { bench, after } = await deployed();
    bench.put({ name: A, value: "3" });
    await bench.backUp();
    expect((await bench.plan(after)).rows).toMatchObject([
      { differences: [{ attribute: "value" }, { attribute: "labels", was: "prod" }] },
    ]);
    await bench.restore(after);
    expect(await labelsIn(bench)).toEqual(["", "", "", "prod"]);
  });

  it("puts labels of older versions back beside the version that it writes", async () => {
    const { bench, before } = await deployed();
    bench.put({ name: A, value: "3" });
    bench.label(A, ["prod", "next"]);
    await bench.backUp();
    await bench.restore(before);
    expect(await labelsIn(bench)).toEqual(["prod", "", "next", ""]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
    expect(actionsOf(await bench.plan(before))).toEqual({});
  });

  it("leaves out, and names, labels of versions that are gone", async () => {
    const { bench, before } = await deployed();
    const told = expect.stringMatching(/^labels of versions that are gone are left out: prod \(version 1\)$/);
    bench.remove(A);
    const gone = await bench.plan(before);
    expect(gone.rows).toMatchObject([{ action: "Create", notes: expect.arrayContaining([told]) }]);
    expect((await bench.apply(gone)).results).toMatchObject([{ outcome: "Applied", message: told }]);
    expect(await labelsIn(bench)).toEqual([""]);
    // The numbers of another incarnation mean other versions.
    bench.put({ name: A, value: "other" });
    expect((await bench.plan(before)).rows).toMatchObject([{ action: "Update", notes: [told] }]);
    await bench.restore(before);
    expect(await labelsIn(bench)).toEqual(["", "", ""]);
  });

  it("leaves them out in another path", async () => {
    const { bench, before } = await deployed();
    const { rows } = await bench.plan(before, { to: "/copy/" }, { _tag: "Level", path: "/app/" });
    expect(rows).toMatchObject([
      {
        name: "/copy/a",
        action: "Create",
        notes: expect.arrayContaining([expect.stringContaining("prod (version 1)")]),
      },
    ]);
  });

  it("leaves them out where it re-creates, before and after", async () => {
    const { bench, before } = await deployed();
    bench.put({ name: A, value: "3", tier: "Advanced" });
    await bench.backUp();
    const plan = await bench.plan(before, { allowRecreate: true });
    expect(plan.rows[0]?.notes).toEqual(expect.arrayContaining([expect.stringContaining("prod (version 1)")]));
    expect((await bench.apply(plan)).results).toMatchObject([
      { outcome: "Applied", message: expect.stringContaining("prod (version 1)") },
    ]);
    expect((await bench.plan(before)).rows[0]?.differences ?? []).toEqual([]);
  });

  it("restores from a saved plan, which names the version and the label changes", async () => {
    const { bench, after } = await deployed();
    bench.label(A, ["prod"], 1);
    await bench.backUp();
    const saved = decodeRestorePlan(JSON.parse(JSON.stringify(await bench.plan(after, THOROUGH))));
    if (saved._tag === "Left") throw new Error(saved.left.message);
    expect(saved.right.rows).toMatchObject([
      {
        version: { version: 2 },
        labelChanges: [
          { label: "prod", toVersion: 1 },
          { label: "prod", fromVersion: 1, toVersion: 2 },
          { label: "prod", fromVersion: 2, toVersion: 1 },
        ],
      },
    ]);
    expect((await bench.apply(saved.right)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(await labelsIn(bench)).toEqual(["", "prod"]);
  });

  it("says so when labels can't be moved", async () => {
    const { bench, before } = await deployed();
    const plan = await bench.plan(before, THOROUGH);
    const target = new InMemoryParameterTarget(bench.ssm);
    target.label = () => left(targetAccessDenied("no right"));
    expect((await bench.apply(plan, {}, { target })).results).toMatchObject([
      { outcome: "Failed", message: "its labels could not all be moved: no right" },
    ]);
  });

  it("takes a label change for no newer version where an event was lost", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A, value: "1" });
    await bench.backUp();
    bench.label(A, ["prod"]);
    const labelled = await bench.backUp();
    bench.put({ name: A, value: "2" });
    expect(actionsOf(await bench.plan(labelled))).toEqual({ [A]: "Update" });
    bench.clock.advance(10_000);
    expect((await bench.plan(bench.clock.now(), THOROUGH)).rows).toMatchObject([
      {
        action: "Unreadable",
        notes: [expect.stringContaining("version 2, which it was at the instant, is not stored")],
      },
    ]);
  });
});
