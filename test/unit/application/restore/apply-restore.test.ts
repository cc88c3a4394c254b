import { left, right } from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryParameterTarget } from "../../../../src/adapters/memory/in-memory-parameter-target.ts";
import { applyRestore } from "../../../../src/application/restore/apply-restore.ts";
import {
  type TargetError,
  targetAccessDenied,
  targetMoved,
  targetRefused,
} from "../../../../src/ports/target-error.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { leftOf } from "../../../support/workshop.ts";

const A = "/app/a";

/** `/app/a` as it was, and changed since. */
const changedBench = async (then = {}, since = {}) => {
  const bench = new RestoreBench();
  bench.put({ name: A, value: "1", ...then });
  const instant = await bench.backUp();
  bench.put({ name: A, value: "2", ...since });
  await bench.backUp();
  return { bench, instant, target: new InMemoryParameterTarget(bench.ssm) };
};

const MOVED = { outcome: "Moved", message: "changed since it was planned; left alone: plan again" };

describe("a row whose parameter moved is left alone", () => {
  it("when it was made anew, at the same version number", async () => {
    const { bench, instant } = await changedBench();
    const plan = await bench.plan(instant);
    bench.remove(A);
    bench.put({ name: A, value: "3" });
    bench.put({ name: A, value: "4" });
    expect((await bench.apply(plan)).results).toMatchObject([MOVED]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("4");
  });

  it("when it was changed within the same millisecond", async () => {
    const { bench, instant } = await changedBench();
    const plan = await bench.plan(instant);
    bench.clock.set(bench.ssm.getParameter(A).modifiedAt);
    bench.ssm.putParameter({ name: A, value: "3", overwrite: true });
    expect((await bench.apply(plan)).results).toMatchObject([MOVED]);
  });

  it("when it was to be deleted", async () => {
    const { bench, instant } = await changedBench();
    bench.put({ name: "/app/new" });
    bench.put({ name: "/app/newer" });
    const plan = await bench.plan(instant, { prune: true });
    bench.put({ name: "/app/new", value: "changed" });
    bench.remove("/app/newer");
    const { results } = await bench.apply(plan);
    expect(results.slice(1)).toMatchObject([
      { name: "/app/new", action: "Delete", ...MOVED },
      { name: "/app/newer", action: "Delete", outcome: "Unchanged", message: "is already deleted" },
    ]);
    expect(bench.ssm.getParameter("/app/new").value.reveal()).toBe("changed");
  });

  it("when that shows while it is written", async () => {
    const { bench, instant, target } = await changedBench();
    target.overwrite = () => left(targetMoved("somebody was faster"));
    expect((await bench.apply(await bench.plan(instant), {}, { target })).results).toMatchObject([
      { outcome: "Moved", message: "somebody was faster" },
    ]);
  });
});

describe("a row", () => {
  it("is not written when it is so already", async () => {
    const { bench, instant } = await changedBench();
    const plan = await bench.plan(instant);
    bench.put({ name: A, value: "1" });
    expect((await bench.apply(plan)).results).toEqual([
      { name: A, action: "Update", outcome: "Unchanged", message: "is already as it was" },
    ]);
    expect(bench.ssm.getParameter(A).version).toBe(3);
  });

  it("that lacks a label alone gets it, and no new version", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A });
    bench.ssm.labelParameterVersion(A, ["live"]);
    const instant = await bench.backUp();
    bench.put({ name: A });
    await bench.backUp();
    expect((await bench.restore(instant)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.ssm.getParameter(A)).toMatchObject({ version: 2, attributes: { labels: ["live"] } });
  });

  it("keeps the higher tier and gets all the rest back where it may not be re-created", async () => {
    const { bench, instant } = await changedBench({ description: "then" }, { description: "now", tier: "Advanced" });
    await bench.restore(instant);
    expect(bench.ssm.getParameter(A).attributes).toMatchObject({ description: "then", tier: "Advanced" });
  });

  it("fails when it does not exist after it was written, or differs, and says in what", async () => {
    const { bench, instant, target } = await changedBench({}, { description: "now" });
    target.overwrite = () => right(3);
    const differing = await bench.apply(await bench.plan(instant), {}, { target });
    expect(differing.results).toMatchObject([
      { reason: "NotVerified", message: expect.stringMatching(/differs in value, description$/) },
    ]);
    bench.remove(A);
    target.create = () => right(1);
    const absent = await bench.apply(await bench.plan(instant), {}, { target });
    expect(absent.results).toMatchObject([{ reason: "NotVerified", message: "does not exist after it was written" }]);
  });
});

describe("a type that SSM refuses to change", () => {
  const refusing = async (since: object, error: TargetError = targetRefused("not this type"), allowRecreate = true) => {
    const { bench, instant, target } = await changedBench({}, since);
    target.overwrite = () => left(error);
    const { results } = await bench.apply(await bench.plan(instant, { allowRecreate }), {}, { target });
    return { outcome: results[0]?.reason ?? results[0]?.outcome, version: bench.ssm.getParameter(A).version };
  };

  it("is brought back by a re-creation where that is allowed", async () => {
    expect(await refusing({ type: "StringList" })).toEqual({ outcome: "Applied", version: 1 });
  });

  it("fails where it is not, and so does any other refusal or failure", async () => {
    const refused = { outcome: "TargetRefused", version: 2 };
    expect(await refusing({ type: "StringList" }, targetRefused("no"), false)).toEqual(refused);
    expect(await refusing({ description: "same type" })).toEqual(refused);
    expect(await refusing({ type: "StringList" }, targetAccessDenied("no"))).toEqual({
      outcome: "TargetAccessDenied",
      version: 2,
    });
  });
});

describe("a whole plan", () => {
  it("tells its progress row by row, and that it was not stopped", async () => {
    const { bench, instant } = await changedBench();
    bench.put({ name: "/app/new" });
    const told: string[] = [];
    const plan = await bench.plan(instant, { prune: true });
    const { stopped } = await bench.apply(plan, { onProgress: (done, total) => told.push(`${done} of ${total}`) });
    expect(told).toEqual(["1 of 2", "2 of 2"]);
    expect(stopped).toBe(false);
  });

  it("that was edited is refused with what to do", async () => {
    const { bench, instant } = await changedBench();
    const plan = await bench.plan(instant);
    const error = await leftOf(applyRestore(bench.dependencies())({ ...plan, rows: [] }));
    expect(error).toMatchObject({ _tag: "PlanEdited", message: expect.stringContaining("make a new one") });
  });
});
