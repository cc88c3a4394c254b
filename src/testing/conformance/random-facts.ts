import type { Fact } from "../../domain/model/fact.ts";
import { at, deletion, found, labelChange, version } from "./facts.ts";

/** Answers a whole number from 0 to below `end`. */
export type Dice = (end: number) => number;

/** Makes pseudo-random numbers, the same in every run: Mulberry32, in the public domain (Tommy Ettinger, 2017). */
export const diceOf = (seed: number): Dice => {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
};

/** Few seconds and few milliseconds: facts come close to each other. */
const SECONDS = 5;
const FRACTIONS = [0, 0.25, 0.5, 0.999] as const;

/** Instants at, before and between all times of {@link randomFacts}. */
export const INSTANTS: ReadonlyArray<number> = Array.from({ length: SECONDS }, (_, second) =>
  [0, 0.4, 0.999].map((fraction) => at(second + fraction)),
).flat();

const several = <A>(dice: Dice, most: number, make: (index: number) => A): ReadonlyArray<A> =>
  Array.from({ length: dice(most + 1) }, (_, index) => make(index));

/** Makes facts of one name within a few seconds, each identity once. The facts need not be a possible history. */
export const randomFacts = (dice: Dice, name: string): ReadonlyArray<Fact> => {
  const second = (): number => at(dice(SECONDS));
  const moment = (): number => at(dice(SECONDS) + (FRACTIONS[dice(FRACTIONS.length)] ?? 0));
  const evidence = () => (dice(3) === 0 ? { aliveSince: moment() } : {});
  const times = new Set(several(dice, 5, moment));
  return [
    ...[...times].map((time) => version(1 + dice(4), time, { name })),
    ...several(dice, 3, (index) => deletion(second(), index, { name, ...evidence() })),
    ...[...new Set(several(dice, 2, moment))].map((time) => found(time, { name, ...evidence() })),
    ...several(dice, 2, (index) => labelChange(second(), index, { name, toVersion: 1 + dice(3) })),
  ];
};

/** The facts in another order. Some facts come twice, and some deletions also as a copy without evidence. */
export const shuffled = (dice: Dice, facts: ReadonlyArray<Fact>): ReadonlyArray<Fact> => {
  const copies = facts
    .filter(() => dice(3) === 0)
    .map((fact) => {
      if (fact._tag !== "Deletion") return fact;
      const { aliveSince: _, ...others } = fact;
      return others;
    });
  return [...facts, ...copies]
    .map((fact) => ({ fact, place: dice(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ fact }) => fact);
};
