import { describe, expect, it } from "vitest";
import type { EventEnvelope } from "../../../../src/adapters/memory/change-events.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { name } from "../../../../src/testing/builders.ts";
import { decoded, rightOf, storeLike, Workshop } from "../../../support/workshop.ts";

const NAME = name("/app/db");

const handle = (workshop: Workshop, event: EventEnvelope, store: BackupStore = workshop.store) =>
  rightOf(backUpChanges(workshop.dependencies({ store }))(NAME, [decoded(event)]));

/** A store in which something happens right before, or right after, the first append. */
const withFirstAppend = (
  inner: BackupStore,
  { before, after }: { readonly before?: () => Promise<unknown>; readonly after?: () => Promise<unknown> },
): BackupStore => {
  let isFirst = true;
  return storeLike(inner, {
    append: (request) => async () => {
      if (!isFirst) return inner.append(request)();
      isFirst = false;
      await before?.();
      const answer = await inner.append(request)();
      await after?.();
      return answer;
    },
  });
};

/** A parameter of which one version is stored, and which is deleted 200 ms into a second. */
const deletedWorkshop = async () => {
  const workshop = new Workshop();
  await handle(workshop, workshop.put(NAME));
  return { workshop, deletion: workshop.remove(NAME, 5_200) };
};

const IN_ORDER = ["v1@0", "deleted@5000", "v1@5500"];

describe("two handlers that meet", () => {
  it("store each fact once, whoever is faster", async () => {
    const workshop = new Workshop();
    const events = [workshop.put(NAME), workshop.put(NAME, "y", 1_000)];
    const store = withFirstAppend(workshop.store, { before: () => handle(workshop, workshop.lastEvent()) });
    const [first] = events;
    if (first === undefined) throw new Error("two were made");
    expect((await handle(workshop, first, store)).appended).toBe(0);
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "v2@1000"]);
  });

  it.each(["before", "after"] as const)(
    "know the order of a deletion and a re-creation of one second, where the other is done right %s the append",
    async (when) => {
      const { workshop, deletion } = await deletedWorkshop();
      const recreate = async () => handle(workshop, workshop.put(NAME, "y", 300));
      await handle(workshop, deletion, withFirstAppend(workshop.store, { [when]: recreate }));
      expect(await workshop.stored(NAME)).toEqual(IN_ORDER);
    },
  );

  it("know the order also where the re-creation is handled first, by one that saw no deletion", async () => {
    const { workshop, deletion } = await deletedWorkshop();
    await handle(workshop, workshop.put(NAME, "y", 300));
    await handle(workshop, deletion);
    expect(await workshop.stored(NAME)).toEqual(IN_ORDER);
  });

  it("of a re-creation whose event is lost store its versions after the deletion", async () => {
    const { workshop, deletion } = await deletedWorkshop();
    const recreate = async () => workshop.put(NAME, "y", 300);
    const report = await handle(workshop, deletion, withFirstAppend(workshop.store, { after: recreate }));
    expect(report.appended).toBe(2);
    expect(await workshop.stored(NAME)).toEqual(IN_ORDER);
  });

  it("leave the parameter deleted that was re-created and deleted again between their looks", async () => {
    const { workshop, deletion } = await deletedWorkshop();
    const meanwhile = async () => {
      workshop.put(NAME, "y", 300);
      await handle(workshop, workshop.remove(NAME, 100));
    };
    await handle(workshop, deletion, withFirstAppend(workshop.store, { after: meanwhile }));
    expect(await workshop.stored(NAME)).toEqual(["v1@0", "deleted@5000", "deleted@5000"]);
  });
});
