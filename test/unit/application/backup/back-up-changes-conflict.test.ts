import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import type { EventEnvelope } from "../../../../src/adapters/memory/change-events.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import { type BackupRecord, versionRecord } from "../../../../src/domain/model/backup-record.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { storeConflict, storeUnavailable } from "../../../../src/ports/store-error.ts";
import { name } from "../../../../src/testing/builders.ts";
import { decoded, leftOf, rightOf, storeLike, Workshop } from "../../../support/workshop.ts";

const NAME = name("/app/db");

/** A store in which something happens right before the first append: another handler is faster. */
const beforeFirstAppend = (inner: BackupStore, happen: () => Promise<void>): BackupStore => {
  let first = true;
  return storeLike(inner, {
    append: (request) => async () => {
      if (first) {
        first = false;
        await happen();
      }
      return inner.append(request)();
    },
  });
};

/** Appends as another handler would that decided on the head of now. */
const appendNow = async ({ store }: Workshop, records: ReadonlyArray<BackupRecord>): Promise<void> => {
  await rightOf(store.append({ name: NAME, expected: await rightOf(store.head(NAME)), records }));
};

const putMany = (workshop: Workshop, times: number): void => {
  for (let time = 0; time < times; time += 1) workshop.put(NAME, `value ${time}`, 1_000);
};

describe("when the head moves in between", () => {
  it("it is read and decided again, and nothing is kept twice", async () => {
    const workshop = new Workshop();
    putMany(workshop, 3);
    const event = decoded(workshop.lastEvent());
    const store = beforeFirstAppend(workshop.store, () =>
      appendNow(
        workshop,
        workshop.ssm
          .getParameterHistory(NAME)
          .slice(0, 2)
          .map((version) => versionRecord(version)),
      ),
    );

    const report = await rightOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]));

    expect(report).toMatchObject({ appended: 1, gaps: [] });
    expect(await workshop.kept(NAME)).toEqual(["v1@1000", "v2@2000", "v3@3000"]);
  });

  it("and the other handler did all there was to do, nothing is appended", async () => {
    const workshop = new Workshop();
    const event = decoded(workshop.put(NAME));
    const { store, ...others } = workshop.dependencies();
    const racing = beforeFirstAppend(store, async () => {
      await rightOf(backUpChanges({ store, ...others })(NAME, [event]));
    });

    const report = await rightOf(backUpChanges({ store: racing, ...others })(NAME, [event]));

    expect(report).toMatchObject({ appended: 0, verdicts: new Map([[event, "Kept"]]) });
    expect(await workshop.kept(NAME)).toEqual(["v1@0"]);
  });

  it("behind the newest record, by another deletion of the same second, each takes a place of its own", async () => {
    const workshop = new Workshop();
    const { store, ...others } = workshop.dependencies();
    const handle = (event: EventEnvelope, into: BackupStore = store) =>
      rightOf(backUpChanges({ store: into, ...others })(NAME, [decoded(event)]));
    await handle(workshop.put(NAME));
    const first = workshop.remove(NAME, 1_100);
    await handle(workshop.put(NAME, "y", 100));
    const second = workshop.remove(NAME, 100);
    await handle(workshop.put(NAME, "z", 1_000));
    expect(await workshop.kept(NAME)).toEqual(["v1@0", "v1@1200", "v1@2300"]);

    const racing = beforeFirstAppend(store, async () => {
      await handle(second);
    });
    await handle(first, racing);

    expect(await workshop.kept(NAME)).toEqual(["v1@0", "deleted@1000", "v1@1200", "deleted@1000", "v1@2300"]);
  });

  it("versions that Parameter Store dropped meanwhile are still kept, and are no gap", async () => {
    const workshop = new Workshop();
    putMany(workshop, 100);
    const event = decoded(workshop.lastEvent());
    const store = beforeFirstAppend(workshop.store, async () => {
      await appendNow(workshop, [versionRecord(workshop.ssm.getParameterHistory(NAME)[0])]);
      putMany(workshop, 3);
    });

    const report = await rightOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]));

    const kept = await rightOf(workshop.store.history(NAME));
    expect(kept.map((record) => (record._tag === "Version" ? record.version : 0))).toEqual(
      Array.from({ length: 103 }, (_, index) => index + 1),
    );
    expect(report).toMatchObject({ appended: 102, gaps: [] });
  });

  it("versions of a parameter that was deleted meanwhile are still kept", async () => {
    const workshop = new Workshop();
    putMany(workshop, 3);
    const event = decoded(workshop.lastEvent());
    const store = beforeFirstAppend(workshop.store, async () => {
      await appendNow(workshop, [versionRecord(workshop.ssm.getParameterHistory(NAME)[0])]);
      workshop.remove(NAME, 5_000);
    });
    const dependencies = workshop.dependencies({ store });

    const report = await rightOf(backUpChanges(dependencies)(NAME, [event]));
    await rightOf(backUpChanges(dependencies)(NAME, [decoded(workshop.lastEvent())]));

    expect(report).toMatchObject({ appended: 2, verdicts: new Map([[event, "Gone"]]) });
    expect(await workshop.kept(NAME)).toEqual(["v1@1000", "v2@2000", "v3@3000", "deleted@8000"]);
  });
});

