import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withTables } from "../../bench/cost-document.ts";
import { callsOfSweep, costOfChanges, IDLE_POLLS, totalOf } from "../../bench/cost-model.ts";
import { costTables } from "../../bench/cost-tables.ts";

const page = readFileSync(new URL("../../docs/cost.md", import.meta.url), "utf8");

describe("what it costs", () => {
  it("is on the page as it is computed: npm run cost", () => {
    expect(page.match(/<!-- table \w+ -->/g)).toEqual(
      Object.keys(costTables()).map((name) => `<!-- table ${name} -->`),
    );
    expect(withTables(page, costTables())).toBe(page);
  });

  it("adds up, by hand for one case", () => {
    const changes = { parameters: 0, changes: 1e6, secure: 1, advanced: 1, versions: 2, valueBytes: 0 };
    const costs = costOfChanges({ ...changes, eventsInBatch: 10, sweeps: 0 });
    // S3 5 + 0.4, SQS 1.2 million requests, Lambda 0.02 + 23,500 GB s, logs 1.1 GB, KMS 2 million, SSM 1 million.
    const byHand = [5.4, 0.48, 0.02 + 23_500 * 0.0000133334, 0.55, 6, 5];
    expect(costs.map(({ usd }) => usd.toFixed(6))).toEqual(byHand.map((usd) => usd.toFixed(6)));
    expect(totalOf(costs)).toBeCloseTo(byHand.reduce((sum, usd) => sum + usd, 0));
  });

  it("counts pages, and polls of a month", () => {
    expect(callsOfSweep(101, 30)).toEqual({
      GetParametersByPath: 11,
      ListObjectVersions: 4,
      ListObjectsV2: 1,
      HeadObject: 202,
    });
    expect(IDLE_POLLS).toBe(648_000);
  });
});
