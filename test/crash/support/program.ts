import { InMemoryParameterStore } from "../../../src/adapters/memory/in-memory-parameter-store.ts";
import { ManualClock } from "../../../src/adapters/memory/manual-clock.ts";
import { DEFAULT_TIME } from "../../../src/testing/builders.ts";

/** One change of a parameter. Each takes place in a second of its own. */
export interface Change {
  readonly does: "put" | "delete";
  readonly name: string;
}

const VERSIONS = 4;

/** Names in two levels, and one without a path. */
export const namesOf = (count: number): ReadonlyArray<string> => [
  "/top",
  ...Array.from({ length: count - 1 }, (_, index) => `/crash/${index % 3}/${index}`),
];

/** Creates and updates, the names taking turns. */
export const growth = (names: ReadonlyArray<string>): ReadonlyArray<Change> =>
  Array.from({ length: VERSIONS }, () => names.map((name): Change => ({ does: "put", name }))).flat();

/** Every second name is deleted, and every second one of those made again. */
export const upheaval = (names: ReadonlyArray<string>): ReadonlyArray<Change> => [
  ...names.filter((_, index) => index % 2 === 0).map((name): Change => ({ does: "delete", name })),
  ...names.filter((_, index) => index % 4 === 0).map((name): Change => ({ does: "put", name })),
];

/** A Parameter Store in which these changes happened: always the same one, in whichever process. */
export const replayed = (changes: ReadonlyArray<Change>): InMemoryParameterStore => {
  const clock = new ManualClock(DEFAULT_TIME);
  const ssm = new InMemoryParameterStore({ clock });
  for (const [index, { does, name }] of changes.entries()) {
    clock.advance(1_000);
    if (does === "delete") ssm.deleteParameter(name);
    else ssm.putParameter({ name, type: "SecureString", value: `marker ${index} of ${name}\n`, overwrite: true });
  }
  return ssm;
};
