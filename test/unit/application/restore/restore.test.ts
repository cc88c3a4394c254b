import * as O from "fp-ts/lib/Option.js";
import { left, right } from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryParameterTarget } from "../../../../src/adapters/memory/in-memory-parameter-target.ts";
import { applyRestore } from "../../../../src/application/restore/apply-restore.ts";
import { planRestore } from "../../../../src/application/restore/plan-restore.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { targetAccessDenied, targetUnavailable } from "../../../../src/ports/target-error.ts";
import { name } from "../../../../src/testing/builders.ts";
import { actionsOf, RestoreBench } from "../../../support/restore-bench.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const PEM = "-----BEGIN X-----\nabc\n-----END X-----\n";

describe("planning", () => {
  it("says what would be done: create, update, delete only with prune, nothing", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/gone", value: "g" });
    bench.put({ name: "/app/changed", value: "c1" });
    bench.put({ name: "/app/same" });
    bench.put({ name: "top" });
    const instant = await bench.backUp();
    bench.remove("/app/gone");
    bench.put({ name: "/app/changed", value: "c2", description: "later" });
    bench.put({ name: "/app/new" });
    bench.put({ name: "top", value: "y" });
    await bench.backUp();
    const plan = await bench.plan(instant);
    expect(actionsOf(plan)).toEqual({ "/app/gone": "Create", "/app/changed": "Update", "/top": "Update" });
    expect(plan.rows.find((row) => row.newSince)).toMatchObject({ name: "/app/new", action: "Nothing" });
    expect(plan.rows.find((row) => row.name === "/app/changed")).toMatchObject({
      live: { version: 2 },
      version: { version: 1 },
      differences: [
        { attribute: "value", is: "[redacted]", was: "[redacted]" },
        { attribute: "description", is: "later" },
      ],
    });
    expect(actionsOf(await bench.plan(instant, { prune: true }))).toMatchObject({ "/app/new": "Delete" });
    const shown = await bench.plan(instant, { showValues: true, only: [name("/app/changed")] });
    expect(shown.rows[0]?.differences[0]).toEqual({ attribute: "value", is: "c2", was: "c1" });
  });

  it("reads neither a stored version nor a history of what has not changed since", async () => {
    const bench = new RestoreBench();
    for (let index = 0; index < 30; index += 1) bench.put({ name: `/app/${index}` });
    const instant = await bench.backUp();
    bench.put({ name: "/app/7", value: "y" });
    await bench.backUp();
    const read: string[] = [];
    const source = {
      ...bench.dependencies().source,
      list: bench.ssm.list.bind(bench.ssm),
      close: () => {},
      history: (named: ReturnType<typeof name>) => {
        read.push(named);
        return bench.ssm.history(named);
      },
    };
    await rightOf(planRestore(bench.dependencies({ source }))(everything, instant));
    expect(read).toEqual(["/app/7"]);
  });

  it("refuses the future, an instant before the first stored version, and prune elsewhere", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/a" });
    const instant = await bench.backUp();
    const plan = planRestore(bench.dependencies());
    expect((await leftOf(plan(everything, bench.clock.now() + 1)))._tag).toBe("InstantInFuture");
    expect((await leftOf(plan(everything, 1000)))._tag).toBe("NothingStored");
    expect((await leftOf(plan({ _tag: "Tree", path: "/none/" }, instant)))._tag).toBe("NothingStored");
    expect((await leftOf(plan(everything, instant, { prune: true, elsewhere: true })))._tag).toBe("BadRestore");
    expect((await leftOf(plan(everything, instant, { to: "x" })))._tag).toBe("BadRestore");
  });
});

