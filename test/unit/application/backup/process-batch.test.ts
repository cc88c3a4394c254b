import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { processQueueEvent } from "../../../../src/application/backup/process-batch.ts";
import type { RecordOutcome } from "../../../../src/application/backup/record-outcome.ts";
import { changeEnvelope, DEFAULT_TIME, name, sqsEvent } from "../../../../src/testing/builders.ts";
import { sourceFailures, storeFailures } from "../../../support/failures.ts";
import { sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const inShort = (outcomes: ReadonlyArray<RecordOutcome>): ReadonlyArray<string> =>
  outcomes.map((outcome) =>
    outcome._tag === "Handled" ? `${outcome.outcome} ${outcome.status}` : `failed ${outcome.reason}`,
  );

const handle = (workshop: Workshop, messages: ReadonlyArray<unknown>, changes = {}) =>
  processQueueEvent(workshop.dependencies(changes))(sqsEvent(messages));

describe("what becomes of a record", () => {
  it("is told for each of them, in their order, with the statuses of the seed", async () => {
    const workshop = new Workshop();
    const gone = workshop.put("/gone");
    workshop.remove("/gone");
    workshop.put("/a");
    const deleted = workshop.remove("/a", 1_000);
    const kept = workshop.put("/b");
    workshop.ssm.labelParameterVersion("/b", ["stable"]);
    const unchanged = workshop.lastEvent();

    const { outcomes } = await handle(workshop, [unchanged, gone, deleted, kept, "not JSON", kept]);

    expect(inShort(outcomes)).toEqual([
      "unchanged 205",
      "gone 204",
      "deleted 204",
      "kept 200",
      "failed DecodeError",
      "kept 200",
    ]);
    expect(outcomes.map(({ messageId }) => messageId)).toEqual([1, 2, 3, 4, 5, 6].map((id) => `message-${id}`));
    expect(outcomes[3]).toEqual({
      _tag: "Handled",
      messageId: "message-4",
      name: name("/b"),
      operation: "Create",
      outcome: "kept",
      status: 200,
    });
  });

  it("is told for each of several records with one message id", async () => {
    const workshop = new Workshop();
    const event = sqsEvent([workshop.put("/a"), "not JSON", workshop.put("/b")], ["same", "same", "same"]);

    const { outcomes } = await processQueueEvent(workshop.dependencies())(event);

    expect(inShort(outcomes)).toEqual(["kept 200", "failed DecodeError", "kept 200"]);
    expect(outcomes.map(({ messageId }) => messageId)).toEqual(["same", "same", "same"]);
  });

  it("is nothing where there is no record", async () => {
    expect(await handle(new Workshop(), [])).toEqual({ outcomes: [], appended: 0, gaps: [] });
  });
});

describe("what is kept", () => {
  it("are both of two quick updates, each under its own time, from either event alone", async () => {
    for (const pick of [0, 1]) {
      const workshop = new Workshop();
      workshop.put("/a", "first");
      const quick = [workshop.put("/a", "second", 100), workshop.put("/a", "third", 300)];

      const { appended } = await handle(workshop, [quick[pick]]);

      expect(appended).toBe(3);
      expect(await workshop.kept("/a")).toEqual(["v1@0", "v2@100", "v3@400"]);
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
      expect(await workshop.kept("/a")).toEqual(["v1@0", "v2@2000", "v3@2510"]);
      // Its first life was over before anybody looked: what is left of it is that it ended.
      expect(await workshop.kept("/b")).toEqual(["deleted@9000", "v1@49510"]);
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
      store: storeLike(workshop.store, { head: untouchable, history: untouchable, append: untouchable }),
    });

    expect(inShort(outcomes)).toEqual(["unchanged 205"]);
    expect(appended).toBe(0);
    expect(workshop.logged("info")).toMatchObject([
      {
        message: "changes no value",
        fields: { name: "/a", operation: "PolicyNotice", eventIds: [changeEnvelope().id] },
      },
    ]);
  });

  it("are acknowledged when they move labels, and what they moved is kept", async () => {
    const workshop = new Workshop();
    const made = workshop.put("/a");
    workshop.clock.advance(5000);
    workshop.ssm.labelParameterVersion("/a", ["live"]);
    const label = workshop.lastEvent();
    expect(inShort((await handle(workshop, [made, label])).outcomes)).toEqual(["kept 200", "unchanged 205"]);
    expect(await workshop.kept("/a")).toEqual(["v1@0", "v1@0 labelled@5000"]);
    expect((await handle(workshop, [label])).appended).toBe(0);
    expect(workshop.logged("info").at(-1)).toMatchObject({ message: "changes no value", fields: { name: "/a" } });
  });
});

