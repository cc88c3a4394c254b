import * as O from "fp-ts/lib/Option.js";
import { Bench } from "tinybench";
import { reconcile } from "../src/domain/history/reconciliation.ts";
import { summarize } from "../src/domain/model/backup-record.ts";
import type { LiveHistory } from "../src/domain/model/parameter-version.ts";
import { changeEventOf, parameterVersion, versionRecordOf } from "../src/testing/index.ts";
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

const situation = (versions: number, kept: number) => {
  const live = liveHistory(versions);
  const record = versionRecordOf({ version: kept, modifiedAt: START + (kept - 1) * SECOND });
  return {
    events: [changeEventOf({ operation: "Update", time: START + (versions - 1) * SECOND })],
    live: O.some(live),
    head: kept === 0 ? O.none : O.some(summarize(record)),
  };
};

/** Decisions per second of the pure core. */
export const benchDomain = async (): Promise<void> => {
  const bench = new Bench({ time: 500 });
  const add = (what: string, versions: number, kept: number): void => {
    const input = situation(versions, kept);
    bench.add(what, () => {
      reconcile(input);
    });
  };
  add("1 of 1 version missing", 1, 0);
  add("1 of 10 versions missing", 10, 9);
  add("1 of 100 versions missing", 100, 99);
  add("100 of 100 versions missing", 100, 0);
  add("duplicate event, nothing missing of 100", 100, 100);
  await bench.run();
  printTable(
    "Reconciliations per second",
    bench.tasks.map(({ name, result }) => ({
      what: name,
      "per second (median)": "throughput" in result ? Math.round(result.throughput.p50).toLocaleString("en") : "failed",
    })),
  );
};
