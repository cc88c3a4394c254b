import { describe, expect, it } from "vitest";
import type { Finding } from "../../../../src/application/audit/finding.ts";
import { countFinding, NOTHING_FOUND, sumOfCounts } from "../../../../src/application/audit/finding-counts.ts";
import { name } from "../../../../src/testing/builders.ts";

const DB = { name: name("/app/db") };
const GAPS = [
  { fromVersion: 1, toVersion: 2 },
  { fromVersion: 5, toVersion: 5 },
];
const missing = (repaired: boolean, gaps = GAPS): Finding => ({
  ...{ ...DB, _tag: "MissingVersions", versions: [3], gaps, repaired },
});

describe("a finding", () => {
  it.each<readonly [string, Finding, Partial<typeof NOTHING_FOUND>]>([
    ["Complete", { ...DB, _tag: "Complete" }, { complete: 1 }],
    ["MissingVersions", missing(false, []), { missing: 1 }],
    ["MissingVersions, repaired", missing(true, []), { repaired: 1 }],
    ["MissingVersions with gaps", missing(true), { repaired: 1, gaps: 1 }],
    ["MissingDeletion", { ...DB, _tag: "MissingDeletion", repaired: false }, { missing: 1 }],
    ["MissingDeletion, repaired", { ...DB, _tag: "MissingDeletion", repaired: true }, { repaired: 1 }],
    ["WrongDeletion", { ...DB, _tag: "WrongDeletion", repaired: false }, { missing: 1 }],
    ["WrongDeletion, repaired", { ...DB, _tag: "WrongDeletion", repaired: true }, { repaired: 1 }],
    ["Unexpected", { ...DB, _tag: "Unexpected", message: "x" }, { unexpected: 1 }],
    ["Refused", { ...DB, _tag: "Refused", message: "x" }, { failed: 1 }],
    ["Failed", { ...DB, _tag: "Failed", reason: "x", message: "x" }, { failed: 1 }],
  ])("(%s) is counted", (_what, finding, counts) => {
    expect(countFinding(NOTHING_FOUND, finding)).toEqual({ ...NOTHING_FOUND, ...counts });
    const twice = countFinding(countFinding(NOTHING_FOUND, finding), finding);
    const once = countFinding(NOTHING_FOUND, finding);
    expect(twice).toEqual(sumOfCounts(once, once));
  });
});

describe("the counts of two", () => {
  it("are the sum of each", () => {
    const a = { complete: 1, repaired: 2, missing: 3, unexpected: 4, failed: 5, gaps: 6 };
    const b = { complete: 10, repaired: 20, missing: 30, unexpected: 40, failed: 50, gaps: 60 };
    expect(sumOfCounts(a, b)).toEqual({
      complete: 11,
      repaired: 22,
      missing: 33,
      unexpected: 44,
      failed: 55,
      gaps: 66,
    });
  });
});
