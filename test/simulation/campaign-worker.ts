import { isMainThread, parentPort } from "node:worker_threads";
import { type CampaignReport, runCampaign } from "./campaign.ts";
import { openStore, type StoreName } from "./stores.ts";
import type { Tally } from "./turnstile.ts";

/** How many programs a worker plays between two reports; each batch has a seed of its own. */
export const BATCH = 500;

/** What a worker is to play. */
export interface BatchOrder {
  readonly store: StoreName;
  readonly seed: number;
  readonly runs: number;
}

/** What came of it. */
export interface BatchReport extends CampaignReport {
  readonly faults: Tally;
}

const play = async ({ store, seed, runs }: BatchOrder): Promise<BatchReport> => {
  const faults: Tally = new Map();
  return { ...(await runCampaign(runs, seed, { open: openStore[store], faults })), faults };
};

if (!isMainThread) {
  parentPort?.on("message", (order: BatchOrder) => {
    void play(order).then((report) => parentPort?.postMessage(report));
  });
}
