import * as O from "fp-ts/lib/Option.js";
import { left, right } from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { InMemoryParameterTarget } from "../../../../src/adapters/memory/in-memory-parameter-target.ts";
import type { Millis } from "../../../../src/domain/model/time.ts";
import {
  type TargetError,
  targetAccessDenied,
  targetBusy,
  targetMoved,
  targetThrottled,
  targetUnavailable,
} from "../../../../src/ports/target-error.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { sourceLike } from "../../../support/workshop.ts";

const A = "/app/a";

let bench: RestoreBench;
let target: InMemoryParameterTarget;
let instant: Millis;

beforeEach(async () => {
  bench = new RestoreBench();
  target = new InMemoryParameterTarget(bench.ssm);
  bench.put({ name: A, value: "small" });
  instant = await bench.backUp();
  bench.put({ name: A, value: "large", tier: "Advanced" });
  bench.ssm.labelParameterVersion(A, ["now"]);
  await bench.backUp();
});

const recreate = async (changes = {}) => {
  const plan = await bench.plan(instant, { allowRecreate: true });
  const [result] = (await bench.apply(plan, {}, { target, ...changes })).results;
  return result;
};

/** Has creations fail in this order, `undefined` for one that works. */
const failing = (...errors: ReadonlyArray<TargetError | undefined>): void => {
  const remaining = [...errors];
  const create = target.create.bind(target);
  target.create = (named, state) => {
    const error = remaining.shift();
    return error === undefined ? create(named, state) : left(error);
  };
};

describe("a re-creation", () => {
  it.each([targetBusy("wait"), targetThrottled("slower"), targetUnavailable("no answer")])(
    "is tried again after $_tag",
    async (error) => {
      failing(error, error);
      expect(await recreate()).toMatchObject({ outcome: "Applied" });
      expect(bench.waits).toEqual([1_000, 5_000]);
      expect(bench.ssm.getParameter(A).value.reveal()).toBe("small");
    },
  );

  it("gives up after about two minutes, puts the former state back and says so", async () => {
    failing(...Array.from({ length: 7 }, () => targetBusy("wait")));
    expect(await recreate()).toMatchObject({ outcome: "Failed", message: "wait; its former state was put back" });
    expect(bench.waits).toEqual([1_000, 5_000, 10_000, 20_000, 30_000, 60_000]);
    expect(bench.ssm.getParameter(A)).toMatchObject({ version: 1, attributes: { tier: "Advanced", labels: ["now"] } });
  });

  it("waits for nothing where waiting mends nothing", async () => {
    failing(targetAccessDenied("no"));
    expect(await recreate()).toMatchObject({ message: "no; its former state was put back" });
    expect(bench.waits).toEqual([]);
  });

  it("takes a parameter that somebody else made for theirs, also where it had to wait", async () => {
    failing(targetBusy("wait"), targetMoved("is there"), targetMoved("is there"));
    expect(await recreate()).toMatchObject({ outcome: "Moved", message: "is there" });
  });

  it("takes one that is there after an unanswered attempt, however often it waited since, for its own", async () => {
    failing(targetUnavailable("no answer"), targetBusy("wait"), targetMoved("is there"));
    expect(await recreate()).toMatchObject({ reason: "NotVerified", message: "does not exist after it was written" });
  });

  it("does not label a former state that had no labels", async () => {
    bench.put({ name: A, value: "larger", tier: "Advanced" });
    failing(targetAccessDenied("no"));
    expect(await recreate()).toMatchObject({ message: "no; its former state was put back" });
    expect(bench.ssm.getParameter(A).attributes.labels ?? []).toEqual([]);
  });

  it("is not begun where the parameter was deleted meanwhile", async () => {
    const source = sourceLike(bench.ssm, { tags: () => right(O.none) });
    expect(await recreate({ source })).toMatchObject({ outcome: "Moved", message: "somebody deleted it meanwhile" });
    expect(bench.ssm.getParameter(A).value.reveal()).toBe("large");
  });
});
