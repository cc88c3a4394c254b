import { isVersion, type VersionFact, type VersionSummary } from "../../domain/model/fact.ts";
import { everything } from "../../domain/model/selection.ts";
import type { CheckedStore } from "./checked-store.ts";
import { expectLoaded, factsFrom, factsOf, statesFrom, summaryOf, tailFrom } from "./expectations.ts";
import { at, END, twoIncarnations, unnumbered, version, versionsOf } from "./facts.ts";
import type { Bench, Suite } from "./harness.ts";
import { factText } from "./texts.ts";

const VERSIONS = versionsOf(twoIncarnations());

/** The ways to get summaries of versions, by the method that answers the summaries. */
const TELLERS: Readonly<Record<string, (store: CheckedStore) => Promise<ReadonlyArray<VersionSummary>>>> = {
  facts: async (store) => (await factsOf(store)).filter(isVersion),
  tail: async (store) => [(await tailFrom(store)).newest].filter((newest) => newest !== undefined),
  statesAt: async (store) => {
    const states = await Promise.all([15, 25, 45, 55].map((time) => statesFrom(store, everything, at(time))));
    return states.flat().flatMap((state) => (state._tag === "Exists" ? [state.version] : []));
  },
  factsWithin: async (store) => (await factsFrom(store, everything, { since: at(0), until: END })).filter(isVersion),
};

const LEFT_OUT: Readonly<Record<string, number>> = { facts: 4, tail: 1, statesAt: 4, factsWithin: 4 };

const factOf = (told: VersionSummary): VersionFact | undefined =>
  VERSIONS.find(({ modifiedAt }) => modifiedAt === told.modifiedAt);

/** Loads every version that `teller` answers. `pass` hands the summaries on to another store or process. */
const loadTold = async (
  { store, another }: Bench,
  teller: string,
  pass: (told: VersionSummary) => VersionSummary,
  elsewhere = false,
): Promise<void> => {
  await store.add(...twoIncarnations());
  const told = (await TELLERS[teller]?.(store)) ?? [];
  store.compare(`${teller}, asked for versions,`, told.length, LEFT_OUT[teller], (count) => `${count} versions`);
  const loading = elsewhere ? await another() : store;
  for (const summary of told) {
    const fact = factOf(summary);
    if (fact !== undefined) await expectLoaded(loading, fact, pass(summary));
  }
};

const asJson = (told: VersionSummary): VersionSummary => JSON.parse(JSON.stringify(told));

const withoutReference = ({ reference: _, ...told }: VersionSummary): VersionSummary => told;

/** Tests of `load`: the loaded version is the version of the summary. */
export const loadTests = ({ group, test }: Suite): void =>
  group("load", () => {
    for (const teller of Object.keys(TELLERS)) {
      test(`gives the versions that ${teller} told of`, (bench) => loadTold(bench, teller, (told) => told));
    }

    test("gives a version without its reference", (bench) => loadTold(bench, "facts", withoutReference));

    test("gives a version from a copy of its summary through JSON", (bench) => loadTold(bench, "facts", asJson));

    test("gives a version that another instance told of", (bench) => loadTold(bench, "facts", asJson, true));

    test("gives a version that another instance told of without its reference", (bench) =>
      loadTold(bench, "facts", withoutReference, true));

    test("tells versions of one millisecond apart", async ({ store }) => {
      const facts = [1, 2, 3].map((number) => version(number, at(10)));
      await store.add(...facts);
      for (const fact of facts) await expectLoaded(store, fact);
    });

    test("tells versions of one number apart", async ({ store }) => {
      await store.add(...twoIncarnations());
      for (const fact of VERSIONS) await expectLoaded(store, fact);
    });

    test("gives a version without a number", async ({ store }) => {
      await store.add(unnumbered(at(10)), version(1, at(10)));
      await expectLoaded(store, unnumbered(at(10)));
    });

    test("gives an older version that came after newer ones", async ({ store }) => {
      await store.add(version(2, at(20)));
      await store.add(version(1, at(10)));
      await expectLoaded(store, version(1, at(10)));
    });

    test("fails for a version that is not stored", async ({ store }) => {
      await store.add(version(1, at(10)), version(2, at(20)));
      const elsewhere = version(1, at(10), { name: "/none" });
      for (const absent of [version(3, at(30)), version(1, at(15)), version(2, at(10)), elsewhere]) {
        await store.fail(`load(${factText(absent)})`, store.port.load(summaryOf(absent)));
      }
    });
  });
