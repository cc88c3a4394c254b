/**
 * A longer campaign: `npm run simulate -- --runs 100000 --seed 7 --store memory|sqlite|s3 --workers 2`. Ends with 1 and
 * the smallest failing program when one breaks the promise.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { BATCH, type BatchOrder, type BatchReport } from "./campaign-worker.ts";
import { isStoreName, storeNames } from "./stores.ts";
import { count, type Tally } from "./turnstile.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    store: { type: "string", default: "memory" },
    workers: { type: "string", default: String(availableParallelism()) },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const { store } = values;
if (!(runs > 0) || !Number.isInteger(seed) || !isStoreName(store)) {
  process.stderr.write(`--runs and --seed take whole numbers, --store one of ${storeNames.join(", ")}\n`);
  process.exit(2);
}

const batches = Math.ceil(runs / BATCH);
const faults: Tally = new Map();
const admissions: Tally = new Map();
const totals = { programs: 0, steps: 0, admitted: 0 };
let next = 0;
let failure: string | undefined;

const orderNext = (): BatchOrder | undefined => {
  if (next >= batches || failure !== undefined) return undefined;
  const order: BatchOrder = { store, seed: seed + next, runs: Math.min(BATCH, runs - next * BATCH) };
  next += 1;
  return order;
};

const add = (report: BatchReport): void => {
  totals.programs += report.programs;
  totals.steps += report.steps;
  totals.admitted += report.admitted;
  for (const [kind, times] of report.admissions) count(admissions, kind, times);
  for (const [kind, times] of report.faults) count(faults, kind, times);
  failure ??= report.failure;
  process.stderr.write(`\r${totals.programs} of ${runs} programs`);
};

const work = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("campaign-worker.ts", import.meta.url));
    const hand = (): void => {
      const order = orderNext();
      if (order === undefined) void worker.terminate().then(() => resolve(), reject);
      else worker.postMessage(order);
    };
    worker.on("message", (report: BatchReport) => {
      add(report);
      hand();
    });
    worker.on("error", reject);
    hand();
  });

const began = performance.now();
process.stdout.write(`seed ${seed}, ${store} store\n`);
await Promise.all(Array.from({ length: Number(values.workers) }, work));
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage();

process.stderr.write("\n");
process.stdout.write(
  [
    `${totals.programs} programs, ${totals.steps} steps, ${seconds.toFixed(1)} s`,
    `${Math.round((totals.programs / seconds) * 60)} programs a minute`,
    `${((user + system) / 1_000 / Math.max(1, totals.programs)).toFixed(2)} ms of CPU a program`,
    `${totals.admitted} programs with an admission (${((100 * totals.admitted) / Math.max(1, totals.programs)).toFixed(2)} %)`,
    ...[...admissions].sort(([a], [b]) => a.localeCompare(b)).map(([kind, times]) => `admitted: ${kind}: ${times}`),
    ...[...faults].sort(([a], [b]) => a.localeCompare(b)).map(([kind, times]) => `${kind}: ${times}`),
    "",
  ].join("\n"),
);
if (failure !== undefined) {
  process.stdout.write(`\nTHE PROMISE IS BROKEN. Paste the program into test/simulation/regressions.ts.\n${failure}\n`);
  process.exitCode = 1;
}
