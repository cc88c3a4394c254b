import * as O from "fp-ts/lib/Option.js";
import { Bench } from "tinybench";
import { decide } from "../src/domain/history/decide.ts";
import type { Situation } from "../src/domain/history/situation.ts";
import { type LiveHistory, newestOf } from "../src/domain/model/parameter-version.ts";
import { changeEventOf, parameterVersion } from "../src/testing/index.ts";
import { printTable } from "./statistics.ts";

const SECOND = 1_000;
const START = Date.UTC(2024, 0, 1);

const liveHistory = (versions: number): LiveHistory => {
  const all = Array.from({ length: versions }, (_, index) =>
    parameterVersion({ version: index + 1, modifiedAt: START + index * SECOND }),
  );
  const [first, ...rest] = all;
  if (first === undefined) throw new Error("a live history is never empty");
  return [first, ...rest];
};

/** A parameter with so many versions, of which the oldest ones are stored. */
const situationOf = (versions: number, stored: number): Situation => {
  const live = liveHistory(versions);
  const newest = live[stored - 1];
  const { name, modifiedAt: time } = newestOf(live);
  return {
    name,
    events: [changeEventOf({ operation: "Update", time })],
    live: O.some(live),
    deletions: [],
    ...(newest === undefined ? {} : { newest: { _tag: "Version", ...newest } }),
  };
};

/** Decisions per second of the pure core. */
export const benchDomain = async (): Promise<void> => {
  const bench = new Bench({ time: 500 });
  const add = (what: string, versions: number, stored: number): void => {
    const situation = situationOf(versions, stored);
    bench.add(what, () => {
      decide(situation);
    });
  };
  add("1 of 1 version missing", 1, 0);
  add("1 of 10 versions missing", 10, 9);
  add("1 of 100 versions missing", 100, 99);
  add("100 of 100 versions missing", 100, 0);
  add("duplicate event, nothing missing of 100", 100, 100);
  await bench.run();
  printTable(
    "Decisions per second",
    bench.tasks.map(({ name, result }) => ({
      what: name,
      "per second (median)": "throughput" in result ? Math.round(result.throughput.p50).toLocaleString("en") : "failed",
    })),
  );
};
