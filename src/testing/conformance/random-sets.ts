import type { Fact } from "../../domain/model/fact.ts";
import { END_OF_TIME } from "../../domain/model/time.ts";
import type { CheckedStore } from "./checked-store.ts";
import { expectFacts, expectStates, expectTail, expectWithin, statesOf } from "./expectations.ts";
import type { Bench, Suite } from "./harness.ts";
import { diceOf, INSTANTS, randomFacts, shuffled } from "./random-facts.ts";

/** How many names a test fills. Each name has different facts. */
const NAMES = 7;
const SEEDS = [1, 2];

const tree = { _tag: "Tree", path: "/random/" } as const;

/** Fills many names through two instances, in shuffled orders. */
const fill = async ({ store, another }: Bench, seed: number): Promise<ReadonlyArray<ReadonlyArray<Fact>>> => {
  const dice = diceOf(seed);
  const instances: ReadonlyArray<CheckedStore> = [store, await another()];
  const sets = Array.from({ length: NAMES }, (_, index) => randomFacts(dice, `/random/${seed}-${10 + index}`));
  for (const facts of sets) {
    let rest = shuffled(dice, facts);
    while (rest.length > 0) {
      const size = 1 + dice(3);
      await instances[dice(2)]?.add(...rest.slice(0, size));
      rest = rest.slice(size);
    }
  }
  return sets;
};

/** Tests with random facts: each answer of the store is compared with the answer that the domain derives from all facts. */
export const randomTests = ({ group, test }: Suite): void =>
  group("random facts", () => {
    for (const seed of SEEDS) {
      test(`give the states that stateAt derives from all facts, seed ${seed}`, async (bench) => {
        const facts = (await fill(bench, seed)).flat();
        for (const instant of INSTANTS) await expectStates(bench.store, tree, instant, statesOf(facts, instant));
      });
    }

    test("are told whole, once, with the smallest evidence", async (bench) => {
      for (const facts of await fill(bench, SEEDS.length + 1)) {
        if (facts.length > 0) await expectFacts(bench.store, facts);
      }
    });

    test("give the tails that tailOf derives from all facts", async (bench) => {
      for (const facts of await fill(bench, SEEDS.length + 2)) {
        if (facts.length > 0) await expectTail(bench.store, facts);
      }
    });

    test("are told in the span of their times", async (bench) => {
      const facts = (await fill(bench, SEEDS.length + 3)).flat();
      await expectWithin(bench.store, tree, { since: 0, until: END_OF_TIME }, facts);
    });
  });
