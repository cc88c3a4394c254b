import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../src/adapters/memory/in-memory-parameter-store.ts";
import { ManualClock } from "../../src/adapters/memory/manual-clock.ts";
import { DAY, MORNING, play } from "../../src/entry/demo/scripted-day.ts";
import { type Finished, runNode } from "../support/run-node.ts";

const DEMO = new URL("../../src/entry/demo/main.ts", import.meta.url);

const plain = (text: string): string => stripVTControlCharacters(text);

/** The histories that are shown, by the command that shows each. */
const tablesOf = ({ stdout }: Finished): ReadonlyMap<string, ReadonlyArray<ReadonlyArray<string>>> =>
  new Map(
    plain(stdout)
      .split("\n\n")
      .filter((part) => part.startsWith("$ ssmbak log "))
      .map((part) => part.split("\n"))
      .map(([command = "", ...lines]) => [command, lines.map((line) => line.split(/ {2,}/))]),
  );

const newFacts = ({ stdout }: Finished): number => Number(/(\d+) facts are new in/.exec(stdout)?.[1]);

/** Every value that the day has, from the first to the last. */
const valuesOfTheDay = (): ReadonlyArray<string> => {
  const clock = new ManualClock(MORNING);
  const store = new InMemoryParameterStore({ clock });
  const put = store.putParameter.bind(store);
  const values: string[] = [];
  store.putParameter = (input) => {
    values.push(input.value);
    return put(input);
  };
  for (const part of DAY) play(part, store, clock, () => {});
  return values;
};

describe("the demonstration behind npm start", () => {
  let first: Finished;
  let second: Finished;
  let cwd: string;

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), "ssmbak-demo-"));
    first = await runNode(DEMO, [], { cwd });
    second = await runNode(DEMO, [], { cwd });
  });

  afterAll(() => rmSync(cwd, { recursive: true }));

  it("stores the day in a SQLite file", () => {
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(newFacts(first)).toBe(12);
    expect(readdirSync(cwd)).toEqual(["ssmbak-demo.db"]);
  });

  it("shows a history for every parameter, with every change under its own time", () => {
    const tables = tablesOf(first);
    const brief = ([time, operation, version]: ReadonlyArray<string>): string => `${time} ${operation} ${version}`;
    const history = (name: string) =>
      tables.get(`$ ssmbak log ${name} --store sqlite:./ssmbak-demo.db`)?.slice(1).map(brief);

    expect(tables.size).toBe(5);
    expect(history("/shop/db/host")).toEqual([
      "2024-06-08T08:00:00.000Z Create 1",
      "2024-06-08T10:50:00Z Delete -",
      "2024-06-08T10:51:00.000Z Create 1",
    ]);
    expect(history("/shop/db/password")).toEqual([
      "2024-06-08T08:00:00.000Z Create 1",
      "2024-06-08T09:15:00.000Z Update 2",
      "2024-06-08T09:15:00.001Z Update 3",
    ]);
    expect(history("/shop/tmp/token")).toEqual(["2024-06-08T10:20:00Z Delete -"]);
  });

  it("delivers every event late, three times and out of order, and none fails", () => {
    const deliveries = [...plain(first.stdout).matchAll(/(\d+) deliveries of (\d+) events, (\d+) failed/g)];

    expect(deliveries.map(([, times, events, failed]) => [Number(times) / Number(events), Number(failed)])).toEqual([
      [3, 0],
      [3, 0],
      [3, 0],
    ]);
  });

  it("adds nothing when it is run again, says so, and shows the same histories", () => {
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(newFacts(second)).toBe(0);
    expect(second.stdout).toContain("nothing was added");
    expect(tablesOf(second)).toEqual(tablesOf(first));
  });

  it("ends with a preview and a restore of the morning", () => {
    expect(plain(first.stdout)).toContain("0 to create, 2 to update, 0 to delete, 1 unchanged");
    expect(plain(first.stdout)).toContain(
      "2 applied and read back, 0 unchanged, 0 moved and left alone, 0 outdated, 0 failed",
    );
  });

  it("prints no value of a parameter", () => {
    const values = valuesOfTheDay();

    expect(values).not.toEqual([]);
    for (const value of values)
      expect(first.stdout + first.stderr + second.stdout + second.stderr).not.toContain(value);
  });
});
