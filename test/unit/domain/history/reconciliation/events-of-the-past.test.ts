import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { tellsOfThePast } from "../../../../../src/domain/history/reconciliation.ts";
import { Workbench } from "./workbench.ts";

describe("events tell of the past", () => {
  /** A first life from second 0 on, deleted at 5, and another from 10.5 on. */
  const twoLives = () => {
    const bench = new Workbench();
    const created = bench.at(0).put();
    const deleted = bench.at(5).remove();
    const createdAnew = bench.at(10.5).put();
    return { created, deleted, createdAnew, live: bench.live() };
  };

  it("when one of them is older than all that lives", () => {
    const { created, createdAnew, live } = twoLives();
    expect(tellsOfThePast([created], live)).toBe(true);
    expect(tellsOfThePast([createdAnew, created], live)).toBe(true);
  });

  it("not when they are deletions, of the oldest living version's second, or nothing lives", () => {
    const { created, deleted, createdAnew, live } = twoLives();
    expect(tellsOfThePast([deleted], live)).toBe(false);
    expect(tellsOfThePast([createdAnew], live)).toBe(false);
    expect(tellsOfThePast([created], O.none)).toBe(false);
    expect(tellsOfThePast([], live)).toBe(false);
  });
});
