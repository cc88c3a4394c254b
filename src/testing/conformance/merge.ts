import { mergeFacts } from "../../domain/history/fact-set.ts";
import type { Deletion, Fact, VersionFact } from "../../domain/model/fact.ts";
import type { ParameterAttributes } from "../../domain/model/parameter-version.ts";
import { expectAdded, expectAt, expectFacts, expectLoaded, expectTail, expectWithin, only } from "./expectations.ts";
import { at, deletion, END, found, NAME, version } from "./facts.ts";
import type { Suite } from "./harness.ts";

const gone = (aliveSince?: number): Deletion =>
  deletion(at(20), 1, aliveSince === undefined ? {} : { aliveSince: at(aliveSince) });

/** Two copies of a version, made when other labels or tags were seen, by the difference. */
const COPIES: Readonly<Record<string, readonly [ParameterAttributes, ParameterAttributes]>> = {
  "with other labels": [{ labels: ["stable"] }, { labels: ["prod", "stable"] }],
  "with other tags": [{ tags: { team: "blue" } }, { tags: { team: "green" } }],
  "of which one knows labels and the other knows tags": [{ labels: ["stable"] }, { tags: { team: "blue" } }],
  "with other labels of older versions": [{ olderLabels: { old: 1 } }, { olderLabels: { old: 1, older: 1 } }],
};

const merged = (a: VersionFact, b: VersionFact): ReadonlyArray<VersionFact> => {
  const fact: Fact = mergeFacts(a, b);
  return fact._tag === "Version" ? [fact] : [];
};

/** Tests of merging: two different copies of a fact become one fact. */
export const mergeTests = ({ group, test }: Suite): void =>
  group("merge", () => {
    test("stores the smaller evidence when the smaller one comes later", async ({ store }) => {
      await store.add(gone(20.6));
      await store.add(gone(20.3));
      await expectFacts(store, [gone(20.3)]);
    });

    test("stores the smaller evidence when the smaller one came first", async ({ store }) => {
      await store.add(gone(20.3));
      await store.add(gone(20.6));
      await expectFacts(store, [gone(20.3)]);
    });

    test("stores the smallest evidence of one append", async ({ store }) => {
      await expectAdded(store, 1, gone(20.6), gone(20.3), gone(), gone(20.5));
      await expectFacts(store, [gone(20.3)]);
    });

    test("stores evidence of a deletion that had none", async ({ store }) => {
      await store.add(gone());
      await store.add(gone(20.3));
      await expectFacts(store, [gone(20.3)]);
    });

    test("stores evidence of a deletion that a sweep found", async ({ store }) => {
      await store.add(found(at(20.5)));
      await store.add(found(at(20.5), { aliveSince: at(30) }));
      await expectFacts(store, [found(at(20.5), { aliveSince: at(30) })]);
    });

    test("loses no evidence when a copy of the deletion has none", async ({ store }) => {
      await store.add(gone(20.3));
      await store.add(gone());
      await expectFacts(store, [gone(20.3)]);
    });

    test("does not count evidence as a new fact", async ({ store }) => {
      await expectAdded(store, 1, gone(20.6));
      await expectAdded(store, 0, gone(20.3));
      await expectAdded(store, 1, gone(20.1), deletion(at(20), 2));
    });

    test("takes evidence for the deletion of its own event only", async ({ store }) => {
      await store.add(gone(), deletion(at(20), 2));
      await store.add(gone(20.3));
      await expectFacts(store, [gone(20.3), deletion(at(20), 2)]);
    });

    test("tells evidence in the tail", async ({ store }) => {
      await store.add(version(1, at(10)), gone(20.6));
      await store.add(gone(20.3));
      await expectTail(store, [version(1, at(10)), gone(20.3)]);
    });

    test("tells evidence in the state of a deletion", async ({ store }) => {
      await store.add(version(1, at(10)), gone(20.6));
      await store.add(gone(20.3));
      await expectAt(store, END, gone(20.3));
    });

    test("tells evidence among the facts of a span", async ({ store }) => {
      await store.add(gone(20.6));
      await store.add(gone(20.3));
      await expectWithin(store, only(NAME), { since: at(0), until: END }, [gone(20.3)]);
    });

    for (const [title, copies] of Object.entries(COPIES)) {
      test(`makes one version of two copies ${title}, the same whichever comes first`, async ({ store }) => {
        for (const [name, both] of [["/first", copies] as const, ["/second", copies.toReversed()] as const]) {
          const [a, b] = both.map((attributes) => version(1, at(10), { name, value: "the same", attributes }));
          if (a === undefined || b === undefined) return;
          await expectAdded(store, 1, a);
          await expectAdded(store, 0, b);
          for (const fact of merged(a, b)) {
            await expectFacts(store, [fact]);
            await expectLoaded(store, fact);
          }
        }
      });
    }
  });
