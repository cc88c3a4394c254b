import { expect } from "vitest";
import { everyFormOf } from "../../support/canary.ts";

/** What is looked for: no number, name or id that a generator makes has it. */
const SONG = "7f3a91d2";

/** The value that lies wherever a value may lie. Spaces and a slash at its end keep it from being a parameter's name. */
export const CANARY = `canary ${SONG} "the value" of a parameter/`;

/** Fails when the canary is in anything that somebody may print of these things without thinking. */
export const expectSilence = (...things: ReadonlyArray<unknown>): void => {
  for (const thing of things) {
    const printed = everyFormOf(thing);
    const at = printed.indexOf(SONG);
    expect(at < 0 ? "silence" : printed.slice(Math.max(0, at - 200), at + 100)).toBe("silence");
  }
};