describe("when the head never stands still", () => {
  it("it is given up after ten attempts, with the last conflict as the cause", async () => {
    const workshop = new Workshop();
    const event = decoded(workshop.put(NAME));
    let attempts = 0;
    const append = () => {
      attempts += 1;
      return TE.left(storeConflict(`attempt ${attempts}`));
    };
    const store = storeLike(workshop.store, { append });

    const error = await leftOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]));

    expect(attempts).toBe(10);
    expect(error).toMatchObject({ _tag: "StoreConflict", cause: storeConflict("attempt 10") });
    expect(error.message).toContain("10 attempts");
  });

  it("what was lost meanwhile is told with the failure, since no later attempt would find it anew", async () => {
    const workshop = new Workshop();
    putMany(workshop, 103);
    const event = decoded(workshop.lastEvent());
    const store = storeLike(workshop.store, { append: () => TE.left(storeUnavailable("away")) });

    expect(await leftOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]))).toEqual({
      ...storeUnavailable("away"),
      gaps: [{ fromVersion: 1, toVersion: 3 }],
    });
  });

  it("a gap that every attempt finds is logged once", async () => {
    const workshop = new Workshop();
    putMany(workshop, 103);
    const event = decoded(workshop.lastEvent());
    const store = storeLike(workshop.store, { append: () => TE.left(storeConflict("moved")) });

    expect(await leftOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]))).toMatchObject({
      gaps: [{ fromVersion: 1, toVersion: 3 }],
    });
    expect(workshop.logged("warn")).toMatchObject([{ fields: { name: NAME, gap: { fromVersion: 1, toVersion: 3 } } }]);
  });

  it("a gap is logged once, though the parameter is deleted between two attempts", async () => {
    const workshop = new Workshop();
    putMany(workshop, 103);
    const event = decoded(workshop.lastEvent());
    const answers = [storeConflict("moved")];
    const store = storeLike(workshop.store, {
      append: (request) => {
        const answer = answers.shift();
        if (answer === undefined) return workshop.store.append(request);
        workshop.remove(NAME, 5_000);
        return TE.left(answer);
      },
    });

    const { gaps } = await rightOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]));

    expect(gaps).toEqual([{ fromVersion: 1, toVersion: 3 }]);
    expect(workshop.logged("warn")).toHaveLength(1);
  });

  it("another failure ends the attempts at once", async () => {
    const workshop = new Workshop();
    const event = decoded(workshop.put(NAME));
    const answers = [storeConflict("moved"), storeUnavailable("away")];
    const store = storeLike(workshop.store, {
      append: () => TE.left(answers.shift() ?? storeConflict("one attempt too many")),
    });

    expect(await leftOf(backUpChanges(workshop.dependencies({ store }))(NAME, [event]))).toEqual(
      storeUnavailable("away"),
    );
  });
});
