import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import type { EventEnvelope } from "../../../../src/adapters/memory/change-events.ts";
import { verify } from "../../../../src/application/audit/verify.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { name } from "../../../../src/testing/builders.ts";
import { decoded, leftOf, rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const DB = name("/app/db");

/** Puts a label onto a version so many milliseconds later, and answers with the event of that. */
const label = (workshop: Workshop, text: string, version: number, later = 0): EventEnvelope => {
  workshop.clock.advance(later);
  workshop.ssm.labelParameterVersion(DB, [text], version);
  return workshop.lastEvent();
};

/** Another event like that one, so many milliseconds later. */
const laterBy = (envelope: EventEnvelope, later: number): EventEnvelope => ({
  ...envelope,
  id: `${envelope.id} again`,
  time: new Date(Date.parse(envelope.time) + later).toISOString(),
});

const backUp = (workshop: Workshop, envelopes: ReadonlyArray<EventEnvelope>, dependencies = workshop.dependencies()) =>
  rightOf(backUpChanges(dependencies)(DB, envelopes.map(decoded)));

const keptOf = async (workshop: Workshop) => {
  const records = await rightOf(workshop.store.history(DB));
  const versions = records.filter((record) => record._tag === "Version");
  return Promise.all(versions.map((record) => rightOf(workshop.store.load(record))));
};

const labelsOf = async (workshop: Workshop) =>
  (await keptOf(workshop)).map(({ version, attributes: { labels, olderLabels } }) => ({
    version,
    ...(labels === undefined ? {} : { labels }),
    ...(olderLabels === undefined ? {} : { olderLabels }),
  }));

describe("a label that is moved", () => {
  it("is kept as it was before and after, whichever events came together", async () => {
    const told = async (
      batches: (events: ReadonlyArray<EventEnvelope>) => ReadonlyArray<ReadonlyArray<EventEnvelope>>,
    ) => {
      const workshop = new Workshop();
      const events = [workshop.put(DB), label(workshop, "live", 1, 5000), workshop.put(DB, "y", 5000)];
      events.push(label(workshop, "live", 2, 5000));
      for (const batch of batches(events)) await backUp(workshop, batch);
      return labelsOf(workshop);
    };
    const expected = [
      { version: 1 },
      { version: 1, labels: ["live"] },
      { version: 2, olderLabels: { live: 1 } },
      { version: 2, labels: ["live"] },
    ];
    expect(await told((events) => [events])).toEqual(expected);
    expect(await told((events) => [events.toReversed(), events])).toEqual(expected);
  });

  it("asks for the whole history only where the version of then is not the newest any more", async () => {
    const workshop = new Workshop();
    const asked: string[] = [];
    const store = storeLike(workshop.store, {
      history: (named) => {
        asked.push(named);
        return workshop.store.history(named);
      },
    });
    await backUp(workshop, [workshop.put(DB)]);
    const first = label(workshop, "live", 1, 5000);
    await backUp(workshop, [first], workshop.dependencies({ store }));
    await backUp(workshop, [first], workshop.dependencies({ store }));
    expect(asked).toEqual([]);
    const late = label(workshop, "late", 1, 5000);
    await backUp(workshop, [workshop.put(DB, "y", 5000)]);
    expect((await backUp(workshop, [late], workshop.dependencies({ store }))).appended).toBe(1);
    expect((await backUp(workshop, [late], workshop.dependencies({ store }))).appended).toBe(0);
    expect(asked).toEqual([DB, DB]);
  });

  it("is kept beside another one of its second, by whichever handler", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB)]);
    const first = label(workshop, "a", 1, 5000);
    await backUp(workshop, [first]);
    const second = label(workshop, "b", 1);
    expect((await backUp(workshop, [second])).appended).toBe(1);
    expect((await backUp(workshop, [second])).appended).toBe(0);
    expect((await backUp(workshop, [first, second])).appended).toBe(0);
    expect(await workshop.kept(DB)).toEqual(["v1@0", "v1@0 labelled@5000", "v1@0 labelled@5001"]);
    expect((await labelsOf(workshop)).at(-1)).toEqual({ version: 1, labels: ["a", "b"] });
  });

  it("has the version kept, too, where its event was lost", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    const { appended, verdicts } = await backUp(workshop, [label(workshop, "live", 1, 5000)]);
    expect([appended, ...verdicts.values()]).toEqual([2, "Unchanged"]);
    expect(await workshop.kept(DB)).toEqual(["v1@0", "v1@0 labelled@5000"]);
  });

  it("fails with the store, to be delivered again", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB)]);
    const event = label(workshop, "live", 1, 5000);
    const store = storeLike(workshop.store, { append: () => TE.left(storeUnavailable("not now")) });
    const failed = backUpChanges(workshop.dependencies({ store }))(DB, [decoded(event)]);
    expect(await leftOf(failed)).toMatchObject({ _tag: "StoreUnavailable" });
    expect((await backUp(workshop, [event])).appended).toBe(1);
  });

  it("changes nothing about what is found missing", async () => {
    const workshop = new Workshop();
    await backUp(workshop, [workshop.put(DB), label(workshop, "live", 1, 5000)]);
    const findings = async (thorough: boolean) => {
      const told: string[] = [];
      for await (const finding of verify(workshop.dependencies())(everything, { thorough })) {
        told.push(finding._tag === "Right" ? finding.right._tag : "Left");
      }
      return told;
    };
    expect([await findings(false), await findings(true)]).toEqual([["Complete"], ["Complete"]]);
    workshop.put(DB, "y", 1000);
    expect(await findings(false)).toEqual(["MissingVersions"]);
    await backUp(workshop, [workshop.lastEvent()]);
    expect((await labelsOf(workshop)).at(-1)).toEqual({ version: 2, olderLabels: { live: 1 } });
    expect([await findings(false), await findings(true)]).toEqual([["Complete"], ["Complete"]]);
    workshop.remove(DB, 1000);
    workshop.clock.advance(600_000);
    expect(await findings(false)).toEqual(["MissingDeletion"]);
  });
});

