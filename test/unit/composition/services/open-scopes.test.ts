import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { homeStoreOf, openScopes } from "../../../../src/composition/services/open-scopes.ts";
import { sourceUnexpected } from "../../../../src/ports/source-error.ts";
import { InMemoryBackupStore, InMemoryParameterStore } from "../../../../src/testing/index.ts";
import { rightOf, sourceLike } from "../../../support/workshop.ts";

const HOME = { account: "111122223333", region: "eu-west-1" };
const MEMBER = { account: "444455556666", region: "us-east-1" };

const READ_ROLE = "arn:aws:iam::{account}:role/read-{region}";

/** Sides of two scopes, and what happens to the Parameter Stores. */
const openTwo = () => {
  const events: string[] = [];
  const noting = (name: string) =>
    sourceLike(new InMemoryParameterStore(), { close: () => events.push(`closed ${name}`) });
  const store = new InMemoryBackupStore();
  const opened = openScopes(
    { source: noting("home"), store },
    { all: [HOME, MEMBER], prefixed: true, readRole: READ_ROLE },
    async (url) => {
      events.push(`opened ${url}`);
      return noting("member");
    },
  );
  return { events, opened, store };
};

describe("the Parameter Stores of several scopes", () => {
  it("are opened when they are needed, once; the others are closed here, and the first by whoever opened it", async () => {
    const { events, opened } = openTwo();
    expect(E.isRight((await opened.scopes?.open(HOME)()) ?? E.left("no scopes"))).toBe(true);
    expect(events).toEqual([]);

    for (const _ of [1, 2]) await opened.scopes?.open(MEMBER)();
    opened.closeOthers();

    expect(events).toEqual([
      "opened ssm:us-east-1?role=arn:aws:iam::444455556666:role/read-us-east-1",
      "closed member",
    ]);
  });

  it("are opened once although several names ask at the same time", async () => {
    const { events, opened } = openTwo();

    const ask = async () => rightOf(opened.scopes?.open(MEMBER) ?? TE.left(sourceUnexpected("no scopes")));
    const [first, second] = await Promise.all([ask(), ask()]);
    opened.closeOthers();

    expect(first.source).toBe(second.source);
    expect(events.filter((event) => event.startsWith("closed"))).toHaveLength(
      events.filter((event) => event.startsWith("opened")).length,
    );
  });
});

describe("the owner of the sides", () => {
  it("is their scope, with and without a prefix", async () => {
    const { opened } = openTwo();
    expect(opened.owner).toEqual(HOME);
    expect(await opened.scopes?.open(MEMBER)()).toMatchObject(E.right({ owner: MEMBER }));

    const sides = { source: new InMemoryParameterStore(), store: new InMemoryBackupStore() };
    const single = openScopes(sides, { all: [HOME], prefixed: false }, async () => sides.source);
    expect(single).toMatchObject({ ...sides, owner: HOME });
    expect(await single.scopes?.open(HOME)()).toMatchObject(E.right({ ...sides, owner: HOME }));
  });

  it("is unknown without scopes, and both sides are the same ones", () => {
    const sides = { source: new InMemoryParameterStore(), store: new InMemoryBackupStore() };

    const { closeOthers: _, ...opened } = openScopes(sides, undefined, async () => sides.source);

    expect(opened).toEqual(sides);
    expect(homeStoreOf(sides.store, undefined)).toBe(sides.store);
  });
});
