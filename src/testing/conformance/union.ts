import type { Fact } from "../../domain/model/fact.ts";
import { expectAdded, expectAll, expectFacts, factsOf } from "./expectations.ts";
import {
  at,
  deletion,
  END,
  everyKind,
  found,
  labelChange,
  NAME,
  twoIncarnations,
  unnumbered,
  version,
} from "./facts.ts";
import type { Suite } from "./harness.ts";

/** Facts whose identities differ in one part only, by the rule that makes the facts different. */
const DIFFERENT: Readonly<Record<string, ReadonlyArray<Fact>>> = {
  "versions of one millisecond by their numbers": [1, 2, 3].map((number) => version(number, at(10))),
  "versions of one number by their milliseconds": [10, 10.001, 11].map((seconds) => version(1, at(seconds))),
  "a version without a number from a numbered one": [unnumbered(at(10)), version(1, at(10))],
  "versions of any whole numbers": [-1, 0, 1, 1_000_000].map((number) => version(number, at(10))),
  "deletions of one second by their events": [1, 2, 3].map((event) => deletion(at(20), event)),
  "deletions of one event id by their seconds": [20, 21].map((seconds) => deletion(at(seconds))),
  "deletions that sweeps found by their milliseconds": [20, 20.001].map((seconds) => found(at(seconds))),
  "a deletion that a sweep found from one that an event tells of": [deletion(at(20)), found(at(20))],
  "label changes of one second by their events": [1, 2].map((event) => labelChange(at(20), event)),
  "a version, a deletion and a label change of one moment": [version(1, at(20)), deletion(at(20)), labelChange(at(20))],
};

/** All orders of a list. */
const ordersOf = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.length < 2
    ? [list]
    : list.flatMap((first, index) => ordersOf(list.toSpliced(index, 1)).map((rest) => [first, ...rest]));

const KINDS: Readonly<Record<string, Fact>> = {
  "a version": version(1, at(10)),
  "a version without a number": unnumbered(at(10)),
  "a deletion that an event tells of": deletion(at(20)),
  "a deletion that a sweep found": found(at(20.5)),
  "a label change": labelChange(at(20)),
};

const renamed = (facts: ReadonlyArray<Fact>, index: number): ReadonlyArray<Fact> => {
  const { name } = version(1, at(0), { name: `/orders/${index}` });
  return facts.map((fact) => ({ ...fact, name }));
};

/** A store is a set of facts: each identity once, whatever the order and the number of appends. */
export const unionTests = ({ group, test }: Suite): void =>
  group("union", () => {
    test("answers how many facts were new", async ({ store }) => {
      await expectAdded(store, 1, version(1, at(10)));
      await expectAdded(store, 3, version(2, at(20)), deletion(at(30)), labelChange(at(25)));
    });

    for (const [kind, fact] of Object.entries(KINDS)) {
      test(`adds ${kind} once`, async ({ store }) => {
        await expectAdded(store, 1, fact);
        await expectAdded(store, 0, fact);
        await expectFacts(store, [fact]);
      });
    }

    for (const [title, facts] of Object.entries(DIFFERENT)) {
      test(`tells ${title}`, async ({ store }) => {
        await expectAdded(store, facts.length, ...facts);
        await expectFacts(store, facts);
      });
    }

    test("adds only the missing ones of several facts", async ({ store }) => {
      const [first, second, gone, ...again] = twoIncarnations();
      await store.add(first, gone);
      await expectAdded(store, 3, first, second, gone, ...again);
      await expectFacts(store, twoIncarnations());
    });

    test("adds a fact once that one append holds twice", async ({ store }) => {
      const facts = everyKind();
      await expectAdded(store, facts.length, ...facts, ...facts);
      await expectFacts(store, facts);
    });

    test("answers the same whatever the order in which facts came one by one", async ({ store }) => {
      const facts = [version(1, at(10)), deletion(at(20)), version(1, at(20.5))];
      for (const [index, order] of ordersOf(facts).entries()) {
        const ofName = renamed(order, index);
        for (const fact of ofName) await store.add(fact);
        await expectAll(store, ofName, END);
      }
    });

    test("answers the same whatever the order of the facts in one append", async ({ store }) => {
      const facts = twoIncarnations().toReversed();
      await expectAdded(store, facts.length, ...facts);
      await expectAll(store, facts, END);
    });

    test("adds nothing when no facts are appended", async ({ store }) => {
      await expectAdded(store, 0);
      await expectFacts(store, [], NAME);
    });

    test("does nothing before the task of an append is run", async ({ store }) => {
      const task = store.append([version(1, at(10))]);
      await factsOf(store);
      await expectFacts(store, [], NAME);
      await store.succeed("append", task);
      await expectFacts(store, [version(1, at(10))]);
    });

    test("adds nothing more when the task of an append is run again", async ({ store }) => {
      const task = store.append([version(1, at(10))]);
      await store.succeed("append", task);
      store.compare("the second run of append", await store.succeed("append", task), 0, String);
      await expectFacts(store, [version(1, at(10))]);
    });
  });
