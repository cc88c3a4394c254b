import * as O from "fp-ts/lib/Option.js";
import { left, right } from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryParameterTarget } from "../../../../src/adapters/memory/in-memory-parameter-target.ts";
import { planRestore } from "../../../../src/application/restore/plan-restore.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { sourceAccessDenied } from "../../../../src/ports/source-error.ts";
import { targetAccessDenied } from "../../../../src/ports/target-error.ts";
import { actionsOf, RestoreBench } from "../../../support/restore-bench.ts";
import { rightOf, sourceLike } from "../../../support/workshop.ts";

const A = "/app/a";

/** `/app/a` with the tags `team=blue` and `env=prod`; then with another value and `team=red` and `new=1`. */
const retagged = async () => {
  const bench = new RestoreBench();
  bench.put({ name: A, value: "1" });
  bench.ssm.addTagsToResource(A, { team: "blue", env: "prod" });
  const instant = await bench.backUp();
  bench.put({ name: A, value: "2" });
  bench.ssm.addTagsToResource(A, { team: "red", new: "1" });
  bench.ssm.removeTagsFromResource(A, ["env"]);
  const later = await bench.backUp();
  return { bench, instant, later };
};

describe("restoring tags", () => {
  it("tells how they differ, adds, changes and takes off, and can be undone", async () => {
    const { bench, instant, later } = await retagged();
    const plan = await bench.plan(instant);
    expect(plan.rows[0]?.differences).toContainEqual({
      attribute: "tags",
      is: "new=1, team=red",
      was: "env=prod, team=blue",
    });
    expect((await bench.apply(plan)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "blue", env: "prod" });
    expect(actionsOf(await bench.plan(instant))).toEqual({});
    await bench.backUp();
    await bench.restore(later);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "red", new: "1" });
  });

  it("writes a version where tags alone differ, so that the backup hears of it", async () => {
    const { bench, instant } = await retagged();
    bench.put({ name: A, value: "1" });
    await bench.backUp();
    expect((await bench.restore(instant)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.ssm.getParameter(A).version).toBe(4);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "blue", env: "prod" });
  });

  it("gives a tag that has another name now its former one", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A });
    bench.ssm.addTagsToResource(A, { team: "blue" });
    const instant = await bench.backUp();
    bench.ssm.addTagsToResource(A, { group: "blue" });
    bench.ssm.removeTagsFromResource(A, ["team"]);
    bench.put({ name: A });
    await bench.backUp();
    await bench.restore(instant);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "blue" });
  });

  it("gives a parameter that was deleted its tags back", async () => {
    const { bench, instant } = await retagged();
    bench.remove(A);
    await bench.backUp();
    const plan = await bench.plan(instant);
    expect(plan.rows).toMatchObject([{ action: "Create", notes: [] }]);
    await bench.apply(plan);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "blue", env: "prod" });
  });

  it("leaves tags as they are that were not known, and says so of a parameter that is gone", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A, value: "1" });
    const instant = bench.clock.now();
    bench.put({ name: A, value: "2" });
    bench.ssm.addTagsToResource(A, { team: "red" });
    await bench.backUp();
    await bench.restore(instant);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "red" });
    bench.remove(A);
    await bench.backUp();
    const plan = await bench.plan(instant);
    expect(plan.rows[0]?.notes).toEqual([expect.stringContaining("tags are not known")]);
  });

  it("leaves AWS's own out, and says so where they are lacking", async () => {
    const bench = new RestoreBench();
    const stack = { "aws:cloudformation:stack-name": "app" };
    const source = sourceLike(bench.ssm, { tags: () => right(O.some({ ...stack, team: "blue" })) });
    bench.put({ name: A, value: "1" });
    const instant = await bench.backUp(source);
    bench.put({ name: A, value: "2" });
    const there = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(there.rows).toMatchObject([{ notes: [], differences: [{ attribute: "value" }] }]);
    const plan = await bench.plan(instant);
    expect(plan.rows[0]?.notes).toEqual([expect.stringContaining("aws:")]);
    expect((await bench.apply(plan)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "blue" });
    expect(actionsOf(await bench.plan(instant))).toEqual({});
  });

  it("restores all else where tags can't be read, and says so", async () => {
    const { bench, instant } = await retagged();
    const source = sourceLike(bench.ssm, { tags: () => left(sourceAccessDenied("no tags for you")) });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(plan.rows[0]?.notes).toEqual(["its tags can't be read and stay as they are: no tags for you"]);
    const { results } = await bench.apply(plan, {}, { source });
    expect(results).toMatchObject([{ outcome: "Applied", message: expect.stringContaining("no tags for you") }]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("1");
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "red", new: "1" });
  });

  it("reads them back, of what was there and of what is made", async () => {
    const { bench, instant } = await retagged();
    const target = new InMemoryParameterTarget(bench.ssm);
    target.tag = () => right(undefined);
    const differing = { reason: "NotVerified", message: expect.stringMatching(/differs in tags$/) };
    expect((await bench.apply(await bench.plan(instant), {}, { target })).results).toMatchObject([differing]);
    bench.remove(A);
    await bench.backUp();
    target.create = (named, { attributes: { tags: _left, ...attributes }, ...state }) =>
      InMemoryParameterTarget.prototype.create.call(target, named, { ...state, attributes });
    expect((await bench.apply(await bench.plan(instant), {}, { target })).results).toMatchObject([differing]);
  });

  it("asks for those that live only where those of then are known, and of what is deleted never", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A, value: "1" });
    const instant = bench.clock.now();
    bench.put({ name: A, value: "2" });
    bench.put({ name: "/app/new" });
    await bench.backUp();
    const asked: string[] = [];
    const source = sourceLike(bench.ssm, {
      tags: (named) => {
        asked.push(named);
        return bench.ssm.tags(named);
      },
    });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant, { prune: true }));
    expect((await bench.apply(plan, {}, { source })).results.map(({ outcome }) => outcome)).toEqual([
      "Applied",
      "Applied",
    ]);
    expect(asked).toEqual([]);
  });

  it("goes on where a parameter is gone between the readings of its history and of its tags", async () => {
    const { bench, instant } = await retagged();
    const source = sourceLike(bench.ssm, { tags: () => right(O.none) });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(plan.rows).toMatchObject([{ action: "Update", notes: [], differences: [{ attribute: "value" }] }]);
  });

  it("says what was done when tags or labels can't be written", async () => {
    const { bench, instant } = await retagged();
    const plan = await bench.plan(instant);
    const target = new InMemoryParameterTarget(bench.ssm);
    target.tag = () => left(targetAccessDenied("not you"));
    const { results } = await bench.apply(plan, {}, { target });
    expect(results).toMatchObject([
      { reason: "TargetAccessDenied", message: "nothing was written, since its tags could not be: not you" },
    ]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
    target.tag = InMemoryParameterTarget.prototype.tag;
    target.overwrite = () => left(targetAccessDenied("not you"));
    const half = await bench.apply(plan, {}, { target });
    expect(half.results).toMatchObject([{ message: "its tags were written, but nothing else: not you" }]);
    target.overwrite = InMemoryParameterTarget.prototype.overwrite;
    target.label = () => left(targetAccessDenied("not you"));
    const again = await bench.apply(await bench.plan(instant), {}, { target });
    expect(again.results).toMatchObject([{ message: "it was written, but for its labels: not you" }]);
  });

  it("re-creates with the tags of then, puts those of now back, and deletes nothing without knowing them", async () => {
    const bench = new RestoreBench();
    bench.put({ name: A, value: "1" });
    bench.ssm.addTagsToResource(A, { team: "blue" });
    const instant = await bench.backUp();
    bench.put({ name: A, value: "2", tier: "Advanced" });
    bench.ssm.addTagsToResource(A, { team: "red" });
    await bench.backUp();
    const plan = await bench.plan(instant, { allowRecreate: true });
    const source = sourceLike(bench.ssm, { tags: () => left(sourceAccessDenied("no tags for you")) });
    const blind = await bench.apply(plan, {}, { source });
    expect(blind.results).toMatchObject([{ outcome: "Failed", reason: "SourceAccessDenied" }]);
    const target = new InMemoryParameterTarget(bench.ssm);
    target.create = (named, state) =>
      state.attributes.tier === "Standard"
        ? left(targetAccessDenied("no"))
        : InMemoryParameterTarget.prototype.create.call(target, named, state);
    await bench.apply(plan, {}, { target });
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "red" });
    expect((await bench.restore(instant, { allowRecreate: true })).results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.ssm.listTagsForResource(A)).toEqual({ team: "blue" });
  });
});

describe("a name that can't be read", () => {
  it("is a row of its own, is reported, and stops no other", async () => {
    const bench = new RestoreBench();
    const names = [A, "/app/b", "/app/c"];
    for (const name of names) bench.put({ name, value: "1" });
    const instant = await bench.backUp();
    for (const name of names) bench.put({ name, value: "2" });
    await bench.backUp();
    const source = sourceLike(bench.ssm, {
      history: (named) => {
        if (named === A) return left(sourceAccessDenied("not this one"));
        if (named === "/app/b") throw new TypeError("canary");
        return bench.ssm.history(named);
      },
    });
    const plan = await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(plan.rows).toMatchObject([
      { name: A, action: "Unreadable", notes: ["not this one"], differences: [], live: { version: 2 } },
      { name: "/app/b", action: "Unreadable", notes: ["an adapter threw TypeError"] },
      { name: "/app/c", action: "Update" },
    ]);
    const { results } = await bench.apply(plan);
    expect(results).toMatchObject([
      { name: A, outcome: "Failed", reason: "Unreadable", message: expect.stringContaining("not this one") },
      { name: "/app/b", outcome: "Failed" },
      { name: "/app/c", outcome: "Applied" },
    ]);
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("2");
  });
});
