import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import type { ChangeEvent } from "../../../../src/domain/events/change-event.ts";
import { changeEventOf, DEFAULT_TIME, name, versionFactOf } from "../../../../src/testing/builders.ts";
import { sourceFailures, storeFailures } from "../../../support/failures.ts";
import { decoded, leftOf, rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const NAME = name("/app/db");

/** Handles events of the one name, with an adapter of the test's own where one is given. */
const backUp = (
  workshop: Workshop,
  events: ReadonlyArray<ChangeEvent>,
  changes: Parameters<Workshop["dependencies"]>[0] = {},
) => backUpChanges(workshop.dependencies(changes))(NAME, events);

describe("the history of a name", () => {
  it("is made complete by any one event, each version under its own time", async () => {
    const workshop = new Workshop();
    workshop.put(NAME, "a");
    workshop.put(NAME, "b", 400);
    const event = decoded(workshop.put(NAME, "c", 7));

    const report = await rightOf(backUp(workshop, [event]));

    expect(report).toEqual({ name: NAME, appended: 3, gaps: [], verdicts: new Map([[event, "Stored"]]) });
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "v2@400", "v3@407"]);
  });

  it("gets nothing new from the same events again", async () => {
    const workshop = new Workshop();
    const create = decoded(workshop.put(NAME));
    await rightOf(backUp(workshop, [create]));
    const events = [create, decoded(workshop.remove(NAME, 5_000))];
    await rightOf(backUp(workshop, events));

    const again = await rightOf(backUp(workshop, [...events.toReversed(), ...events]));

    expect(again.appended).toBe(0);
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "deleted@5000"]);
  });

  it("holds a deletion, and what was re-created after it", async () => {
    const workshop = new Workshop();
    await rightOf(backUp(workshop, [decoded(workshop.put(NAME))]));
    const remove = decoded(workshop.remove(NAME, 3_000));
    workshop.put(NAME, "b", 2_000);

    const report = await rightOf(backUp(workshop, [remove]));

    expect(report.verdicts).toEqual(new Map([[remove, "Deleted"]]));
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "deleted@3000", "v1@5000"]);
  });

  it("holds nothing of a parameter that was deleted before anybody looked", async () => {
    const workshop = new Workshop();
    const create = decoded(workshop.put(NAME));
    workshop.remove(NAME, 1_000);

    const report = await rightOf(backUp(workshop, [create]));

    expect(report).toMatchObject({ appended: 0, verdicts: new Map([[create, "Gone"]]) });
    expect(await workshop.stored(NAME)).toEqual([]);
  });

  it("holds versions, but no deletion that Parameter Store contradicts", async () => {
    const workshop = new Workshop();
    workshop.put(NAME);
    const remove = changeEventOf({ name: NAME, operation: "Delete", time: DEFAULT_TIME + 60_000 });

    const report = await rightOf(backUp(workshop, [remove]));

    expect(report.verdicts).toEqual(new Map([[remove, "StillThere"]]));
    expect(await workshop.stored(NAME)).toEqual(["v1@0"]);
  });

  it("is told to have a gap where Parameter Store dropped versions before anybody looked", async () => {
    const workshop = new Workshop();
    for (let version = 1; version < 103; version += 1) workshop.put(NAME, `value ${version}`, 1_000);
    const event = decoded(workshop.lastEvent());

    const report = await rightOf(backUp(workshop, [event]));

    expect(report).toMatchObject({ appended: 100, gaps: [{ fromVersion: 1, toVersion: 2 }] });
  });
});

