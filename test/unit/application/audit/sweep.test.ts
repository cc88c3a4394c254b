import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { type SweepDependencies, sweep } from "../../../../src/application/audit/sweep.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import type { Scopes } from "../../../../src/application/backup/scopes.ts";
import { sourceThrottled, sourceUnavailable } from "../../../../src/ports/source-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { decoded, rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const MINUTE = 60_000;
const CANARY = "canary-value";

const backUp = async (workshop: Workshop) => {
  const event = decoded(workshop.lastEvent());
  await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
};

const sweepWith = (workshop: Workshop, changes: Partial<SweepDependencies> = {}) =>
  sweep(workshop.dependencies(changes))();

describe("the sweep", () => {
  it("stores what lost events would have told of, and logs each name that was not complete", async () => {
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
    expect(await workshop.stored("/updated")).toEqual(["v1@0", "v2@1000"]);
    expect(await workshop.stored("/new")).toHaveLength(1);
    expect(workshop.logged("warn").map(({ message, fields }) => [fields?.["name"], message.slice(0, 8)])).toEqual([
      ["/long", "versions"],
      ["/long", "versions"],
      ["/updated", "versions"],
      ["/new", "versions"],
      ["/deleted", "a deleti"],
    ]);
    expect(workshop.logged("warn")).toMatchObject([
      { message: "versions were lost before they could be stored", fields: { gap: { fromVersion: 2, toVersion: 10 } } },
      { message: "versions were missing; they are stored now", fields: { versions: 100 } },
      {},
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
    expect(await sweepWith(workshop, { maxDeletedShare: 1 })).toMatchObject(E.right({ missing: 1, repaired: 0 }));
    expect(workshop.logged("info")[0]).toEqual({
      level: "info",
      message: "may have been deleted just now; left to its event or the next sweep",
      fields: { name: "/app/db" },
    });
    expect(workshop.metrics.all).toMatchObject([{ stored: 0 }]);
  });

  it("logs a contradiction as an error", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    const deletion = deletionOf({ name: "/app/db", at: workshop.clock.now() + 10_000 });
    await rightOf(workshop.store.append({ name: deletion.name, facts: [deletion] }));
    workshop.clock.advance(MINUTE);
    expect(await sweepWith(workshop)).toMatchObject(E.right({ unexpected: 1 }));
    expect(workshop.logged("error")).toMatchObject([
      {
        message: "store and Parameter Store contradict each other",
        fields: { name: "/app/db", detail: expect.stringContaining("stored as deleted") },
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
    expect(await workshop.stored("/b")).toEqual(["v1@0"]);
  });

  it("takes back a deletion that hid a parameter that exists", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    const deletion = deletionOf({ name: "/app/db", at: workshop.clock.now() + 10_000, source: { _tag: "Sweep" } });
    await rightOf(workshop.store.append({ name: deletion.name, facts: [deletion] }));
    workshop.clock.advance(MINUTE);
    expect(await sweepWith(workshop)).toMatchObject(E.right({ repaired: 1 }));
    expect(workshop.logged("warn")).toEqual([
      {
        level: "warn",
        message: "a stored deletion hid a parameter that exists; it does not count any more",
        fields: { name: "/app/db" },
      },
    ]);
    expect(workshop.metrics.all).toMatchObject([{ stored: 1 }]);
  });

  it("is not kept busy by facts from the future", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    const future = versionFactOf({ name: "/app/db", version: 9, modifiedAt: Date.UTC(2099, 0) });
    await rightOf(workshop.store.append({ name: future.name, facts: [future] }));
    const source = sourceLike(workshop.ssm, { history: () => TE.left(sourceThrottled("must not be read")) });
    expect(await sweepWith(workshop, { source })).toMatchObject(E.right({ complete: 1, failed: 0 }));
  });

  it("stores nothing in the store of another owner's parameters", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    workshop.put("/app/db", "y", 1_000);
    const owner = { account: "210987654321", region: "us-east-1" };
    expect(await sweepWith(workshop, { owner })).toMatchObject(E.right({ failed: 1, repaired: 0 }));
    expect(workshop.logged("error")).toMatchObject([
      { message: "could not be compared", fields: { name: "/app/db", reason: "StoreMisconfigured" } },
    ]);
    expect(await workshop.stored("/app/db")).toEqual(["v1@0"]);
  });

  it("fails where an adapter throws, and tells nothing that was thrown", async () => {
    const workshop = new Workshop();
    const source = sourceLike(workshop.ssm, {
      list: () => {
        throw new RangeError(CANARY);
      },
    });
    expect(await sweepWith(workshop, { source })).toMatchObject(E.left({ message: "an adapter threw RangeError" }));
    expect(workshop.logged("error")).toMatchObject([
      {
        message: "the sweep could not be finished",
        fields: { reason: "Unexpected", detail: "an adapter threw RangeError" },
      },
    ]);
    expect(workshop.metrics.all).toMatchObject([{ stored: 0, failed: 1 }]);
    expect(JSON.stringify(workshop.logger.lines)).not.toContain(CANARY);
  });

  it("tells what it had done when it could not be finished", async () => {
    const workshop = new Workshop();
    workshop.put("/new");
    for (let index = 0; index < 3; index += 1) {
      workshop.put(`/${index}`);
      await backUp(workshop);
    }
    workshop.put("/0", "y", 1_000);
    const store = storeLike(workshop.store, {
      statesAt: async function* (selection, instant) {
        yield* workshop.store.statesAt(selection, instant);
        yield E.left(storeUnavailable("away"));
      },
    });
    expect(await sweepWith(workshop, { store })).toEqual(E.left(storeUnavailable("away")));
    expect(workshop.logged("error")).toMatchObject([
      { fields: { reason: "StoreUnavailable", detail: "away", complete: 2, repaired: 1 } },
    ]);
    expect(workshop.metrics.all).toEqual([{ stored: 1, skipped: 0, failed: 1, gaps: 0, lags: [] }]);
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

describe("the sweep of several accounts and regions", () => {
  const regions = ["eu-west-1", "us-east-1"] as const;
  const [first, second] = regions.map((region) => ({ account: "123456789012", region }));

  const sweepBoth = async (open: Scopes["open"], workshop: Workshop) => {
    if (first === undefined || second === undefined) throw new Error("there are two");
    return sweepWith(workshop, { scopes: { all: [first, second], open } });
  };

  it("is the sum of all, and says with each line where it was", async () => {
    const [workshop, other] = [new Workshop(), new Workshop()];
    for (const { ssm } of [workshop, other]) ssm.putParameter({ name: "/a", type: "String", value: "x" });
    const open: Scopes["open"] = (owner) => {
      const { ssm: source, store } = owner.region === "eu-west-1" ? workshop : other;
      return TE.right({ source, store, owner });
    };
    expect(await sweepBoth(open, workshop)).toMatchObject(E.right({ repaired: 2 }));
    const swept = workshop.logged("info").filter(({ message }) => message === "swept");
    expect(swept.map(({ fields }) => fields?.["region"]).sort()).toEqual(regions);
    expect(await other.stored("/a")).toHaveLength(1);
  });

  it("goes on where one can't be opened, and fails with that", async () => {
    const workshop = new Workshop();
    workshop.put("/a");
    const { ssm: source, store } = workshop;
    const open: Scopes["open"] = (owner) =>
      owner.region === "eu-west-1" ? TE.left(sourceUnavailable("away")) : TE.right({ source, store, owner });
    expect(await sweepBoth(open, workshop)).toEqual(E.left(sourceUnavailable("away")));
    expect(await workshop.stored("/a")).toEqual(["v1@0"]);
    expect(workshop.logged("error")).toMatchObject([
      { message: "the sweep could not be finished", fields: { region: "eu-west-1", reason: "SourceUnavailable" } },
    ]);
    expect(workshop.metrics.all.map(({ failed }) => failed).sort()).toEqual([0, 1]);
  });
});
