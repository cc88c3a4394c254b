import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryBackupStore } from "../../../../src/adapters/memory/in-memory-backup-store.ts";
import { backUpEvent } from "../../../../src/application/backup/back-up-event.ts";
import { placeOf, placesOf, type Scopes } from "../../../../src/application/backup/scopes.ts";
import type { Scope } from "../../../../src/domain/model/scope.ts";
import { sourceUnavailable } from "../../../../src/ports/source-error.ts";
import { changeEventOf, DEFAULT_TIME, name } from "../../../../src/testing/builders.ts";
import { decoded, leftOf, rightOf, Workshop } from "../../../support/workshop.ts";

const HOME: Scope = { account: "123456789012", region: "us-east-1" };
const OTHER: Scope = { account: "123456789012", region: "eu-west-1" };

/** Accounts and regions that share one Parameter Store, and are stored apart. */
const scopesOf = (workshop: Workshop, ...[first, ...others]: readonly [Scope, ...Scope[]]) => {
  const stores = new Map([first, ...others].map((scope) => [scope, new InMemoryBackupStore()]));
  const opened: Scope[] = [];
  const scopes: Scopes = {
    all: [first, ...others],
    open: (scope) => async () => {
      opened.push(scope);
      const store = [...stores].find(([known]) => known.region === scope.region)?.[1];
      return store === undefined
        ? E.left(sourceUnavailable("no such place"))
        : E.right({ source: workshop.ssm, store, owner: scope });
    },
  };
  return { scopes, stores, opened };
};

const { account: _account, region: _region, ...ofNowhere } = changeEventOf({ name: "/a" });

describe("where an event belongs", () => {
  const keyOf = (workshop: Workshop, event = changeEventOf(), scopes?: Scopes) => {
    const place = placeOf(workshop.dependencies(scopes === undefined ? {} : { scopes }), event);
    return E.isLeft(place) ? place.left._tag : place.right.key;
  };

  it("is one place for all events where no accounts and regions are given", () => {
    const workshop = new Workshop();
    expect(keyOf(workshop, changeEventOf(HOME))).toBe(keyOf(workshop, changeEventOf(OTHER)));
  });

  it("is its account and region, of which each is another place", () => {
    const workshop = new Workshop();
    const { scopes } = scopesOf(workshop, HOME, OTHER);
    expect(keyOf(workshop, changeEventOf(HOME), scopes)).toBe("123456789012/us-east-1");
    expect(keyOf(workshop, changeEventOf(OTHER), scopes)).toBe("123456789012/eu-west-1");
  });

  it("is the first of them where the event does not say, or does not say it all", () => {
    const workshop = new Workshop();
    const { scopes } = scopesOf(workshop, HOME, OTHER);
    expect(keyOf(workshop, ofNowhere, scopes)).toBe("123456789012/us-east-1");
    expect(keyOf(workshop, { ...ofNowhere, region: OTHER.region }, scopes)).toBe("123456789012/eu-west-1");
    expect(keyOf(workshop, { ...ofNowhere, account: HOME.account }, scopes)).toBe("123456789012/us-east-1");
  });

  it("is nowhere for an account or a region that is not stored here, and that is said", () => {
    const workshop = new Workshop();
    const { scopes } = scopesOf(workshop, HOME);
    const event = changeEventOf({ ...HOME, account: "210987654321" });
    expect(keyOf(workshop, changeEventOf(OTHER), scopes)).toBe("ForeignEvent");
    expect(placeOf(workshop.dependencies({ scopes }), event)).toMatchObject({
      left: { message: "the event is of account 210987654321 in us-east-1, which is not stored here" },
    });
  });

  it("is nowhere for an event that is dated more than five minutes ahead of the clock", () => {
    const workshop = new Workshop();
    const ahead = (by: number) => changeEventOf({ time: DEFAULT_TIME + by });
    expect([keyOf(workshop, ahead(300_000)), keyOf(workshop, ahead(300_001))]).toEqual(["", "FutureEvent"]);
    expect(placeOf(workshop.dependencies(), ahead(3_600_000))).toMatchObject({
      left: { message: expect.stringMatching(/^the event is dated 60 minutes ahead of this machine's clock/) },
    });
  });
});

describe("all places", () => {
  it("are one, with the sides that are given, where no accounts and regions are", async () => {
    const workshop = new Workshop();
    const dependencies = workshop.dependencies();
    const [place, ...others] = placesOf(dependencies);
    if (place === undefined) throw new Error("there is always a place");
    expect(others).toEqual([]);
    expect(place.logger).toBe(workshop.logger);
    expect(await rightOf(place.open)).toMatchObject({ source: workshop.ssm, store: workshop.store });
  });

  it("are opened when they are needed, each with its own sides", async () => {
    const workshop = new Workshop();
    const { scopes, stores, opened } = scopesOf(workshop, HOME, OTHER);
    const places = placesOf(workshop.dependencies({ scopes }));
    expect(opened).toEqual([]);
    const sides = await Promise.all(places.map(({ open }) => rightOf(open)));
    expect(sides.map(({ store, owner }) => [store, owner])).toEqual([
      [stores.get(HOME), HOME],
      [stores.get(OTHER), OTHER],
    ]);
    expect(sides.map(({ logger }) => logger)).toEqual(places.map(({ logger }) => logger));
  });

  it("say in each line of the log where they are, if there are several", () => {
    const workshop = new Workshop();
    for (const level of ["debug", "info", "warn", "error"] as const) {
      for (const { logger } of placesOf(workshop.dependencies(scopesOf(workshop, HOME, OTHER))))
        logger[level]("x", { y: 1 });
      expect(workshop.logged(level)).toMatchObject([{ fields: { ...HOME, y: 1 } }, { fields: { ...OTHER, y: 1 } }]);
    }
    const [only] = placesOf(workshop.dependencies(scopesOf(workshop, HOME)));
    expect(only?.logger).toBe(workshop.logger);
  });
});

describe("one event", () => {
  it("is handled where it belongs, and told to the store as that owner's", async () => {
    const workshop = new Workshop();
    const { scopes, stores } = scopesOf(workshop, HOME, OTHER);
    const event = { ...decoded(workshop.put("/a")), ...OTHER };
    expect(await rightOf(backUpEvent(workshop.dependencies({ scopes }))(event))).toMatchObject({ appended: 1 });
    const facts = await Promise.all([...stores.values()].map((store) => rightOf(store.facts(name("/a")))));
    expect(facts.map(({ length }) => length)).toEqual([0, 1]);
  });

  it("is refused where it belongs nowhere, and fails where its place can't be opened", async () => {
    const workshop = new Workshop();
    const { scopes } = scopesOf(workshop, HOME);
    const handle = (event = changeEventOf(), open = scopes.open) =>
      leftOf(backUpEvent(workshop.dependencies({ scopes: { ...scopes, open } }))(event));
    expect(await handle(changeEventOf(OTHER))).toMatchObject({ _tag: "ForeignEvent" });
    expect(await handle(changeEventOf(HOME), () => TE.left(sourceUnavailable("away")))).toEqual(
      sourceUnavailable("away"),
    );
  });
});
