import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { naiveHandlers } from "./naive-handlers.ts";
import { openMemory } from "./simulated-store.ts";

/** So many programs, which a right handler all passes, have to be enough to catch a wrong one. */
const PROGRAMS = 1_000;

describe("the simulation catches a handler that", () => {
  it.each(Object.entries(naiveHandlers))("%s", async (_, handle) => {
    const { failure } = await runCampaign(PROGRAMS, 1, { open: openMemory, handle });
    expect(failure).toMatch(/^seed 1\n/);
  });
});
