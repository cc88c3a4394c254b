import fc from "fast-check";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../../../src/adapters/memory/in-memory-backup-store.ts";
import { type HistoryEntry, readHistory } from "../../../../src/application/query/read-history.ts";
import { type Fact, summarize, type VersionFact, type VersionSummary } from "../../../../src/domain/model/fact.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, name, versionFactOf } from "../../../../src/testing/builders.ts";
import { storeFailures } from "../../../support/failures.ts";
import { leftOf, rightOf, storeLike } from "../../../support/workshop.ts";

const NAME = name("/app/prod/db/password");

const at = (seconds: number): number => DEFAULT_TIME + seconds * 1_000;

const version = (seconds: number, number: number, value = "x"): VersionFact =>
  versionFactOf({ version: number, modifiedAt: at(seconds), value });

const unnumbered = (seconds: number): Fact => {
  const { version: _none, ...others } = version(seconds, 1);
  return others;
};

const storeOf = async (...facts: ReadonlyArray<Fact>): Promise<InMemoryBackupStore> => {
  const store = new InMemoryBackupStore();
  await rightOf(store.append({ name: NAME, facts }));
  return store;
};

const entriesOf = async (...facts: ReadonlyArray<Fact>): Promise<ReadonlyArray<HistoryEntry>> =>
  rightOf(readHistory(await storeOf(...facts))(NAME, false));

const operationsOf = async (...facts: ReadonlyArray<Fact>): Promise<ReadonlyArray<string>> =>
  (await entriesOf(...facts)).map(({ operation }) => operation);

const found = (seconds: number, aliveSince?: number): Fact =>
  deletionOf({
    at: at(seconds),
    source: { _tag: "Sweep" },
    ...(aliveSince === undefined ? {} : { aliveSince: at(aliveSince) }),
  });

const marker = (seconds: number): Fact =>
  deletionOf({ at: at(seconds) + 999, source: { _tag: "Marker", versionId: `marker ${seconds}` } });

