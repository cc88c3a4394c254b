import { join } from "node:path";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type State, stateAt } from "../../../../src/domain/history/state.ts";
import { compareForWriting, type Fact, identityOf, summarize } from "../../../../src/domain/model/fact.ts";
import type { ParameterName } from "../../../../src/domain/model/parameter-name.ts";
import { everything, type Selection } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, name, versionFactOf } from "../../../../src/testing/builders.ts";
import { faultyConnect, opened, queryPlans, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { collect } from "../../../support/collect.ts";
import { rightOf } from "../../../support/workshop.ts";

let file: string;
let remove: () => Promise<void>;
let store: BackupStore;
let seeks = 0;

beforeEach(async () => {
  const { folder, remove: removeFolder } = await temporaryFolder();
  file = join(folder, "backup.db");
  remove = removeFolder;
  const counting = faultyConnect((_, call) => {
    seeks += 1;
    return call();
  });
  store = await opened(file, counting);
});
afterEach(async () => {
  await store.close()();
  await remove();
});

const add = (fact: Fact): Promise<number> => rightOf(store.append({ name: fact.name, facts: [fact] }));

const namesAt = async (
  selection: Selection,
  isRead?: (named: ParameterName) => boolean,
): Promise<ReadonlyArray<string>> => {
  const states = await collect(store.statesAt(selection, DEFAULT_TIME, isRead));
  return states.map((state) => (E.isRight(state) ? state.right.name : state.left._tag));
};

/** Facts of a few seconds, so that versions and deletions share seconds and milliseconds. */
const time = fc.integer({ min: 0, max: 16 }).map((quarter) => DEFAULT_TIME + quarter * 250);
const id = fc.integer({ min: 1, max: 4 }).map((number) => `event-${number}`);
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ modifiedAt: time, version: fc.integer({ min: 0, max: 5 }) })
      .map(({ modifiedAt, version }): Fact => {
        const { version: number, ...others } = versionFactOf({ modifiedAt, version });
        return version === 0 ? others : { ...others, version: Number(number) };
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ at: time, eventId: id, aliveSince: fc.option(time, { nil: undefined }) })
      .map(({ at, eventId, aliveSince }) =>
        deletionOf({
          at,
          source: { _tag: "Event", eventId, operation: "Delete" },
          ...(aliveSince === undefined ? {} : { aliveSince }),
        }),
      ),
  },
  { weight: 1, arbitrary: time.map((at) => deletionOf({ at, source: { _tag: "Sweep" } })) },
  { weight: 1, arbitrary: fc.record({ at: time, eventId: id }).map(labelChangeOf) },
);

/** The label changes of a state have no promised order. */
const inOrder = (state: State): State =>
  state._tag === "Deleted" ? state : { ...state, labelChanges: state.labelChanges.toSorted(compareForWriting) };

describe("the states of a SQLite store", () => {
  it("are those of stateAt over all facts", async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyFact, { maxLength: 12, selector: identityOf }),
        fc.array(time, { minLength: 3, maxLength: 6 }),
        async (facts, instants) => {
          turn += 1;
          const named = name(`/turn/${turn}`);
          const own = facts.map((fact) => ({ ...fact, name: named }));
          await rightOf(store.append({ name: named, facts: own }));
          for (const instant of instants) {
            const state = stateAt(own.map(summarize), instant);
            const told = await collect(store.statesAt({ _tag: "Key", name: named }, instant));
            expect(told.map(E.map(inOrder))).toEqual(state === undefined ? [] : [E.right(inOrder(state))]);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("take five reads for each name, however many versions there are", async () => {
    const facts = Array.from({ length: 500 }, (_, index) =>
      versionFactOf({ name: "/a", version: index + 1, modifiedAt: DEFAULT_TIME - 1000 + index }),
    );
    await rightOf(store.append({ name: name("/a"), facts }));
    await add(versionFactOf({ name: "/b" }));
    seeks = 0;

    expect(await namesAt(everything)).toEqual(["/a", "/b"]);

    // The proof of the top, and for each name: its proof, its deletions and labels, the scan, the seek; one transaction.
    expect(seeks).toBe(1 + 2 * 4 + 2);
  });

  it("step over everything below a level at once", async () => {
    const below = Array.from({ length: 50 }, (_, index) => `/app/deep/${index}/x`);
    for (const named of ["/app/a", ...below, "/app/deep-", "/app/z"]) await add(versionFactOf({ name: named }));
    seeks = 0;

    expect(await namesAt({ _tag: "Level", path: "/app/" })).toEqual(["/app/a", "/app/deep-", "/app/z"]);

    expect(seeks).toBeLessThan(25);
  });

  it("do not read names that nobody asks for", async () => {
    for (const named of ["/a", "/b", "/c"]) await add(versionFactOf({ name: named }));
    seeks = 0;

    expect(await namesAt(everything, (named) => named === "/b")).toEqual(["/b"]);

    // Four proofs, one name, one transaction.
    expect(seeks).toBe(4 + 3 + 2);
  });

  it("are sought in an index, never by reading all facts", () => {
    const plans = [...queryPlans(file).values()].flat();

    const search =
      /^SEARCH ((facts|entry) USING (COVERING )?INDEX|proofs USING PRIMARY KEY|\w+ USING INTEGER PRIMARY KEY)/;
    expect(plans).toHaveLength(16);
    for (const plan of plans) expect(plan).toMatch(search);
  });

  it("leave the event loop to others now and then", async () => {
    for (let index = 0; index < 50; index += 1) await add(versionFactOf({ name: `/app/${index}` }));
    let hasFired = false;
    setTimeout(() => {
      hasFired = true;
    }, 0);

    // Without a pause no timer would fire, however often this goes round.
    for (let round = 0; round < 10_000 && !hasFired; round += 1) await namesAt(everything);

    expect(hasFired).toBe(true);
  });
});
