import { beforeEach, describe, expect, it } from "vitest";
import type { Deletion, Fact } from "../../../../../src/domain/model/fact.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../../src/testing/builders.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { rightOf, Workshop } from "../../../../support/workshop.ts";

const NAME = "/app/prod/db/password";
const WHO = "arn:aws:iam::123456789012:user/ssmbak";

beforeEach(() => useSettings());

const log = async (facts: ReadonlyArray<Fact>, ...args: ReadonlyArray<string>) => {
  const workshop = new Workshop();
  for (const fact of facts) await rightOf(workshop.store.append({ name: fact.name, facts: [fact] }));
  const terminal = new FakeTerminal();
  const code = await run(["log", NAME, ...args, "--store", "memory:"], terminal, workshop.schemes());
  expect(code).toBe(0);
  return terminal;
};

const jsonOf = async (facts: ReadonlyArray<Fact>, ...args: ReadonlyArray<string>): Promise<unknown> => {
  const terminal = await log(facts, "--json", ...args);
  expect(terminal.errors).toBe("");
  return JSON.parse(terminal.output);
};

const version = (number: number, seconds: number): Fact =>
  versionFactOf({ version: number, modifiedAt: DEFAULT_TIME + seconds * 1_000 });

const found = (seconds: number, others: Partial<Deletion> = {}): Fact =>
  deletionOf({ at: DEFAULT_TIME + seconds * 1_000 + 7, source: { _tag: "Sweep" }, ...others });

const marker = (seconds: number): Fact =>
  deletionOf({ at: DEFAULT_TIME + seconds * 1_000 + 999, source: { _tag: "Marker", versionId: "m" } });

describe("label changes in the log", () => {
  const facts = [
    version(1, 0),
    version(2, 30),
    labelChangeOf({ at: DEFAULT_TIME + 45_000, eventId: "event-1", toVersion: 1 }),
    labelChangeOf({ at: DEFAULT_TIME + 60_000, eventId: "event-2", fromVersion: 1, toVersion: 2 }),
  ];

  it("are shown with their second, and with the versions that the label was on", async () => {
    const terminal = await log(facts, "--show-values");
    expect(terminal.rows.slice(1)).toEqual([
      ["2024-06-08T23:06:33.000Z", "Create", "1", "String", WHO, "value of version 1"],
      ["2024-06-08T23:07:03.000Z", "Update", "2", "String", WHO, "value of version 2"],
      ["2024-06-08T23:07:18Z", "Label", "1", "-", "-", "stable: (none) -> 1"],
      ["2024-06-08T23:07:33Z", "Label", "2", "-", "-", "stable: 1 -> 2"],
    ]);
    expect(terminal.errors).toBe("");
  });

  it("are the same as JSON", async () => {
    expect(await jsonOf(facts)).toMatchObject([
      { operation: "Create" },
      { operation: "Update" },
      { time: "2024-06-08T23:07:18Z", operation: "Label", label: "stable", toVersion: 1, eventId: "event-1" },
      { time: "2024-06-08T23:07:33Z", operation: "Label", label: "stable", fromVersion: 1, toVersion: 2 },
    ]);
  });
});

const EXPLAINED: ReadonlyArray<readonly [operation: string, facts: ReadonlyArray<Fact>, time: string, told: RegExp]> = [
  [
    "Found",
    [version(1, 0), found(60)],
    "2024-06-08T23:07:33.007Z",
    /^Found: a sweep found the parameter gone, and no event told of the deletion\. .* Nothing has to be done\.\n$/,
  ],
  [
    "Marker",
    [version(1, 0), marker(60)],
    "2024-06-08T23:07:33Z",
    /^Marker: a delete marker in the bucket, which ssmbak did not write .* Nothing has to be done\.\n$/,
  ],
  [
    "Disbelieved",
    [version(1, 0), found(60, { aliveSince: DEFAULT_TIME })],
    "2024-06-08T23:07:33.007Z",
    /^Disbelieved: a sweep or a delete marker said that the parameter was gone, but its versions show that it was not\..*\n$/,
  ],
];

describe("a deletion that no event told of, in the log", () => {
  it.each(EXPLAINED)("is shown as %s with its time, and explained", async (operation, facts, time, told) => {
    const terminal = await log(facts);
    expect(terminal.rows.at(-1)).toEqual([time, operation, "-", "-", "-", "-"]);
    expect(terminal.errors).toMatch(told);
    expect(await jsonOf(facts)).toMatchObject([
      { operation: "Create" },
      { time, operation, note: terminal.errors.slice(`${operation}: `.length, -1) },
    ]);
  });

  it("is explained once, however often it happened", async () => {
    const facts = [version(1, 0), found(10), version(1, 20), found(30), version(1, 40)];
    expect((await log(facts)).errors.match(/^Found: /gm)).toHaveLength(1);
  });

  it("has its evidence in JSON", async () => {
    const facts = [version(1, 0), found(60, { aliveSince: DEFAULT_TIME })];
    expect(await jsonOf(facts)).toMatchObject([{}, { source: "Sweep", aliveSince: "2024-06-08T23:06:33.000Z" }]);
  });
});

describe("versions that are not in the store, in the log", () => {
  const facts = [version(3, 0), version(5, 10)];

  it("have lines of their own, and an explanation that says what to type", async () => {
    const terminal = await log(facts);
    expect(terminal.rows.slice(1).map(([time, operation, number]) => [time, operation, number])).toEqual([
      ["-", "Missing", "1-2"],
      ["2024-06-08T23:06:33.000Z", "Update", "3"],
      ["-", "Missing", "4"],
      ["2024-06-08T23:06:43.000Z", "Update", "5"],
    ]);
    expect(terminal.errors).toMatch(
      /^Missing: these versions are not in the store: .*type: ssmbak verify \/app\/.*\n$/,
    );
    expect(terminal.errors).toContain(`ssmbak verify ${NAME} --repair`);
  });

  it("are the same as JSON", async () => {
    expect(await jsonOf(facts)).toMatchObject([
      { operation: "Missing", fromVersion: 1, toVersion: 2, note: expect.stringContaining("not in the store") },
      { operation: "Update", version: 3 },
      { operation: "Missing", fromVersion: 4, toVersion: 4 },
      { operation: "Update", version: 5 },
    ]);
  });
});
