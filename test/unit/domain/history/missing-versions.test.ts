import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { versionsBehindHead, versionsMissingBefore } from "../../../../src/domain/history/missing-versions.ts";
import { type RecordSummary, UNKNOWN_VERSION } from "../../../../src/domain/model/backup-record.ts";
import type { ParameterVersion } from "../../../../src/domain/model/parameter-version.ts";
import { DEFAULT_TIME, parameterVersion, tombstoneOf, versionRecordOf } from "../../../../src/testing/builders.ts";

const T = DEFAULT_TIME;
const kept = (version: number, later: number) => versionRecordOf({ version, modifiedAt: T + later });
const live = (version: number, later: number) => parameterVersion({ version, modifiedAt: T + later });

/** `version@time` of what is missing, in milliseconds after {@link T}. */
const behind = (head: RecordSummary, first: ParameterVersion, ...others: ReadonlyArray<ParameterVersion>) =>
  versionsBehindHead([first, ...others], O.some(head)).map(({ version, modifiedAt }) => `${version}@${modifiedAt - T}`);

describe("what is missing behind a version", () => {
  it("of several in one millisecond is told by its number", () => {
    expect(behind(kept(1, 5), live(1, 5), live(2, 5))).toEqual(["2@5"]);
    expect(behind(kept(2, 5), live(1, 5), live(2, 5))).toEqual([]);
    expect(behind(kept(5, 500), live(6, 500))).toEqual(["6@500"]);
  });

  it("that is not listed is what is newer, not what is older in its second", () => {
    expect(behind(kept(3, 500), live(1, 100), live(2, 600))).toEqual(["2@600"]);
  });

  it("of the Python package begins with its second", () => {
    expect(behind(kept(UNKNOWN_VERSION, 0), live(1, -1), live(2, 0), live(3, 1))).toEqual(["2@0", "3@1"]);
  });

  it("that stands after the deletion of its second is what was made after it", () => {
    const recreated = versionRecordOf({ version: 2, modifiedAt: T + 300, at: T + 999, rank: 2 });
    const successors = [live(3, 600), live(4, 999), live(5, 1_000)];
    const missing = ["3@600", "4@999", "5@1000"];
    expect(behind(recreated, live(2, 300), ...successors)).toEqual(missing);
    expect(behind(recreated, live(1, 200), ...successors)).toEqual(missing);
  });
});

describe("what is missing behind a deletion", () => {
  const deletion = tombstoneOf({ deletedAt: T });

  it("is all that lives when that began in its very second", () => {
    expect(behind(deletion, live(1, 300), live(2, 999), live(3, 1_000))).toEqual(["1@300", "2@999", "3@1000"]);
  });

  it("is nothing that is older: that was deleted, or the answer is stale", () => {
    expect(behind(deletion, live(1, -5_000), live(2, 300))).toEqual([]);
  });

  it("that was only discovered is all that lives, since it lives", () => {
    expect(behind(tombstoneOf({ deletedAt: T, cause: "Discovered" }), live(1, -5_000), live(2, 1_500))).toEqual([
      "1@-5000",
      "2@1500",
    ]);
  });
});

describe("what is missing before the head", () => {
  it("is nothing that is kept, and nothing that is behind the head", () => {
    const all = [live(1, 0), live(2, 10), live(3, 20)] as const;
    expect(versionsMissingBefore([kept(1, 0), kept(2, 10)], all, [kept(3, 20)])).toEqual([]);
    expect(versionsMissingBefore([kept(1, 0), kept(3, 20)], all, [])).toMatchObject([{ version: 2 }]);
    expect(versionsMissingBefore([], all, [])).toEqual([]);
  });
});
