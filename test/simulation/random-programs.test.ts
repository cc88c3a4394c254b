import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { openStore } from "./stores.ts";

/** Fixed, so that what passed once goes on passing. */
const SEEDS = [1, 2, 3, 4, 5, 6];

/** Different in each run, so that new programs are tried all the time; a failure names its seed. */
const fresh = (): ReadonlyArray<number> => Array.from({ length: 2 }, () => Math.floor(Math.random() * 2 ** 31));

describe("random programs on the S3 store", () => {
  it.each([1, 2])("are told truly (seed %i)", async (seed) => {
    const { failure } = await runCampaign(60, seed, { open: openStore.s3, looks: 12 });
    expect(failure ?? "").toBe("");
  });
});

/** Each commit of SQLite waits for the disk. */
describe("random programs on the sqlite store", () => {
  it.each([1, 2])("are told truly (seed %i)", async (seed) => {
    const { failure } = await runCampaign(40, seed, { open: openStore.sqlite, looks: 12 });
    expect(failure ?? "").toBe("");
  });
});

describe("random programs on the memory store", () => {
  it.each([...SEEDS.map((seed) => [seed, 400] as const), ...fresh().map((seed) => [seed, 100] as const)])(
    "are told truly (seed %i, %i programs)",
    async (seed, programs) => {
      const { failure } = await runCampaign(programs, seed, { open: openStore.memory });
      expect(failure ?? "").toBe("");
    },
  );
});
