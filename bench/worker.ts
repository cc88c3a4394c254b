/**
 * Puts the built worker under load, with an outage of its queue and one of its bucket: `npm run bench:worker`. Three
 * emulators, one each for parameters, queue and bucket. Takes some minutes; `--names`, `--versions`,
 * `--outage` (seconds) and `--waiting` (events, before changes wait) make it another load.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runLoad } from "../test/support/load.ts";
import { startMoto } from "../test/support/moto-server.ts";
import { median, printTable, quantile } from "./statistics.ts";

const { values } = parseArgs({
  options: {
    names: { type: "string", default: "2000" },
    versions: { type: "string", default: "10" },
    outage: { type: "string", default: "20" },
    waiting: { type: "string", default: "200" },
  },
});

const script = fileURLToPath(new URL("../dist/entry/cli/main.js", import.meta.url));
const STEP = 1_000;

const [parameters, queue, bucket] = await Promise.all([startMoto(), startMoto(), startMoto()]);
try {
  const report = await runLoad({
    parameters: parameters.endpoint,
    queue: queue.endpoint,
    bucket: bucket.endpoint,
    path: "/bench/load",
    names: Number(values.names),
    versions: Number(values.versions),
    outageSeconds: Number(values.outage),
    mostWaiting: Number(values.waiting),
    script,
    onProgress: (made) => {
      if (made % STEP === 0) process.stderr.write(`${made} changes made\n`);
    },
  });
  const { events, seconds, lags, failures, peakMegabytes, processorSeconds, ...outcome } = report;
  const inSeconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);
  printTable(`${events} events (${values.names} names with ${values.versions} versions) through a worker on moto`, [
    {
      what: "versions lost, stored twice, given up",
      figure: `${report.lost}, ${report.surplus}, ${report.deadLetters}`,
    },
    { what: "seconds", figure: seconds.toFixed(0) },
    { what: "events per second, outages included", figure: (events / seconds).toFixed(1) },
    {
      what: "lag (s): median, 95th percentile, most",
      figure: [median(lags), quantile(lags, 0.95), quantile(lags, 1)].map(inSeconds).join(", "),
    },
    { what: "names that failed, polls that failed", figure: `${failures.ofNames}, ${failures.ofPolls}` },
    { what: "peak memory of the worker (MB)", figure: peakMegabytes?.toFixed(0) ?? "unknown" },
    {
      what: "processor time of the worker per event (ms)",
      figure: processorSeconds === undefined ? "unknown" : ((processorSeconds / events) * 1_000).toFixed(1),
    },
    { what: "at the end", figure: `${outcome.farewell} (exit code ${outcome.exitCode})` },
  ]);
  if (report.lost + report.surplus + report.deadLetters > 0 || report.exitCode !== 0) process.exitCode = 1;
} finally {
  await Promise.all([parameters.stop(), queue.stop(), bucket.stop()]);
}
