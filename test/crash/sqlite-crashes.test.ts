import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { opened } from "../conformance/sqlite-harness.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { crash } from "./support/campaign.ts";

const FRESH = Math.floor(Math.random() * 2 ** 30);

describe("a handler that is killed while it stores into SQLite", () => {
  it.each([7, FRESH])("loses nothing acknowledged, invents nothing, and ends exact (seed %i)", async (seed) => {
    const file = join(temporaryFolder(), "backup.db");

    const killed = await crash({
      ...{ store: { sqlite: file }, open: () => opened(file), settings: {}, seed },
      ...{ names: 24, kills: 5, longestLife: 80 },
    });

    // A host may be done before its time comes.
    expect(killed).toBeGreaterThan(3);
  });
});
