import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { type SweepDependencies, sweep } from "../../../../src/application/audit/sweep.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import { sourceThrottled, sourceUnavailable } from "../../../../src/ports/source-error.ts";
import { tombstoneOf } from "../../../../src/testing/builders.ts";
import { decoded, rightOf, sourceLike, Workshop } from "../../../support/workshop.ts";

const MINUTE = 60_000;
const CANARY = "canary-value";

const backUp = async (workshop: Workshop) => {
  const event = decoded(workshop.lastEvent());
  await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
};

const sweepWith = (workshop: Workshop, changes: Partial<SweepDependencies> = {}) =>
  sweep(workshop.dependencies(changes))();

describe("the sweep", () => {
  it("keeps what lost events would have told of, and logs each name that was not complete", async () => {
    const workshop = new Workshop();
    for (const name of ["/complete", "/updated", "/deleted", "/long"]) {
      workshop.put(name, CANARY);
      await backUp(workshop);
    }
    workshop.put("/updated", CANARY, 1_000);
    workshop.remove("/deleted", 1_000);
    for (let version = 2; version <= 110; version += 1) workshop.put("/long", CANARY, 1);
    workshop.put("/new", CANARY);
    workshop.clock.advance(2 * MINUTE);

    expect(await sweepWith(workshop)).toEqual(
      E.right({ complete: 1, repaired: 4, missing: 0, gaps: 1, unexpected: 0, failed: 0 }),
    );
    expect(await workshop.kept("/updated")).toEqual(["v1@0", "v2@1000"]);
    expect(await workshop.kept("/new")).toHaveLength(1);
    expect(workshop.logged("warn").map(({ message, fields }) => [fields?.["name"], message.slice(0, 8)])).toEqual([
      ["/long", "versions"],
      ["/deleted", "a deleti"],
      ["/long", "versions"],
      ["/updated", "versions"],
      ["/new", "versions"],
    ]);
    expect(workshop.logged("warn")).toMatchObject([
      { message: "versions were lost before they could be kept", fields: { gap: { fromVersion: 2, toVersion: 10 } } },
      {},
      { message: "versions were missing; they are kept now", fields: { versions: 100 } },
      {},
      {},
    ]);
    expect(workshop.logged("info").at(-1)).toMatchObject({ message: "swept", fields: { repaired: 4 } });
    expect(JSON.stringify(workshop.logger.lines)).not.toContain(CANARY);
  });

  it("finds nothing to do the second time", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await sweepWith(workshop);
    expect(await sweepWith(workshop)).toMatchObject(E.right({ complete: 1, repaired: 0 }));
  });

  it("leaves a deletion of this minute to its event, and says so", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    workshop.remove("/app/db", 1_000);
    expect(await sweepWith(workshop)).toMatchObject(E.right({ missing: 1, repaired: 0 }));
    expect(workshop.logged("info")[0]).toEqual({
      level: "info",
      message: "gone for less than a minute; left to its event or the next sweep",
      fields: { name: "/app/db" },
    });
    expect(workshop.metrics.all).toMatchObject([{ stored: 0 }]);
  });

  it("logs a contradiction as an error", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    const head = await rightOf(workshop.store.head(decoded(workshop.lastEvent()).name));
    const tombstone = tombstoneOf({ name: "/app/db", deletedAt: workshop.clock.now() + MINUTE });
    await rightOf(workshop.store.append({ name: tombstone.name, expected: head, records: [tombstone] }));
    expect(await sweepWith(workshop)).toMatchObject(E.right({ unexpected: 1 }));
    expect(workshop.logged("error")).toMatchObject([
      {
        message: "store and Parameter Store contradict each other",
        fields: { name: "/app/db", detail: expect.stringContaining("kept as deleted") },
      },
    ]);
  });

  it("counts and logs a name that can't be read, and goes on", async () => {
    const workshop = new Workshop();
    for (const name of ["/a", "/b"]) workshop.put(name);
    const source = sourceLike(workshop.ssm, {
      history: (named) => (named === "/a" ? TE.left(sourceThrottled("slow down")) : workshop.ssm.history(named)),
    });
    expect(await sweepWith(workshop, { source })).toMatchObject(E.right({ failed: 1, repaired: 1 }));
    expect(workshop.logged("error")).toMatchObject([
      { message: "could not be compared", fields: { name: "/a", reason: "SourceThrottled", detail: "slow down" } },
    ]);
    expect(O.isSome(await rightOf(workshop.store.head(decoded(workshop.lastEvent()).name)))).toBe(true);
  });

  it("fails, and says how far it came, when Parameter Store can't be listed", async () => {
    const workshop = new Workshop();
    const failure = E.left(sourceUnavailable("away"));
    const source = sourceLike(workshop.ssm, {
      list: async function* () {
        yield failure;
      },
    });
    expect(await sweepWith(workshop, { source })).toEqual(failure);
    expect(workshop.logged("error")).toMatchObject([
      { message: "the sweep could not be finished", fields: { reason: "SourceUnavailable", complete: 0 } },
    ]);
  });
});
