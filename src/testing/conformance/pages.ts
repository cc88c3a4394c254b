import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import type { Fact } from "../../domain/model/fact.ts";
import type { Selection } from "../../domain/model/selection.ts";
import {
  expectAdded,
  expectFacts,
  expectLoaded,
  expectStates,
  expectTail,
  expectWithin,
  statesFrom,
  statesOf,
} from "./expectations.ts";
import { at, deletion, END, labelChange, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

/** How many names are written at once. */
const CONCURRENT_NAMES = 16;

const tree: Selection = { _tag: "Tree", path: "/pages/" };
const level: Selection = { _tag: "Level", path: "/pages/" };
const LONG = "/pages/long";

const many = <A>(length: number, make: (index: number) => A): ReadonlyArray<A> =>
  Array.from({ length }, (_, index) => make(index));

/** One version for each of many names, ordered by name. Every second name lies a level deeper. */
const manyNames = (length: number): ReadonlyArray<Fact> =>
  many(length, (index) => `/pages/${index % 2 === 0 ? "" : "below/"}${String(index).padStart(6, "0")}`)
    .toSorted()
    .map((name) => version(1, at(10), { name, value: `value of ${name}` }));

const isDirect = ({ name }: Fact): boolean => !name.startsWith("/pages/below/");

const span = { since: at(0), until: END };

/** More than a backend hands out at once. */
export const pageTests = ({ group, test, pageCrossing }: Suite): void =>
  group("pages", () => {
    test("cut no history of many versions, nor their neighbours", async ({ store }) => {
      const versions = many(pageCrossing, (index) => version(index + 1, at(index), { name: LONG }));
      const around = ["/pages/a", "/pages/z"].map((name) => version(1, at(0), { name }));
      for (const fact of around) await store.add(fact);
      await expectAdded(store, versions.length, ...versions);
      await expectFacts(store, versions);
      await expectTail(store, versions);
      for (const index of [0, versions.length >> 1, versions.length - 1]) {
        const fact = versions[index];
        if (fact === undefined) return;
        await expectStates(store, tree, fact.modifiedAt, statesOf([...around, fact], END));
        await expectLoaded(store, fact);
      }
      await expectWithin(store, tree, span, [...around, ...versions]);
    });

    test("cut no history of many deletions and label changes", async ({ store }) => {
      const facts = [
        version(1, at(0), { name: LONG }),
        ...many(pageCrossing, (index) => deletion(at(10 + index), 1, { name: LONG })),
        ...many(pageCrossing, (index) => labelChange(at(10 + index), 2 + index, { name: LONG })),
      ];
      await expectAdded(store, facts.length, ...facts);
      await expectFacts(store, facts);
      await expectTail(store, facts);
      await expectStates(store, tree, at(5), statesOf(facts, at(5)));
      await expectStates(store, tree, END, statesOf(facts, END));
      await expectWithin(store, tree, span, facts);
    });

    test("cut no stream of many names", async ({ store }) => {
      const facts = manyNames(pageCrossing);
      await pMap(facts, (fact) => expectAdded(store, 1, fact), { concurrency: CONCURRENT_NAMES });
      await expectStates(store, tree, END, statesOf(facts, END));
      await expectStates(store, level, END, statesOf(facts.filter(isDirect), END));
      await expectWithin(store, tree, span, facts);
      await expectWithin(store, level, span, facts.filter(isDirect));
    });

    test("are let go of when a stream is left early", async ({ store }) => {
      const facts = manyNames(Math.min(pageCrossing, 60));
      await pMap(facts, (fact) => store.add(fact), { concurrency: CONCURRENT_NAMES });
      let seen = 0;
      for await (const state of store.port.statesAt(tree, END)) {
        store.check("statesAt", E.isRight(state), "gave a failure, expected a state");
        seen += 1;
        if (seen === 3) break;
      }
      const again = await statesFrom(store, tree, END);
      store.compare("statesAt, after a stream that was left early,", again.length, facts.length, String);
      await store.close();
    });
  });