describe("the tags of a relabelling", () => {
  const tagsOf = async (workshop: Workshop) => (await keptOf(workshop)).map(({ attributes }) => attributes.tags);

  it("are read anew for the newest version, once for all its records", async () => {
    const workshop = new Workshop();
    let read = 0;
    const source = sourceLike(workshop.ssm, {
      tags: (named) => {
        read += 1;
        return workshop.ssm.tags(named);
      },
    });
    const made = workshop.put(DB);
    workshop.ssm.addTagsToResource(DB, { team: "blue" });
    await backUp(workshop, [made, label(workshop, "live", 1, 5000)], workshop.dependencies({ source }));
    expect([read, await tagsOf(workshop)]).toEqual([1, [{ team: "blue" }, { team: "blue" }]]);
  });

  it("are those that are kept of an older version, where they are known", async () => {
    const workshop = new Workshop();
    const made = workshop.put(DB);
    workshop.ssm.addTagsToResource(DB, { team: "blue" });
    await backUp(workshop, [made]);
    const late = label(workshop, "live", 1, 5000);
    const next = workshop.put(DB, "y", 5000);
    workshop.ssm.addTagsToResource(DB, { team: "red" });
    await backUp(workshop, [next]);
    await backUp(workshop, [late]);
    expect(await tagsOf(workshop)).toEqual([{ team: "blue" }, { team: "blue" }, { team: "red" }]);
    const unreadable = storeLike(workshop.store, { load: () => TE.left(storeUnavailable("not now")) });
    workshop.clock.advance(5000);
    const later = label(workshop, "other", 1);
    await backUp(workshop, [workshop.put(DB, "z", 5000)]);
    await backUp(workshop, [later], workshop.dependencies({ store: unreadable }));
    expect(await tagsOf(workshop)).toEqual([
      { team: "blue" },
      { team: "blue" },
      { team: "red" },
      undefined,
      { team: "red" },
    ]);
    expect(workshop.logged("warn")).toMatchObject([{ fields: { version: 2, reason: "StoreUnavailable" } }]);
    workshop.ssm.addTagsToResource(DB, { team: "green" });
    await backUp(workshop, [laterBy(later, 1_000)]);
    expect((await tagsOf(workshop)).slice(-2)).toEqual([{ team: "red" }, { team: "red" }]);
  });
});
