import * as O from "fp-ts/lib/Option.js";
import type { ChangeEvent, ChangeOperation } from "../../src/domain/events/change-event.ts";
import type { Situation } from "../../src/domain/history/situation.ts";
import type { LiveHistory } from "../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import { changeEventOf, name, parameterVersion } from "../../src/testing/builders.ts";

/** An event of a second; `a` by default. */
export const event = (operation: ChangeOperation, second: number, id = "a"): ChangeEvent =>
  changeEventOf({ operation, time: second * 1000, id });

/** What SSM has: versions by number and time, oldest first. */
export const live = (
  first: readonly [number: number, modifiedAt: Millis],
  ...others: ReadonlyArray<readonly [number: number, modifiedAt: Millis]>
): O.Option<LiveHistory> => {
  const made = ([version, modifiedAt]: readonly [number, Millis]) => parameterVersion({ version, modifiedAt });
  return O.some([made(first), ...others.map(made)]);
};

/** A situation in which nothing is stored, nothing exists and nothing was told, but for what is given. */
export const situationOf = (given: Partial<Situation> = {}): Situation => ({
  name: name("/app/prod/db/password"),
  events: [],
  deletions: [],
  live: O.none,
  ...given,
});
