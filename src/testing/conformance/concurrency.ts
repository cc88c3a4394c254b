import type { Deletion, Fact } from "../../domain/model/fact.ts";
import type { Tail } from "../../ports/backup-store.ts";
import { expectAdded, expectAll, expectFacts, expectStates, expectTail, statesOf, tailFrom } from "./expectations.ts";
import { at, deletion, END, everyKind, labelChange, twoIncarnations, version } from "./facts.ts";
import type { Bench, Suite } from "./harness.ts";

interface Race {
  /** The stored facts when the caller reads the tail. */
  readonly known: ReadonlyArray<Fact>;
  /** The facts that another instance appends after the reading and before the caller's append. */
  readonly meanwhile: ReadonlyArray<Fact>;
  /** The facts that the caller appends, with the outdated tail. */
  readonly late: ReadonlyArray<Fact>;
  /** The facts that have to be stored in the end. */
  readonly all: ReadonlyArray<Fact>;
}

const [FIRST, SECOND, GONE, AGAIN, NEWEST] = twoIncarnations();
const CHANGE = labelChange(at(25));

/** Versions with the same value. So a hash of the value, such as an ETag, can't tell the versions apart. */
const SAME = [1, 2, 3].map((number) => version(number, at(number * 10), { value: "the same" }));

const RACES: Readonly<Record<string, Race>> = {
  "of an unknown name": { known: [], meanwhile: [FIRST], late: [SECOND], all: [FIRST, SECOND] },
  "of an unknown name, for an older version": { known: [], meanwhile: [SECOND], late: [FIRST], all: [FIRST, SECOND] },
  "of an unknown name, for a version that is there by now": {
    known: [],
    meanwhile: [FIRST],
    late: [FIRST],
    all: [FIRST],
  },
  "from before a version": { known: [FIRST], meanwhile: [SECOND], late: [GONE], all: [FIRST, SECOND, GONE] },
  "from before a newer version": {
    known: [FIRST],
    meanwhile: [AGAIN],
    late: [SECOND, GONE],
    all: [FIRST, SECOND, GONE, AGAIN],
  },
  "from before a version of the same value": {
    known: SAME.slice(0, 1),
    meanwhile: SAME.slice(1, 2),
    late: SAME.slice(1),
    all: SAME,
  },
  "from before a deletion": {
    known: [FIRST, SECOND],
    meanwhile: [GONE],
    late: [AGAIN],
    all: [FIRST, SECOND, GONE, AGAIN],
  },
  "from before a deletion that is appended twice": {
    known: [FIRST],
    meanwhile: [GONE],
    late: [GONE],
    all: [FIRST, GONE],
  },
  "from before a re-creation": {
    known: [FIRST, GONE],
    meanwhile: [AGAIN],
    late: [AGAIN, NEWEST],
    all: [FIRST, GONE, AGAIN, NEWEST],
  },
  "from before a label change": { known: [FIRST], meanwhile: [CHANGE], late: [SECOND], all: [FIRST, CHANGE, SECOND] },
};

const appendStale = async ({ store, another }: Bench, race: Race, pass: (tail: Tail) => Tail): Promise<void> => {
  if (race.known.length > 0) await store.add(...race.known);
  const seen = pass(await tailFrom(store));
  await (await another()).add(...race.meanwhile);
  await store.succeed("append with a stale tail", store.append(race.late, { seen }));
  await expectAll(store, race.all, END);
};

const incarnation = (index: number): ReadonlyArray<Fact> => [
  version(1, at(index * 10), { value: `value of incarnation ${index}` }),
  version(2, at(index * 10 + 2), { value: `second value of incarnation ${index}` }),
  deletion(at(index * 10 + 4)),
];

const evidenceOf = (seconds: number): Deletion => deletion(at(20), 1, { aliveSince: at(seconds) });

/** Tests of outdated tails: an outdated tail does no harm to an append. */
export const staleTailTests = ({ group, test }: Suite): void =>
  group("append with a stale tail", () => {
    for (const [title, race] of Object.entries(RACES)) {
      test(`stores what it is given with a tail ${title}`, (bench) => appendStale(bench, race, (tail) => tail));
    }

    test("stores what it is given with a copy of a tail through JSON", (bench) =>
      appendStale(bench, { known: [FIRST], meanwhile: [SECOND], late: [GONE], all: [FIRST, SECOND, GONE] }, (tail) =>
        JSON.parse(JSON.stringify(tail)),
      ));

    test("counts the new facts only", async ({ store }) => {
      const seen = await tailFrom(store);
      await store.add(FIRST);
      const task = store.append([FIRST, SECOND], { seen });
      store.compare("append with a stale tail", await store.succeed("append", task), 1, String);
    });

    test("stores what it is given twice with one tail", async ({ store }) => {
      const seen = await tailFrom(store);
      await store.succeed("append", store.append([FIRST], { seen }));
      await store.succeed("append with a stale tail", store.append([SECOND], { seen }));
      await expectAll(store, [FIRST, SECOND], END);
    });
  });

/** Any number of instances may append at once. */
export const concurrencyTests = ({ group, test }: Suite): void =>
  group("concurrency", () => {
    test("loses no name of many that two instances append at once", async ({ store, another }) => {
      const instances = [store, await another()];
      const facts = Array.from({ length: 24 }, (_, index) => version(1, at(10), { name: `/many/${100 + index}` }));
      await Promise.all(facts.map((fact, index) => expectAdded(instances[index % 2] ?? store, 1, fact)));
      const tree = { _tag: "Tree", path: "/many/" } as const;
      for (const instance of instances) await expectStates(instance, tree, END, statesOf(facts, END));
    });

    test("loses no fact of one name when two instances append different facts at once", async ({ store, another }) => {
      const instances = [store, await another()];
      const parts = Array.from({ length: 8 }, (_, index) => incarnation(index));
      await Promise.all(parts.map((facts, index) => expectAdded(instances[index % 2] ?? store, 3, ...facts)));
      for (const instance of instances) await expectAll(instance, parts.flat(), END);
    });

    test("doubles no fact when two instances append the same facts at once", async ({ store, another }) => {
      const other = await another();
      await Promise.all([store, other, store, other].map((instance) => instance.add(...everyKind())));
      for (const instance of [store, other]) await expectAll(instance, everyKind(), END);
    });

    test("loses and doubles no fact when two instances append overlapping facts at once", async ({
      store,
      another,
    }) => {
      const facts = [...twoIncarnations(), CHANGE];
      const other = await another();
      await Promise.all([store.add(...facts.slice(0, 4)), other.add(...facts.slice(2))]);
      for (const instance of [store, other]) await expectAll(instance, facts, END);
    });

    test("stores the smallest evidence when several instances append evidence at once", async ({ store, another }) => {
      const other = await another();
      await store.add(FIRST, deletion(at(20)));
      const appends = [20.5, 20.1, 20.7, 20.3].map((seconds, index) =>
        (index % 2 === 0 ? store : other).add(evidenceOf(seconds)),
      );
      await Promise.all(appends);
      for (const instance of [store, other]) await expectFacts(instance, [FIRST, evidenceOf(20.1)]);
    });

    test("shows through one instance what another one acknowledged", async ({ store, another }) => {
      const other = await another();
      await expectTail(other, [], FIRST.name);
      for (const [index, fact] of twoIncarnations().entries()) {
        await store.add(fact);
        await expectAll(other, twoIncarnations().slice(0, index + 1), END);
      }
    });
  });
