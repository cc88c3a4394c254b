import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, expect, it } from "vitest";
import { InMemoryParameterTarget } from "../../../../src/adapters/memory/in-memory-parameter-target.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import { applyRestore, planRestore, SsmbakError } from "../../../../src/index.ts";
import { DEFAULT_TIME } from "../../../../src/testing/builders.ts";
import { useSettings } from "../../../support/environment.ts";
import { decoded, rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

beforeEach(() => useSettings());

const THEN = new Date(DEFAULT_TIME).toISOString();

const settingsOf = (workshop: Workshop) => ({
  ...workshop.schemes(),
  clock: workshop.clock,
  logger: workshop.logger,
  store: "memory:",
  source: "memory:",
});

const changedOnce = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  for (const event of [workshop.put("/app/db", "one"), workshop.put("/app/db", "two", 60_000)].map(decoded)) {
    await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
  }
  workshop.clock.advance(60_000);
  return workshop;
};

it("plans and applies, through JSON too", async () => {
  const workshop = await changedOnce();
  const settings = settingsOf(workshop);
  const plan = await planRestore("/app/", THEN, { ...settings, recursive: true, only: ["/app/db"] });
  expect(JSON.stringify(plan)).not.toContain("two");
  const steps: number[] = [];
  const onProgress = (done: number, total: number) => void steps.push(done, total);
  const report = await applyRestore(JSON.parse(JSON.stringify(plan)), { ...settings, onProgress });
  expect(report).toEqual({
    results: [{ name: "/app/db", action: "Update", outcome: "Applied" }],
    stopped: false,
  });
  expect(steps).toEqual([1, 1]);
  expect(workshop.ssm.getParameter("/app/db").value.reveal()).toBe("one");
  const again = await planRestore({ _tag: "Tree", path: "/app/" }, DEFAULT_TIME, settings);
  expect((await applyRestore(again, settings)).results).toEqual([]);
});

it("rejects with a tagged error that says what is wrong", async () => {
  const workshop = await changedOnce();
  const settings = settingsOf(workshop);
  const tagOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "none",
      (error: unknown) => (error instanceof SsmbakError ? error.tag : "another"),
    );
  expect(await tagOf(planRestore("/app", THEN, { ...settings, recursive: true }))).toBe("BadRestore");
  expect(await tagOf(planRestore("/app/", "soon", settings))).toBe("BadRestore");
  expect(await tagOf(planRestore("/app/", THEN, { ...settings, only: ["a b"] }))).toBe("BadRestore");
  expect(await tagOf(planRestore("/none/", THEN, settings))).toBe("NothingStored");
  expect(await tagOf(planRestore("/app/", THEN, { ...settings, store: "no:where" }))).toBe("ConfigurationError");
  const plan = await planRestore("/app/", THEN, settings);
  expect(await tagOf(applyRestore({ ...plan, rows: [] }, settings))).toBe("PlanEdited");
  expect(await tagOf(applyRestore(JSON.parse("{}"), settings))).toBe("DecodeError");
  const breaking = async (): Promise<never> => {
    throw new Error("x");
  };
  const targets = [{ scheme: "memory", form: "memory:", open: () => breaking }];
  expect(await tagOf(applyRestore(plan, { ...settings, targets }))).toBe("ConfigurationError");
});

it("takes a store, a source and a target that are objects, and closes none of them", async () => {
  const { ssm, store, clock } = await changedOnce();
  const closed: string[] = [];
  const target = new InMemoryParameterTarget(ssm);
  target.close = () => void closed.push("target");
  const settings = {
    store: storeLike(store, { close: () => TE.fromIO(() => void closed.push("store")) }),
    source: sourceLike(ssm, { close: () => closed.push("source") }),
    clock,
  };
  const plan = await planRestore("/app/", THEN, settings);

  const report = await applyRestore(plan, { ...settings, target });

  expect(report.results).toMatchObject([{ name: "/app/db", outcome: "Applied" }]);
  expect(ssm.getParameter("/app/db").value.reveal()).toBe("one");
  expect(closed).toEqual([]);
  await expect(applyRestore(plan, settings)).rejects.toMatchObject({
    tag: "ConfigurationError",
    message: "target: not given: a source that is an object needs a target to restore into",
  });
});

it("opens a target by its URL, and closes it", async () => {
  const workshop = await changedOnce();
  const settings = settingsOf(workshop);
  const closed: string[] = [];
  const target = new InMemoryParameterTarget(workshop.ssm);
  target.close = () => void closed.push("target");
  const targets = [{ scheme: "other", form: "other:", open: () => TE.right(target) }];
  const plan = await planRestore("/app/", THEN, settings);

  expect((await applyRestore(plan, { ...settings, target: "other:", targets })).results).toMatchObject([
    { outcome: "Applied" },
  ]);
  expect(closed).toEqual(["target"]);
  await expect(applyRestore(plan, { ...settings, target: "nowhere:", targets })).rejects.toMatchObject({
    message: "target: of no known scheme; expected other:, ssm:[REGION][?role=ARN]",
  });
});
