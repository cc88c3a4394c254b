import { expect, it } from "vitest";
import { ManualClock } from "../../../../src/adapters/memory/manual-clock.ts";

it("a manual clock stands still until it is told otherwise", () => {
  const clock = new ManualClock(1000);
  expect([clock.now(), clock.now()]).toEqual([1000, 1000]);
  expect(clock.advance(250)).toBe(1250);
  expect(clock.advance(-50)).toBe(1200);
  clock.set(5);
  expect(clock.now()).toBe(5);
});