describe("applying", () => {
  it("brings every attribute back, absent ones too, and writes nothing the second time", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/pem", value: PEM, type: "SecureString", keyId: "alias/one" });
    bench.ssm.labelParameterVersion("/app/pem", ["live"]);
    bench.put({ name: "/app/plain", value: "1" });
    const instant = await bench.backUp();
    const before = [bench.ssm.getParameter("/app/pem"), bench.ssm.getParameter("/app/plain")];
    bench.put({ name: "/app/pem", value: "other", type: "SecureString", description: "d", keyId: "alias/two" });
    bench.put({ name: "/app/plain", value: "2", allowedPattern: "^\\d$", description: "some", type: "StringList" });
    await bench.backUp();
    const { results } = await bench.restore(instant);
    expect(results.map(({ outcome }) => outcome)).toEqual(["Applied", "Applied"]);
    for (const then of before) {
      const now = bench.ssm.getParameter(then.name);
      expect(now.value.equals(then.value)).toBe(true);
      expect(now.type).toBe(then.type);
      expect({ ...now.attributes, description: now.attributes.description || undefined }).toEqual({
        ...then.attributes,
        description: undefined,
      });
    }
    const events = bench.ssm.events.length;
    expect((await bench.restore(instant)).results).toEqual([]);
    expect(bench.ssm.events.length).toBe(events);
  });

  it("leaves a row alone that moved, and does the rest of a plan that was stopped", async () => {
    const bench = new RestoreBench();
    const names = ["/app/a", "/app/b", "/app/c", "/app/d", "/app/e", "/app/f"];
    for (const each of names) bench.put({ name: each });
    const instant = await bench.backUp();
    for (const each of names) bench.put({ name: each, value: "y" });
    const plan = await bench.plan(instant);
    bench.put({ name: "/app/a", value: "z" });
    const stop = new AbortController();
    const stopped = await bench.apply(plan, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(stopped.stopped).toBe(true);
    const rest = await bench.apply(JSON.parse(JSON.stringify(plan)));
    expect(rest.results.filter(({ outcome }) => outcome === "Moved").map((row) => row.name)).toEqual(["/app/a"]);
    expect(rest.results.map(({ outcome }) => outcome)).not.toContain("Failed");
    expect(names.map((each) => bench.ssm.getParameter(each).value.reveal())).toEqual(["z", "x", "x", "x", "x", "x"]);
  });

  it("refuses a plan that was edited or is for another place", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/a" });
    const plan = await bench.plan(await bench.backUp());
    const edited = { ...plan, allowRecreate: true };
    expect((await leftOf(applyRestore(bench.dependencies())(edited)))._tag).toBe("PlanEdited");
    const origin = { store: "memory:", source: "ssm:", region: "eu-west-1" };
    const elsewhere = await leftOf(applyRestore(bench.dependencies({ origin }))(plan));
    expect(elsewhere).toMatchObject({ _tag: "PlanElsewhere", message: expect.stringContaining("source and region") });
  });

  it("tells of a refused row, of a row that reads back wrong, and of a locked parameter", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/a" });
    bench.put({ name: "/app/locked" });
    bench.ssm.labelParameterVersion("/app/locked", ["first"]);
    const instant = await bench.backUp();
    bench.put({ name: "/app/a", value: "y" });
    for (let version = 2; version <= 100; version += 1) bench.put({ name: "/app/locked", value: `${version}` });
    const plan = await bench.plan(instant);
    const target = new InMemoryParameterTarget(bench.ssm);
    target.overwrite = () => left(targetAccessDenied("no"));
    expect((await bench.apply(plan, {}, { target })).results.map(({ reason }) => reason)).toEqual([
      "TargetAccessDenied",
      "TargetAccessDenied",
    ]);
    target.overwrite = () => right(2);
    target.label = () => right(undefined);
    const [unwritten] = (await bench.apply(plan, {}, { target })).results;
    expect(unwritten).toMatchObject({ reason: "NotVerified", message: expect.stringContaining("value") });
    const { results } = await bench.apply(plan);
    expect(results).toMatchObject([{ outcome: "Applied" }, { outcome: "Failed", reason: "TargetLocked" }]);
  });

  it("restores into another path and leaves the original alone", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/a", value: "1" });
    bench.put({ name: "/app/deep/b", value: "1" });
    const instant = await bench.backUp();
    bench.put({ name: "/app/a", value: "2" });
    await bench.restore(instant, { to: "/copy/of/" }, { _tag: "Tree", path: "/app/" });
    expect(bench.ssm.getParameter("/copy/of/a").value.reveal()).toBe("1");
    expect(bench.ssm.getParameter("/copy/of/deep/b").value.reveal()).toBe("1");
    expect(bench.ssm.getParameter("/app/a").value.reveal()).toBe("2");
    const again = await bench.plan(instant, { to: "/copy/of/" }, { _tag: "Tree", path: "/app/" });
    expect(actionsOf(again)).toEqual({});
  });

  it("leaves a past expiration out, and says so", async () => {
    const bench = new RestoreBench();
    const Timestamp = new Date(bench.clock.now() + 60_000).toISOString();
    const policies = JSON.stringify([{ Type: "Expiration", Version: "1.0", Attributes: { Timestamp } }]);
    bench.put({ name: "/app/a", tier: "Advanced", policies });
    const instant = await bench.backUp();
    bench.remove("/app/a");
    await bench.backUp();
    bench.clock.advance(3_600_000);
    const plan = await bench.plan(instant);
    expect(plan.rows[0]?.notes).toContainEqual(expect.stringContaining("expiration"));
    await bench.apply(plan);
    expect(bench.ssm.expireParameters()).toEqual([]);
    expect(bench.ssm.getParameter("/app/a").attributes.policies).toBeUndefined();
    expect(actionsOf(await bench.plan(instant))).toEqual({});
  });

  it("can be undone by restoring to the instant before it", async () => {
    const bench = new RestoreBench();
    bench.put({ name: "/app/a", value: "1" });
    bench.put({ name: "/app/b", value: "1" });
    const instant = await bench.backUp();
    bench.put({ name: "/app/a", value: "2" });
    bench.remove("/app/b");
    const before = await bench.backUp();
    await bench.restore(instant);
    await bench.backUp();
    expect(bench.ssm.getParameter("/app/b").value.reveal()).toBe("1");
    await bench.restore(before, { prune: true });
    expect(bench.ssm.getParameter("/app/a").value.reveal()).toBe("2");
    expect(O.isNone(await rightOf(bench.ssm.history(name("/app/b"))))).toBe(true);
  });
});

