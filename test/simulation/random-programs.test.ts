import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { openMemory } from "./simulated-store.ts";

/** Fixed, so that what passed once goes on passing. */
const SEEDS = [1, 2, 3, 4, 5, 6];

/** Different in each run, so that new programs are tried all the time; a failure names its seed. */
const fresh = (): ReadonlyArray<number> => Array.from({ length: 2 }, () => Math.floor(Math.random() * 2 ** 31));

describe("random programs on the memory store", () => {
  it.each([...SEEDS, ...fresh()])("are kept truly (seed %i)", async (seed) => {
    const { failure } = await runCampaign(400, seed, { open: openMemory });
    expect(failure ?? "").toBe("");
  });
});
