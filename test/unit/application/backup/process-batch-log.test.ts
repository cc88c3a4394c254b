import { describe, expect, it } from "vitest";
import { processBatch } from "../../../../src/application/backup/process-batch.ts";
import { sqsEvent } from "../../../../src/testing/builders.ts";
import { storeLike, Workshop } from "../../../support/workshop.ts";

const handle = (workshop: Workshop, messages: ReadonlyArray<unknown>, changes = {}) =>
  processBatch(workshop.dependencies(changes))(sqsEvent(messages).Records);

describe("the log", () => {
  it("says what was stored, how much, of which events, and how late", async () => {
    const workshop = new Workshop();
    const event = workshop.put("/a");
    workshop.clock.advance(90_000);

    await handle(workshop, [event]);
    await handle(workshop, [event]);

    const fields = { name: "/a", events: 1, eventIds: [event.id], lagMs: 90_000 };
    expect(workshop.logger.lines).toEqual([
      { level: "info", message: "stored", fields: { ...fields, appended: 1 } },
      { level: "info", message: "already stored", fields: { ...fields, appended: 0 } },
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
      { message: "versions were lost before they could be stored", fields: { gap: { fromVersion: 1, toVersion: 4 } } },
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

    await handle(workshop, [workshop.lastEvent()], { store });

    expect(loggedAtAppend).toEqual(["versions were lost before they could be stored"]);
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
