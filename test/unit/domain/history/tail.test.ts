import { describe, expect, it } from "vitest";
import { newestVersion, tailOf } from "../../../../src/domain/history/tail.ts";
import { deleted, found, moved, version } from "../../../support/facts.ts";

describe("the newest version", () => {
  it("is the last by time, then by number, wherever it stands", () => {
    expect(newestVersion([version(2, 2000), version(9, 1000)])).toEqual(version(2, 2000));
    expect(newestVersion([version(1, 1000), version(2, 1000)])).toEqual(version(2, 1000));
    expect(newestVersion([version(2, 1000), version(1, 1000)])).toEqual(version(2, 1000));
  });

  it("is none where no version is", () => {
    expect(newestVersion([])).toBeUndefined();
    expect(newestVersion([deleted(1), moved(1, 1)])).toBeUndefined();
  });
});

describe("the tail of facts", () => {
  it("is the newest version, and the deletions from its second on", () => {
    const facts = [version(1, 1000), deleted(1), version(1, 2500), deleted(2), found(1999), found(2400), deleted(3)];
    expect(tailOf(facts)).toEqual({ newest: version(1, 2500), deletions: [deleted(2), found(2400), deleted(3)] });
  });

  it("is all deletions where there is no version", () => {
    expect(tailOf([deleted(1), moved(1, 1), deleted(2)])).toEqual({ deletions: [deleted(1), deleted(2)] });
  });
});
