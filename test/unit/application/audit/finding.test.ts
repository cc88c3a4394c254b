import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { agrees, findingOn } from "../../../../src/application/audit/finding.ts";
import type { Completion } from "../../../../src/application/backup/complete-history.ts";
import { stateAt } from "../../../../src/domain/history/state.ts";
import type { FactSummary } from "../../../../src/domain/model/fact.ts";
import { name, parameterVersion, versionFactOf } from "../../../../src/testing/builders.ts";
import { deleted, found, unnumbered, version } from "../../../support/facts.ts";

const DB = name("/app/db");
const NOW = 1_000_000;

const LIVE = parameterVersion({ version: 3, modifiedAt: 3000 });

/** Of a parameter that exists as version 3, which is stored; nothing was missing. */
const completion = (changes: Partial<Completion> = {}): Completion => ({
  stored: [version(3, 3000)],
  live: O.some([LIVE]),
  facts: [],
  verdicts: new Map(),
  gaps: [],
  appended: 0,
  ...changes,
});

const finding = (changes: Partial<Completion>, repair = false, now = NOW) =>
  findingOn(DB, completion(changes), now, repair);

const COMPLETE = { _tag: "Complete", name: DB };

describe("of a parameter that exists", () => {
  it("nothing is missing where its newest version is the state by the facts", () => {
    expect(finding({})).toEqual(COMPLETE);
    expect(finding({}, true)).toEqual(COMPLETE);
  });

  it("the state is that of its newest version's time, where that is ahead of the clock", () => {
    expect(finding({}, false, 2999)).toEqual(COMPLETE);
  });

  it("facts from the future say nothing", () => {
    expect(finding({ stored: [version(3, 3000), version(9, NOW + 1)] })).toEqual(COMPLETE);
    expect(finding({ stored: [version(3, 3000), deleted(2_000)] })).toEqual(COMPLETE);
  });

  it("versions are missing, with the gaps, and are stored now where that was asked for", () => {
    const facts = [deleted(1), versionFactOf({ version: 2 }), versionFactOf({ version: 3 })];
    const gaps = [{ fromVersion: 1, toVersion: 1 }];
    const missing = { _tag: "MissingVersions", name: DB, versions: [2, 3], gaps };
    expect(finding({ facts, gaps })).toEqual({ ...missing, repaired: false });
    expect(finding({ facts, gaps }, true)).toEqual({ ...missing, repaired: true });
  });

  it("a deletion is wrong on which there is evidence", () => {
    const wrong = { stored: [version(3, 3000), found(9000)], facts: [found(9000, 3000)] };
    expect(finding(wrong)).toEqual({ _tag: "WrongDeletion", name: DB, repaired: false });
    expect(finding(wrong, true)).toEqual({ _tag: "WrongDeletion", name: DB, repaired: true });
  });

  it("a deletion contradicts Parameter Store on which there is no evidence", () => {
    expect(finding({ stored: [version(3, 3000), deleted(9)] }, true)).toEqual({
      _tag: "Unexpected",
      name: DB,
      message: "is stored as deleted, yet Parameter Store has it; its next change corrects that",
    });
  });

  it("a newer version contradicts Parameter Store", () => {
    expect(finding({ stored: [version(3, 3000), version(4, 4000)] })).toMatchObject({
      ...{ _tag: "Unexpected", message: expect.stringMatching(/newer version .*\(version 4\).*another region's/) },
    });
  });

  it("a version of the Python package contradicts nothing: it has no number, and the time of its event", () => {
    expect(finding({ stored: [version(3, 3000), unnumbered(4000)] })).toEqual(COMPLETE);
  });

  it("nothing is stored, and that contradicts Parameter Store where nothing is missing", () => {
    expect(finding({ stored: [] })).toMatchObject({ _tag: "Unexpected" });
  });
});

describe("of a parameter that does not exist", () => {
  const gone = (stored: ReadonlyArray<FactSummary>, facts: Completion["facts"] = [], repair = true) =>
    finding({ live: O.none, stored, facts }, repair);

  it("nothing is missing where the facts say the same", () => {
    expect(gone([])).toEqual(COMPLETE);
    expect(gone([version(3, 3000), deleted(9)])).toEqual(COMPLETE);
    expect(gone([version(3, NOW + 1)])).toEqual(COMPLETE);
  });

  it("its deletion is missing, and is stored now where it was found and that was asked for", () => {
    const missing = { _tag: "MissingDeletion", name: DB };
    expect(gone([version(3, 3000)], [found(NOW)])).toEqual({ ...missing, repaired: true });
    expect(gone([version(3, 3000)], [found(NOW)], false)).toEqual({ ...missing, repaired: false });
    expect(gone([version(3, 3000)])).toEqual({ ...missing, repaired: false });
    expect(gone([version(3, 3000)], [versionFactOf({ version: 4 })])).toEqual({ ...missing, repaired: false });
  });
});

describe("a state and a listing agree", () => {
  const exists = stateAt([version(3, 3000)], NOW);
  const isDeleted = stateAt([version(3, 3000), deleted(9)], NOW);

  it("where the newest version of both is one, by number and time", () => {
    expect(agrees(exists, LIVE)).toBe(true);
    expect(agrees(exists, { version: 2, modifiedAt: 3000 })).toBe(false);
    expect(agrees(exists, { version: 3, modifiedAt: 3001 })).toBe(false);
  });

  it("where neither has the parameter", () => {
    expect([agrees(undefined, undefined), agrees(isDeleted, undefined)]).toEqual([true, true]);
    expect([agrees(exists, undefined), agrees(undefined, LIVE), agrees(isDeleted, LIVE)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