describe("creating what was deleted a moment ago", () => {
  const deleted = async () => {
    const bench = new RestoreBench(undefined, 60_000);
    bench.put({ name: "/app/a" });
    const instant = await bench.backUp();
    bench.remove("/app/a");
    await bench.backUp();
    return { bench, plan: await bench.plan(instant) };
  };

  it("waits until SSM takes the name again", async () => {
    const { bench, plan } = await deleted();
    expect((await bench.apply(plan)).results).toMatchObject([{ action: "Create", outcome: "Applied" }]);
    expect(bench.waits).toEqual([1_000, 5_000, 10_000, 20_000, 30_000].slice(0, bench.waits.length));
    expect(bench.waits.length).toBeGreaterThan(0);
  });

  it("does not wait for what waiting does not mend, so that an outage does not take hours", async () => {
    const { bench, plan } = await deleted();
    const target = new InMemoryParameterTarget(bench.ssm);
    target.create = () => left(targetUnavailable("no answer"));
    expect((await bench.apply(plan, {}, { target })).results).toMatchObject([{ reason: "TargetUnavailable" }]);
    expect(bench.waits).toEqual([]);
  });
});

describe("deleting and re-creating", () => {
  const downgraded = async (settling = 0) => {
    const bench = new RestoreBench(undefined, settling);
    bench.put({ name: "/app/a", value: "small" });
    const instant = await bench.backUp();
    bench.put({ name: "/app/a", value: "large", tier: "Advanced" });
    bench.ssm.addTagsToResource("/app/a", { team: "blue" });
    await bench.backUp();
    return { bench, instant };
  };

  it("restores all but the tier unless it is allowed, and is then satisfied", async () => {
    const { bench, instant } = await downgraded();
    expect((await bench.restore(instant)).results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.ssm.getParameter("/app/a")).toMatchObject({ version: 3, attributes: { tier: "Advanced" } });
    const again = await bench.plan(instant);
    expect(actionsOf(again)).toEqual({});
    expect(again.rows[0]?.notes).toContainEqual(expect.stringContaining("tier"));
  });

  it("waits until SSM takes the name again, and has the tags of then", async () => {
    const { bench, instant } = await downgraded(30_000);
    const { results } = await bench.restore(instant, { allowRecreate: true });
    expect(results).toMatchObject([{ outcome: "Applied" }]);
    expect(bench.waits.length).toBeGreaterThan(1);
    expect(bench.ssm.getParameter("/app/a")).toMatchObject({ version: 1, attributes: { tier: "Standard" } });
    expect(bench.ssm.listTagsForResource("/app/a")).toEqual({});
  });

  it("puts the former state back when the new one is refused", async () => {
    const { bench, instant } = await downgraded();
    const target = new InMemoryParameterTarget(bench.ssm);
    const create = target.create.bind(target);
    target.create = (named, state) =>
      state.attributes.tier === "Standard" ? left(targetAccessDenied("no")) : create(named, state);
    const { results } = await bench.apply(await bench.plan(instant, { allowRecreate: true }), {}, { target });
    expect(results).toMatchObject([{ outcome: "Failed", message: expect.stringContaining("put back") }]);
    expect(bench.ssm.getParameter("/app/a").value.reveal()).toBe("large");
    expect(bench.ssm.listTagsForResource("/app/a")).toEqual({ team: "blue" });
  });

  it("takes an unanswered creation that came about for done", async () => {
    const { bench, instant } = await downgraded();
    const target = new InMemoryParameterTarget(bench.ssm);
    const create = target.create.bind(target);
    let asked = 0;
    target.create = (...life) => {
      asked += 1;
      if (asked > 1) return create(...life);
      return async () => {
        await create(...life)();
        return { _tag: "Left", left: targetUnavailable("no answer") };
      };
    };
    const { results } = await bench.apply(await bench.plan(instant, { allowRecreate: true }), {}, { target });
    expect(results).toMatchObject([{ outcome: "Applied" }]);
  });

  it("says so when the parameter could not even be put back", async () => {
    const { bench, instant } = await downgraded();
    const target = new InMemoryParameterTarget(bench.ssm);
    target.create = () => left(targetAccessDenied("no"));
    const { results } = await bench.apply(await bench.plan(instant, { allowRecreate: true }), {}, { target });
    expect(results).toMatchObject([{ outcome: "Failed", message: expect.stringContaining("IT IS MISSING NOW") }]);
  });
});