describe("a name that fails", () => {
  const others = ["kept 200", "kept 200"];

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
    expect(await workshop.kept("/bad")).toEqual([]);
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
    expect(inShort((await handle(workshop, [event])).outcomes)).toEqual(["kept 200"]);
    expect(await workshop.kept("/a")).toEqual(["v1@0"]);
  });

  it("since Parameter Store contradicts its deletion has its other events handled", async () => {
    const workshop = new Workshop();
    const update = workshop.put("/a");
    const remove = changeEnvelope({ operation: "Delete", name: "/a", time: DEFAULT_TIME + 9_000 });

    const { outcomes } = await handle(workshop, [remove, update]);

    expect(inShort(outcomes)).toEqual(["failed StillThere", "kept 200"]);
    expect(workshop.logged("warn")).toMatchObject([
      { message: expect.stringContaining("the event says deleted"), fields: { name: "/a" } },
    ]);
    expect(await workshop.kept("/a")).toEqual(["v1@0"]);
  });
});

describe("the log", () => {
  it("says what was kept, how much, of which events, and how late", async () => {
    const workshop = new Workshop();
    const event = workshop.put("/a");
    workshop.clock.advance(90_000);

    await handle(workshop, [event]);
    await handle(workshop, [event]);

    const fields = { name: "/a", events: 1, eventIds: [event.id], lagMs: 90_000 };
    expect(workshop.logger.lines).toEqual([
      { level: "info", message: "kept", fields: { ...fields, appended: 1 } },
      { level: "info", message: "already kept", fields: { ...fields, appended: 0 } },
    ]);
  });

  it("names ten events of a name at most, and counts them all", async () => {
    const workshop = new Workshop();
    const events = Array.from({ length: 12 }, (_, index) => ({ ...workshop.put("/a"), id: `event-${index}` }));

    await handle(workshop, events);

    const first = events.slice(0, 10).map(({ id }) => id);
    expect(workshop.logged("info")).toMatchObject([{ fields: { events: 12, eventIds: first } }]);
  });

  it("says that a parameter was deleted before its event could be handled", async () => {
    const workshop = new Workshop();
    const event = workshop.put("/a");
    workshop.remove("/a");

    await handle(workshop, [event]);

    expect(workshop.logged("info")).toMatchObject([
      { message: "gone before it could be handled", fields: { name: "/a", appended: 0 } },
    ]);
  });

  it("warns of versions that were lost, as the report does", async () => {
    const workshop = new Workshop();
    for (let version = 1; version <= 104; version += 1) workshop.put("/a", `value ${version}`, 10);

    const { gaps } = await handle(workshop, [workshop.lastEvent(), workshop.put("/b")]);

    expect(gaps).toEqual([{ name: "/a", fromVersion: 1, toVersion: 4 }]);
    expect(workshop.logged("warn")).toMatchObject([
      { message: "versions were lost before they could be kept", fields: { gap: { fromVersion: 1, toVersion: 4 } } },
    ]);
  });

  it("warns of lost versions before it appends, so that a process that dies has told of them", async () => {
    const workshop = new Workshop();
    for (let version = 1; version <= 104; version += 1) workshop.put("/a", `value ${version}`, 10);
    const loggedAtAppend: string[] = [];
    const store = storeLike(workshop.store, {
      append: (request) => {
        loggedAtAppend.push(...workshop.logger.lines.map(({ message }) => message));
        return workshop.store.append(request);
      },
    });

    await processQueueEvent(workshop.dependencies({ store }))(sqsEvent([workshop.lastEvent()]));

    expect(loggedAtAppend).toEqual(["versions were lost before they could be kept"]);
    expect(workshop.logged("warn")).toHaveLength(1);
  });

  it("tells of lost versions once, though an old event follows", async () => {
    const workshop = new Workshop();
    const events = Array.from({ length: 103 }, (_, version) => workshop.put("/a", `value ${version}`, 400));

    const reports = [await handle(workshop, events.slice(0, 1)), await handle(workshop, events.slice(1, 2))];

    expect(reports.map(({ gaps }) => gaps.length)).toEqual([1, 0]);
    expect(workshop.logged("warn")).toHaveLength(1);
  });
});
