import type { Fact } from "../../domain/model/fact.ts";
import { expectFacts, expectTail } from "./expectations.ts";
import { at, deletion, everyKind, found, labelChange, NAME, twoIncarnations, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

/** Facts of a name, by the expected tail. */
const TAILS: Readonly<Record<string, ReadonlyArray<Fact>>> = {
  "the newest version, not the one appended last": [version(2, at(20)), version(1, at(10))],
  "the newest version by time before number": [version(7, at(10)), version(1, at(20))],
  "the newest version of one millisecond by number": [version(3, at(10)), version(1, at(10)), version(2, at(10))],
  "a deletion after the newest version": [version(1, at(10)), deletion(at(20))],
  "a deletion in the second of the newest version, and after it": [version(1, at(20.3)), deletion(at(20))],
  "all deletions of one second": [version(1, at(10)), ...[1, 2, 3].map((event) => deletion(at(20), event))],
  "all deletions after the newest version": [version(1, at(10)), deletion(at(20)), found(at(25.5)), deletion(at(30))],
  "a deletion that a sweep found after the newest version": [version(1, at(10)), found(at(20.5))],
  "deletions of which no version is stored": [deletion(at(10)), found(at(20.5)), deletion(at(30))],
  "the newest version of a name that was created anew": twoIncarnations(),
  "the newest version, whatever labels moved since": [version(1, at(10)), labelChange(at(20))],
};

/** Tests of `tail` and `facts` of one name. */
export const tailTests = ({ group, test }: Suite): void => {
  group("tail", () => {
    for (const [title, facts] of Object.entries(TAILS)) {
      test(`tells ${title}`, async ({ store }) => {
        for (const fact of facts) await store.add(fact);
        await expectTail(store, facts);
      });
    }

    test("tells nothing of a name without facts", ({ store }) => expectTail(store, [], NAME));

    test("tells nothing of a name that is only the beginning of others", async ({ store }) => {
      for (const name of ["/app/db-x", "/app/db/x", "/app/dbs"]) await store.add(version(1, at(10), { name }));
      await expectTail(store, [], NAME);
    });
  });

  group("facts", () => {
    test("tells facts of every kind", async ({ store }) => {
      await store.add(...everyKind());
      await expectFacts(store, everyKind());
    });

    test("tells nothing of a name without facts", ({ store }) => expectFacts(store, [], NAME));

    test("tells nothing of a name that is only the beginning of others", async ({ store }) => {
      for (const name of ["/app/db-x", "/app/db/x", "/app/dbs"]) await store.add(version(1, at(10), { name }));
      await expectFacts(store, [], NAME);
    });

    test("tells a deletion that other facts contradict", async ({ store }) => {
      const facts = [version(1, at(10)), found(at(15)), version(2, at(20))];
      await store.add(...facts);
      await expectFacts(store, facts);
    });
  });
};