describe("the operations of a history", () => {
  it("are told from versions and deletions, oldest first", async () => {
    const facts = [
      version(0, 1),
      version(10, 2),
      deletionOf({ at: at(20) }),
      version(30, 1),
      version(40, 2),
      deletionOf({ at: at(50), source: { _tag: "Event", eventId: "expired", operation: "Expiration" } }),
    ];

    const entries = await entriesOf(...facts.toReversed());

    expect(entries.map(({ operation }) => operation)).toEqual([
      "Create",
      "Update",
      "Delete",
      "Create",
      "Update",
      "Expiration",
    ]);
    expect(entries.map(({ fact }) => fact)).toEqual(facts.map(summarize));
  });

  it("are guessed where the Python package stored no number: what follows nothing, or a deletion, was created", async () => {
    expect(await operationsOf(unnumbered(0), unnumbered(10), marker(20), unnumbered(30))).toEqual([
      "Create",
      "Update",
      "Marker",
      "Create",
    ]);
  });

  it("tell a deletion that a sweep found from a deletion that an event told of", async () => {
    expect(await operationsOf(version(0, 1), found(10), version(20, 1))).toEqual(["Create", "Found", "Create"]);
  });

  it("are none where nothing is stored", async () => {
    expect(await rightOf(readHistory(new InMemoryBackupStore())(NAME, true))).toEqual([]);
  });

  it("come with their facts in the same order, whatever the order in which the facts were stored", async () => {
    const facts = [
      version(0, 1),
      labelChangeOf({ at: at(0), eventId: "a" }),
      version(10, 2),
      found(15),
      version(20, 3),
      labelChangeOf({ at: at(20), eventId: "b", fromVersion: 1, toVersion: 3 }),
      labelChangeOf({ at: at(20), eventId: "c", label: "next", toVersion: 3 }),
      deletionOf({ at: at(20) }),
      marker(30),
    ];
    const expected = await entriesOf(...facts);
    const shuffled = fc.shuffledSubarray(facts, { minLength: facts.length });
    await fc.assert(
      fc.asyncProperty(shuffled, async (some) => {
        expect(await entriesOf(...some)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a label change", () => {
  it("comes after the versions of its second, and before the deletion of its second", async () => {
    const labelled = labelChangeOf({ at: at(10), toVersion: 2 });
    const entries = await entriesOf(
      version(0, 1),
      version(10.3, 2),
      labelled,
      deletionOf({ at: at(10) }),
      version(11, 1),
    );
    expect(entries.map(({ operation }) => operation)).toEqual(["Create", "Update", "Label", "Delete", "Create"]);
    expect(entries[2]?.fact).toEqual(labelled);
  });

  it("does not make the next version a created one", async () => {
    expect(await operationsOf(unnumbered(0), labelChangeOf({ at: at(5) }), unnumbered(10))).toEqual([
      "Create",
      "Label",
      "Update",
    ]);
  });
});

describe("a deletion that other facts contradict", () => {
  it("is disbelieved where the numbers go on, and stands at its time", async () => {
    for (const deletion of [found(5), marker(5)]) {
      const entries = await entriesOf(version(0, 3), deletion, version(10, 4));
      expect(entries.map(({ operation }) => operation)).toEqual(["Update", "Disbelieved", "Update"]);
      expect(entries[1]?.fact).toEqual(deletion);
      expect(entries[2]).not.toHaveProperty("missingBefore");
    }
  });

  it("is disbelieved where the parameter was seen alive before and after", async () => {
    expect(await operationsOf(version(0, 1), found(5, 0))).toEqual(["Create", "Disbelieved"]);
  });

  it("does not make a version of the Python package a created one", async () => {
    expect(await operationsOf(unnumbered(0), found(5, 0), unnumbered(10))).toEqual(["Create", "Disbelieved", "Update"]);
  });
});

describe("versions that are missing", () => {
  const gapsOf = async (...facts: ReadonlyArray<Fact>) =>
    (await entriesOf(...facts)).map(({ missingBefore: gap }) => gap && [gap.fromVersion, gap.toVersion]);

  it("are told with the version after them, in each incarnation", async () => {
    expect(
      await gapsOf(version(0, 17), version(10, 18), version(20, 21), deletionOf({ at: at(30) }), version(40, 18)),
    ).toEqual([[1, 16], undefined, [19, 20], undefined, [1, 17]]);
  });

  it("are told once, whatever label changes and disbelieved deletions lie before the version", async () => {
    expect(
      await gapsOf(version(0, 1), labelChangeOf({ at: at(5) }), found(6, 0), version(10, 4), version(20, 5)),
    ).toEqual([undefined, undefined, undefined, [2, 3], undefined]);
  });

  it("are unknown where the Python package stored no numbers", async () => {
    expect(await gapsOf(unnumbered(0), version(10, 7))).toEqual([undefined, undefined]);
  });
});

describe("the values of a history", () => {
  it("are not loaded unless they are asked for", async () => {
    const store = storeLike(await storeOf(version(0, 1)), {
      load: () => {
        throw new Error("nobody has to call this");
      },
    });

    const [entry] = await rightOf(readHistory(store)(NAME, false));

    expect(entry).not.toHaveProperty("value");
  });

  it("are those of each version, byte for byte; deletions and label changes have none", async () => {
    const store = await storeOf(
      version(0, 1, " first\n"),
      version(1, 2, "zweiter ✓"),
      labelChangeOf({ at: at(2), toVersion: 2 }),
      deletionOf({ at: at(3) }),
    );

    const entries = await rightOf(readHistory(store)(NAME, true));

    expect(entries.map(({ value }) => value?.reveal())).toEqual([" first\n", "zweiter ✓", undefined, undefined]);
  });

  it("are loaded one after the other", async () => {
    const inner = await storeOf(version(0, 1), version(1, 2), version(2, 3));
    let underWay = 0;
    const order: Array<number | undefined> = [];
    const load = (summary: VersionSummary) => async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      order.push(summary.version);
      const loaded = await inner.load(summary)();
      underWay -= 1;
      return loaded;
    };

    await rightOf(readHistory(storeLike(inner, { load }))(NAME, true));

    expect(order).toEqual([1, 2, 3]);
  });
});

describe("a store that fails", () => {
  it.each(storeFailures("of the store"))("with $_tag is not taken for an empty one", async (error) => {
    const inner = await storeOf(version(0, 1));
    const fail = () => TE.left(error);

    expect(await leftOf(readHistory(storeLike(inner, { facts: fail }))(NAME, true))).toBe(error);
    expect(await leftOf(readHistory(storeLike(inner, { load: fail }))(NAME, true))).toBe(error);
  });
});
