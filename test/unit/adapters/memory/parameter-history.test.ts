import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { ManualClock } from "../../../../src/adapters/memory/manual-clock.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { ParameterSource } from "../../../../src/ports/parameter-source.ts";
import { DEFAULT_TIME, name } from "../../../../src/testing/builders.ts";
import { collect } from "../../../support/collect.ts";
import { refusalOf } from "./refusal.ts";

const open = () => {
  const clock = new ManualClock(DEFAULT_TIME);
  const ssm = new InMemoryParameterStore({ clock });
  const put = (value = "x", named = "/app/db") =>
    ssm.putParameter({ name: named, value, type: "String", overwrite: true });
  return { clock, ssm, put };
};

const versionNumbers = (ssm: InMemoryParameterStore, named = "/app/db"): ReadonlyArray<number> =>
  ssm.getParameterHistory(named).map(({ version }) => version);

describe("a parameter's versions", () => {
  it("count from 1, each with its own value and time", () => {
    const { clock, ssm, put } = open();
    expect(put("a")).toEqual({ version: 1, tier: "Standard" });
    clock.advance(1500);
    expect(put("b")).toEqual({ version: 2, tier: "Standard" });
    const history = ssm.getParameterHistory("/app/db");
    expect(history.map(({ value }) => value.reveal())).toEqual(["a", "b"]);
    expect(history).toMatchObject([
      { name: "/app/db", version: 1, modifiedAt: DEFAULT_TIME, type: "String" },
      { name: "/app/db", version: 2, modifiedAt: DEFAULT_TIME + 1500, type: "String" },
    ]);
    expect(ssm.getParameter("/app/db")).toEqual(history[1]);
  });

  it("are kept up to 100; then the oldest goes", () => {
    const { ssm, put } = open();
    for (let count = 0; count < 103; count += 1) put();
    expect(versionNumbers(ssm)).toEqual(Array.from({ length: 100 }, (_, index) => index + 4));
  });

  it("start at 1 again after a deletion, without the old ones", () => {
    const { ssm, put } = open();
    put("a");
    put("b");
    ssm.deleteParameter("/app/db");
    expect(refusalOf(() => ssm.getParameterHistory("/app/db")).name).toBe("ParameterNotFound");
    put("c");
    expect(versionNumbers(ssm)).toEqual([1]);
  });

  it("tell who made them", () => {
    const byDefault = open();
    byDefault.put();
    expect(byDefault.ssm.getParameter("/app/db").modifiedBy).toBe("arn:aws:iam::123456789012:user/ssmbak");
    const ssm = new InMemoryParameterStore({ user: "arn:aws:sts::1:assumed-role/x/y" });
    ssm.putParameter({ name: "a", value: "b", type: "String" });
    expect(ssm.getParameter("a").modifiedBy).toBe("arn:aws:sts::1:assumed-role/x/y");
  });

  it("are not changed by later changes: an answer stays what it was", () => {
    const { ssm, put } = open();
    put("a");
    const before = ssm.getParameterHistory("/app/db");
    put("b");
    ssm.labelParameterVersion("/app/db", ["stable"], 1);
    expect(before).toHaveLength(1);
    expect(before[0].attributes).not.toHaveProperty("labels");
  });
});

describe("modification times", () => {
  it("grow by a millisecond while the clock stands still, on through deletions", () => {
    const { ssm, put } = open();
    put();
    put();
    ssm.deleteParameter("/app/db");
    put();
    expect(ssm.getParameter("/app/db").modifiedAt).toBe(DEFAULT_TIME + 3);
  });

  it("grow when the clock goes back", () => {
    const { clock, ssm, put } = open();
    put();
    clock.set(DEFAULT_TIME - 60_000);
    put();
    expect(ssm.getParameter("/app/db").modifiedAt).toBe(DEFAULT_TIME + 1);
  });

  it("are each name's own", () => {
    const { ssm, put } = open();
    put();
    put("x", "/app/other");
    expect(ssm.getParameter("/app/other").modifiedAt).toBe(DEFAULT_TIME);
  });

  it("are the system's by default", () => {
    const before = Date.now();
    const ssm = new InMemoryParameterStore();
    ssm.putParameter({ name: "a", value: "b", type: "String" });
    expect(ssm.getParameter("a").modifiedAt).toBeGreaterThanOrEqual(before);
    expect(ssm.getParameter("a").modifiedAt).toBeLessThanOrEqual(Date.now());
  });
});

