import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { type CompletionOptions, completeHistory } from "../../../../src/application/backup/complete-history.ts";
import type { Gap } from "../../../../src/domain/history/history.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { storeConflict } from "../../../../src/ports/store-error.ts";
import { name } from "../../../../src/testing/builders.ts";
import { decoded, leftOf, rightOf, storeLike, Workshop } from "../../../support/workshop.ts";

const DB = name("/app/db");

const putMany = (workshop: Workshop, times: number): void => {
  for (let time = 0; time < times; time += 1) workshop.put(DB, `value ${time}`, 1_000);
};

/** Completes the history of {@link DB} after its last event, and tells of which gaps it was told, call by call. */
const complete = async (
  workshop: Workshop,
  options: Partial<CompletionOptions> = {},
  store: BackupStore = workshop.store,
) => {
  const told: (readonly [from: number, to: number])[][] = [];
  const completion = await rightOf(
    completeHistory(workshop.dependencies({ store }))(DB, {
      events: [decoded(workshop.lastEvent())],
      needsKept: () => false,
      append: true,
      onGaps: (gaps: ReadonlyArray<Gap>) =>
        told.push(gaps.map(({ fromVersion, toVersion }) => [fromVersion, toVersion] as const)),
      ...options,
    }),
  );
  return { ...completion, told };
};

describe("gaps", () => {
  it("are told right before what is left is appended; where there are none nobody is told", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    expect((await complete(workshop)).told).toEqual([]);
    putMany(workshop, 150);
    const seen: number[] = [];
    const store = storeLike(workshop.store, {
      append: (request) => {
        seen.push(told.length);
        return workshop.store.append(request);
      },
    });
    const told: unknown[] = [];
    await complete(workshop, { onGaps: (gaps) => told.push(gaps) }, store);
    expect(told).toEqual([[expect.objectContaining({ fromVersion: 2, toVersion: 51 })]]);
    expect(seen).toEqual([1]);
  });

  it("are part of the answer, and told to nobody, where nothing is appended or nobody listens", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    await complete(workshop);
    putMany(workshop, 150);
    const looked = await complete(workshop, { append: false });
    expect(looked).toMatchObject({ told: [], appended: 0, gaps: [{ fromVersion: 2, toVersion: 51 }] });
    const options = { events: [], needsKept: () => false, append: true };
    const unheard = await rightOf(completeHistory(workshop.dependencies())(DB, options));
    expect(unheard).toMatchObject({ appended: 100, gaps: [{ fromVersion: 2, toVersion: 51 }] });
  });

  it("that have grown when it is decided again are told again, and others not", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    await complete(workshop);
    putMany(workshop, 150);
    const happenings = [() => undefined, () => putMany(workshop, 20)];
    const store = storeLike(workshop.store, {
      append: (request) => {
        const happening = happenings.shift();
        if (happening === undefined) return workshop.store.append(request);
        happening();
        return TE.left(storeConflict("another was faster"));
      },
    });
    const { told, gaps } = await complete(workshop, {}, store);
    // Of what an earlier attempt saw nothing is lost: 52 to 71 were read before Parameter Store dropped them.
    expect(told).toEqual([[[2, 51]]]);
    expect(gaps).toMatchObject([{ fromVersion: 2, toVersion: 51 }]);
  });

  it("that come to light while it is decided again are told beside those before them", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    await complete(workshop);
    putMany(workshop, 150);
    const happenings = [() => putMany(workshop, 130)];
    const store = storeLike(workshop.store, {
      append: (request) => {
        const happening = happenings.shift();
        if (happening === undefined) return workshop.store.append(request);
        happening();
        return TE.left(storeConflict("another was faster"));
      },
    });
    const { told, appended } = await complete(workshop, {}, store);
    expect(told).toEqual([[[2, 51]], [[152, 181]]]);
    expect(appended).toBe(200);
  });
});

describe("a history that keeps moving", () => {
  const moving = (workshop: Workshop) =>
    leftOf(
      completeHistory(
        workshop.dependencies({
          store: storeLike(workshop.store, { append: () => TE.left(storeConflict("another was faster")) }),
        }),
      )(DB, { events: [], needsKept: () => false, append: true }),
    );

  it("is given up after ten attempts, with the gaps that it would have had", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    expect(await moving(workshop)).toEqual({
      _tag: "StoreConflict",
      message: "the history of this name kept moving: gave up after 10 attempts",
      cause: expect.objectContaining({ _tag: "StoreConflict" }),
    });
    putMany(workshop, 150);
    expect(await moving(workshop)).toMatchObject({ gaps: [{ fromVersion: 1, toVersion: 51 }] });
  });
});
