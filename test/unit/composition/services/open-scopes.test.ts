import * as E from "fp-ts/lib/Either.js";
import { expect, it } from "vitest";
import { openScopes } from "../../../../src/composition/services/open-scopes.ts";
import { InMemoryBackupStore, InMemoryParameterStore } from "../../../../src/testing/index.ts";
import { sourceLike } from "../../../support/workshop.ts";

const HOME = { account: "111122223333", region: "eu-west-1" };
const MEMBER = { account: "444455556666", region: "us-east-1" };

const READ_ROLE = "arn:aws:iam::{account}:role/read-{region}";

it("the Parameter Stores of several scopes are opened when they are needed, once, and closed together", async () => {
  const events: string[] = [];
  const noting = (name: string) =>
    sourceLike(new InMemoryParameterStore(), { close: () => events.push(`closed ${name}`) });
  const opened = openScopes(
    { source: noting("home"), store: new InMemoryBackupStore() },
    { all: [HOME, MEMBER], prefixed: true, readRole: READ_ROLE },
    async (url) => {
      events.push(`opened ${url}`);
      return noting("member");
    },
  );
  expect(E.isRight((await opened.scopes?.open(HOME)()) ?? E.left("no scopes"))).toBe(true);
  expect(events).toEqual([]);
  for (const _ of [1, 2]) await opened.scopes?.open(MEMBER)();
  opened.source.close();
  expect(events).toEqual([
    "opened ssm:us-east-1?role=arn:aws:iam::444455556666:role/read-us-east-1",
    "closed home",
    "closed member",
  ]);
});

it("without scopes both sides are the same ones", () => {
  const sides = { source: new InMemoryParameterStore(), store: new InMemoryBackupStore() };
  expect(openScopes(sides, undefined, async () => sides.source)).toEqual(sides);
});