describe("a top-level parameter", () => {
  it("is the same with and without its slash", () => {
    const { ssm, put } = open();
    put("a", "foo");
    expect(refusalOf(() => ssm.putParameter({ name: "/foo", value: "b", type: "String" })).name).toBe(
      "ParameterAlreadyExists",
    );
    put("b", "/foo");
    expect(versionNumbers(ssm, "foo")).toEqual([1, 2]);
    expect(ssm.getParameter("foo").name).toBe("/foo");
    ssm.deleteParameter("foo");
    expect(refusalOf(() => ssm.getParameter("/foo")).name).toBe("ParameterNotFound");
  });
});

describe("what is not there", () => {
  it.each<[string, (ssm: InMemoryParameterStore) => unknown]>([
    ["getParameter", (ssm) => ssm.getParameter("/none")],
    ["getParameterHistory", (ssm) => ssm.getParameterHistory("/none")],
    ["deleteParameter", (ssm) => ssm.deleteParameter("/none")],
    ["labelParameterVersion", (ssm) => ssm.labelParameterVersion("/none", ["a"])],
    ["unlabelParameterVersion", (ssm) => ssm.unlabelParameterVersion("/none", ["a"], 1)],
  ])("is refused by %s", (_, act) => {
    const { ssm } = open();
    expect(refusalOf(() => act(ssm)).name).toBe("ParameterNotFound");
    expect(ssm.events).toEqual([]);
  });

  it.each(["", "a b", "/a/", "app/db", "/a:1"])("cannot even be looked for as %j", (text) => {
    expect(refusalOf(() => open().ssm.getParameter(text)).name).toBe("ValidationException");
  });
});

describe("as a parameter source", () => {
  it("answers with the whole history, oldest first", async () => {
    const { ssm, put } = open();
    put("a");
    put("b");
    const source: ParameterSource = ssm;
    expect(await source.history(name("/app/db"))()).toEqual(E.right(O.some(ssm.getParameterHistory("/app/db"))));
  });

  it("answers with none when there is no such parameter", async () => {
    expect(await open().ssm.history(name("/none"))()).toEqual(E.right(O.none));
  });

  it("reads when the task runs, not when it is made", async () => {
    const { ssm, put } = open();
    const task = ssm.history(name("/app/db"));
    put();
    expect(await task()).toMatchObject(E.right(O.some([{ version: 1 }])));
  });

  it("lists what a selection holds, with the newest version of each and whose they are", async () => {
    const { ssm, put } = open();
    for (const path of ["/app/db", "/app/x/y", "/apple", "top"]) put("a", path);
    put("b");
    const { modifiedAt } = ssm.getParameter("/app/db");
    const level = await collect(ssm.list({ _tag: "Level", path: "/app/" }));
    const owner = { account: "123456789012", region: "us-east-1" };
    expect(level).toEqual([E.right({ name: "/app/db", version: 2, modifiedAt, type: "String", owner })]);
    const names = (await collect(ssm.list(everything))).map((listed) => E.isRight(listed) && listed.right.name);
    expect(names).toEqual(["/app/db", "/app/x/y", "/apple", "/top"]);
    expect(await collect(ssm.list({ _tag: "Key", name: name("top") }))).toMatchObject([{ right: { name: "/top" } }]);
  });

  it("can be closed, which changes nothing", () => {
    const { ssm, put } = open();
    put();
    ssm.close();
    expect(versionNumbers(ssm)).toEqual([1]);
  });
});
