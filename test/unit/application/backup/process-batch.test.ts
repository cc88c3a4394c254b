import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { processBatch } from "../../../../src/application/backup/process-batch.ts";
import type { RecordOutcome } from "../../../../src/application/backup/record-outcome.ts";
import type { Scope } from "../../../../src/domain/model/scope.ts";
import { changeEnvelope, DEFAULT_TIME, name, sqsEvent } from "../../../../src/testing/builders.ts";
import { sourceFailures, storeFailures } from "../../../support/failures.ts";
import { sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const inShort = (outcomes: ReadonlyArray<RecordOutcome>): ReadonlyArray<string> =>
  outcomes.map((outcome) => (outcome._tag === "Handled" ? outcome.outcome : `failed ${outcome.reason}`));

const handle = (workshop: Workshop, messages: ReadonlyArray<unknown>, changes = {}) =>
  processBatch(workshop.dependencies(changes))(sqsEvent(messages).Records);

describe("what becomes of a record", () => {
  it("is told for each of them, in their order", async () => {
    const workshop = new Workshop();
    const gone = workshop.put("/gone");
    workshop.remove("/gone");
    workshop.put("/a");
    const deleted = workshop.remove("/a", 1_000);
    const stored = workshop.put("/b");
    workshop.ssm.labelParameterVersion("/b", ["stable"]);
    const unchanged = workshop.lastEvent();

    const { outcomes } = await handle(workshop, [unchanged, gone, deleted, stored, "not JSON", stored]);

    expect(inShort(outcomes)).toEqual(["unchanged", "gone", "deleted", "stored", "failed DecodeError", "stored"]);
    expect(outcomes.map(({ messageId }) => messageId)).toEqual([1, 2, 3, 4, 5, 6].map((id) => `message-${id}`));
    expect(outcomes[3]).toEqual({
      _tag: "Handled",
      messageId: "message-4",
      name: name("/b"),
      operation: "Create",
      outcome: "stored",
    });
  });

  it("is told for each of several records with one message id", async () => {
    const workshop = new Workshop();
    const { Records } = sqsEvent([workshop.put("/a"), "not JSON", workshop.put("/b")], ["same", "same", "same"]);

    const { outcomes } = await processBatch(workshop.dependencies())(Records);

    expect(inShort(outcomes)).toEqual(["stored", "failed DecodeError", "stored"]);
    expect(outcomes.map(({ messageId }) => messageId)).toEqual(["same", "same", "same"]);
  });

  it("is nothing where there is no record", async () => {
    expect(await handle(new Workshop(), [])).toEqual({ outcomes: [], appended: 0, gaps: [] });
  });
});

describe("what is stored", () => {
  it("are both of two quick updates, each under its own time, from either event alone", async () => {
    for (const pick of [0, 1]) {
      const workshop = new Workshop();
      workshop.put("/a", "first");
      const quick = [workshop.put("/a", "second", 100), workshop.put("/a", "third", 300)];

      const { appended } = await handle(workshop, [quick[pick]]);

      expect(appended).toBe(3);
      expect(await workshop.stored("/a")).toEqual(["v1@0", "v2@100", "v3@400"]);
    }
  });

  it("is the same whatever the order of the events, and however often they come", async () => {
    const play = (workshop: Workshop) => [
      workshop.put("/a", "1"),
      workshop.put("/a", "2", 2_000),
      workshop.put("/b", "1", 500),
      workshop.put("/a", "3", 10),
      workshop.remove("/b", 7_000),
      workshop.put("/b", "again", 40_000),
    ];
    for (const disorder of [
      <A>(events: ReadonlyArray<A>) => events,
      <A>(events: ReadonlyArray<A>) => events.toReversed(),
      <A>(events: ReadonlyArray<A>) => [...events.slice(3), ...events, ...events.slice(0, 3)],
    ]) {
      const workshop = new Workshop();
      const events = play(workshop);
      await handle(workshop, disorder(events));

      expect((await handle(workshop, disorder(events))).appended).toBe(0);
      expect(await workshop.stored("/a")).toEqual(["v1@0", "v2@2000", "v3@2510"]);
      // Its first incarnation was over before anybody looked: what is left of it is its deletion.
      expect(await workshop.stored("/b")).toEqual(["deleted@9000", "v1@49510"]);
    }
  });

  it("is one history for a top-level name in either spelling", async () => {
    const workshop = new Workshop();
    const event = workshop.put("motd");

    const { outcomes, appended } = await handle(workshop, [
      event,
      { ...event, detail: { ...event.detail, name: "/motd" } },
    ]);

    expect(event.detail).toMatchObject({ name: "motd" });
    expect(outcomes).toMatchObject([{ name: "/motd" }, { name: "/motd" }]);
    expect(appended).toBe(1);
  });
});

describe("events that change no value", () => {
  it("are acknowledged without a look at Parameter Store or at the store", async () => {
    const workshop = new Workshop();
    const notice = {
      ...changeEnvelope({ name: "/a" }),
      "detail-type": "Parameter Store Policy Action",
      detail: { "parameter-name": "/a", "parameter-type": "String", "policy-type": "ExpirationNotification" },
    };
    const untouchable = () => {
      throw new Error("nobody has to call this");
    };

    const { outcomes, appended } = await handle(workshop, [notice], {
      source: sourceLike(workshop.ssm, { history: untouchable }),
      store: storeLike(workshop.store, { tail: untouchable, facts: untouchable, append: untouchable }),
    });

    expect(inShort(outcomes)).toEqual(["unchanged"]);
    expect(appended).toBe(0);
    expect(workshop.logged("info")).toMatchObject([
      {
        message: "changes no value",
        fields: { name: "/a", operation: "PolicyNotice", eventIds: [changeEnvelope().id] },
      },
    ]);
  });

  it("are acknowledged when they move labels, and what they moved is stored", async () => {
    const workshop = new Workshop();
    const made = workshop.put("/a");
    workshop.clock.advance(5000);
    workshop.ssm.labelParameterVersion("/a", ["live"]);
    const label = workshop.lastEvent();
    expect(inShort((await handle(workshop, [made, label])).outcomes)).toEqual(["stored", "unchanged"]);
    expect(await workshop.stored("/a")).toEqual(["v1@0", "live -->1@5000"]);
    expect((await handle(workshop, [label])).appended).toBe(0);
    expect(workshop.logged("info").at(-1)).toMatchObject({ message: "changes no value", fields: { name: "/a" } });
  });
});

describe("an event that is dated in the future", () => {
  const MINUTE = 60_000;
  const dated = (time: number) => changeEnvelope({ name: "/a", time });

  it("is refused, and the others are handled", async () => {
    const workshop = new Workshop();
    const others = workshop.put("/a");
    const { outcomes, appended } = await handle(workshop, [dated(DEFAULT_TIME + 301_000), others]);
    expect(inShort(outcomes)).toEqual(["failed FutureEvent", "stored"]);
    expect(outcomes[0]).toMatchObject({ name: "/a", message: expect.stringContaining("dated 5 minutes ahead") });
    expect(appended).toBe(1);
    expect(workshop.logged("error")).toMatchObject([
      {
        message: "not an event that is handled here; will end in the dead-letter queue",
        fields: { name: "/a", eventIds: [dated(0).id], detail: expect.stringContaining("5 minutes ahead") },
      },
    ]);
  });

  it("is handled where it is ahead by five minutes at most: one of the clocks may be wrong", async () => {
    const workshop = new Workshop();
    workshop.put("/a");
    expect(inShort((await handle(workshop, [dated(DEFAULT_TIME + 5 * MINUTE)])).outcomes)).toEqual(["stored"]);
  });
});

describe("the owner of a parameter", () => {
  const ownersIn = async (messages: ReadonlyArray<unknown>, owner?: Scope) => {
    const workshop = new Workshop();
    workshop.put("/a");
    const owners: unknown[] = [];
    const store = storeLike(workshop.store, {
      append: (request) => {
        owners.push(request.owner);
        return workshop.store.append(request);
      },
    });
    await handle(workshop, messages, owner === undefined ? { store } : { store, owner });
    return owners;
  };
  const { account: _account, ...withoutAccount } = changeEnvelope({ name: "/a" });
  const { region: _region, ...withoutRegion } = changeEnvelope({ name: "/a" });

  it("is told to the store with each append, as the events say", async () => {
    const events = [withoutAccount, withoutRegion, changeEnvelope({ name: "/a", region: "eu-west-1" })];
    expect(await ownersIn(events)).toEqual([{ account: "123456789012", region: "eu-west-1" }]);
  });

  it("is unknown where no event says it", async () => {
    expect(await ownersIn([withoutAccount, withoutRegion])).toEqual([undefined]);
  });

  it("is whose parameters the source has, where that is known", async () => {
    const owner = { account: "210987654321", region: "eu-west-1" };
    expect(await ownersIn([changeEnvelope({ name: "/a" })], owner)).toEqual([owner]);
  });

  it("that is another one than the store's is refused", async () => {
    const workshop = new Workshop();
    await handle(workshop, [workshop.put("/a")]);
    const { outcomes } = await handle(workshop, [{ ...workshop.put("/a", "y", 1_000), region: "eu-west-1" }]);
    expect(inShort(outcomes)).toEqual(["failed StoreMisconfigured"]);
    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
  });
});

describe("a name that fails", () => {
  const others = ["stored", "stored"];

  it.each(sourceFailures("the source says why"))("by $_tag takes only its own records along", async (error) => {
    const workshop = new Workshop();
    const messages = [workshop.put("/a"), workshop.put("/bad"), workshop.put("/bad"), workshop.put("/c")];
    const source = sourceLike(workshop.ssm, {
      history: (of) => (of === "/bad" ? TE.left(error) : workshop.ssm.history(of)),
    });

    const { outcomes, appended } = await handle(workshop, messages, { source });

    const failed = `failed ${error._tag}`;
    expect(inShort(outcomes)).toEqual([others[0], failed, failed, others[1]]);
    expect(outcomes[1]).toMatchObject({ _tag: "Failed", name: "/bad", message: "the source says why" });
    expect(appended).toBe(2);
    expect(workshop.logged("error")).toMatchObject([
      {
        message: "could not be backed up; will be delivered again",
        fields: { name: "/bad", events: 2, reason: error._tag, detail: "the source says why" },
      },
    ]);
  });

  it.each(storeFailures("the store says why"))("by $_tag takes only its own records along", async (error) => {
    const workshop = new Workshop();
    const messages = [workshop.put("/a"), workshop.put("/bad"), workshop.put("/c")];
    const store = storeLike(workshop.store, {
      append: (request) => (request.name === "/bad" ? TE.left(error) : workshop.store.append(request)),
    });

    const { outcomes } = await handle(workshop, messages, { store });

    expect(inShort(outcomes)).toEqual([others[0], `failed ${error._tag}`, others[1]]);
    expect(await workshop.stored("/bad")).toEqual([]);
  });

  it("because an adapter throws takes only its own records along, and nothing thrown is told", async () => {
    const workshop = new Workshop();
    const messages = [workshop.put("/a"), workshop.put("/bad"), workshop.put("/c")];
    const source = sourceLike(workshop.ssm, {
      history: (of) => {
        if (of === "/bad") throw new RangeError("something private");
        return workshop.ssm.history(of);
      },
    });

    const report = await handle(workshop, messages, { source });

    expect(inShort(report.outcomes)).toEqual([others[0], "failed Unexpected", others[1]]);
    expect(report.outcomes[1]).toMatchObject({ message: "an adapter threw RangeError" });
    expect(JSON.stringify([report, workshop.logger.lines])).not.toContain("something private");
  });

  it("is complete when it is delivered again", async () => {
    const workshop = new Workshop();
    const event = workshop.put("/a");
    workshop.store.failNext("before");

    expect(inShort((await handle(workshop, [event])).outcomes)).toEqual(["failed StoreUnavailable"]);
    expect(inShort((await handle(workshop, [event])).outcomes)).toEqual(["stored"]);
    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
  });

  it("since Parameter Store contradicts its deletion has its other events handled", async () => {
    const workshop = new Workshop();
    const update = workshop.put("/a");
    const remove = changeEnvelope({ operation: "Delete", name: "/a", time: DEFAULT_TIME + 9_000 });

    const { outcomes } = await handle(workshop, [remove, update]);

    expect(inShort(outcomes)).toEqual(["failed StillThere", "stored"]);
    expect(workshop.logged("warn")).toMatchObject([
      { message: expect.stringContaining("the event reports a deletion"), fields: { name: "/a" } },
    ]);
    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
  });
});