describe("the calls", () => {
  const recorded = async (workshop: Workshop, events: ReadonlyArray<ChangeEvent>): Promise<ReadonlyArray<string>> => {
    const calls: string[] = [];
    const noting = <A>(call: string, answer: A): A => {
      calls.push(call);
      return answer;
    };
    const source = sourceLike(workshop.ssm, { history: (of) => noting("source", workshop.ssm.history(of)) });
    const store = storeLike(workshop.store, {
      tail: (of) => noting("tail", workshop.store.tail(of)),
      facts: (of) => noting("facts", workshop.store.facts(of)),
      append: (request) => noting("append", workshop.store.append(request)),
    });
    await rightOf(backUp(workshop, events, { source, store }));
    return calls;
  };

  it("ask the store before Parameter Store: what it tells of has happened by then", async () => {
    const workshop = new Workshop();

    expect(await recorded(workshop, [decoded(workshop.put(NAME))])).toEqual(["tail", "source", "append"]);
  });

  it("leave the store alone where nothing is missing", async () => {
    const workshop = new Workshop();
    const create = decoded(workshop.put(NAME));
    await rightOf(backUp(workshop, [create]));

    expect(await recorded(workshop, [create])).toEqual(["tail", "source"]);
  });

  it("read the newest facts alone for a deletion before them, too", async () => {
    const workshop = new Workshop();
    await rightOf(backUp(workshop, [decoded(workshop.put(NAME))]));
    const remove = decoded(workshop.remove(NAME, 10_000));
    await rightOf(backUp(workshop, [decoded(workshop.put(NAME, "b", 10_000))]));

    expect(await recorded(workshop, [remove])).toEqual(["tail", "source", "append"]);
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "deleted@10000", "v1@20000"]);
  });

  it("look at Parameter Store once more after a deletion", async () => {
    const workshop = new Workshop();
    await rightOf(backUp(workshop, [decoded(workshop.put(NAME))]));

    expect(await recorded(workshop, [decoded(workshop.remove(NAME, 10_000))])).toEqual([
      ...["tail", "source", "append", "source"],
    ]);
  });

  it("read all facts where the newest stored version does not exist, and is not older", async () => {
    const workshop = new Workshop();
    const event = decoded(workshop.put(NAME));
    const stranger = versionFactOf({ name: NAME, version: 9, modifiedAt: DEFAULT_TIME + 3_600_000 });
    await rightOf(workshop.store.append({ name: NAME, facts: [stranger] }));

    expect(await recorded(workshop, [event])).toEqual(["tail", "source", "facts", "append"]);
    expect(await recorded(workshop, [event])).toEqual(["tail", "source", "facts"]);
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "v9@3600000"]);
  });
});

describe("a failure", () => {
  it.each(sourceFailures("of the source"))(
    "$_tag of the source is answered as it is, and nothing stored",
    async (error) => {
      const workshop = new Workshop();
      const event = decoded(workshop.put(NAME));
      const source = sourceLike(workshop.ssm, { history: () => TE.left(error) });

      expect(await leftOf(backUp(workshop, [event], { source }))).toBe(error);
      expect(await workshop.stored(NAME)).toEqual([]);
    },
  );

  it.each(storeFailures("of the store"))(
    "$_tag of the store is answered as it is, whichever call fails",
    async (error) => {
      const workshop = new Workshop();
      await rightOf(backUp(workshop, [decoded(workshop.put(NAME))]));
      const fail = () => TE.left(error);
      // The event of a version from before this incarnation: all facts are read.
      const past = changeEventOf({ name: NAME, operation: "Update", time: DEFAULT_TIME - 60_000 });
      workshop.put(NAME, "b", 1_000);

      for (const change of [{ tail: fail }, { facts: fail }, { append: fail }]) {
        const store = storeLike(workshop.store, change);
        expect(await leftOf(backUp(workshop, [past], { store }))).toBe(error);
      }
    },
  );

  it("is made of what an adapter throws, by its kind alone", async () => {
    const workshop = new Workshop();
    const event = decoded(workshop.put(NAME));
    const thrown = new TypeError("something private");
    const throwing = () => {
      throw thrown;
    };
    const rejecting = () => () => Promise.reject(thrown);

    for (const history of [throwing, rejecting]) {
      const source = sourceLike(workshop.ssm, { history });
      expect(await leftOf(backUp(workshop, [event], { source }))).toEqual({
        _tag: "Unexpected",
        message: "an adapter threw TypeError",
        cause: thrown,
      });
    }
  });

  it("is made of what a store throws at once, too", async () => {
    const workshop = new Workshop();
    const tail = () => {
      throw new TypeError("something private");
    };
    const store = storeLike(workshop.store, { tail });

    expect(await leftOf(backUp(workshop, [decoded(workshop.put(NAME))], { store }))).toMatchObject({
      message: "an adapter threw TypeError",
    });
  });

  it("is made of a thrown thing that is no error, too", async () => {
    const workshop = new Workshop();
    const store = storeLike(workshop.store, { tail: () => () => Promise.reject("something private") });

    expect(await leftOf(backUp(workshop, [decoded(workshop.put(NAME))], { store }))).toMatchObject({
      message: "an adapter threw string",
    });
  });
});
