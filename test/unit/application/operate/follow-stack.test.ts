import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { followStack } from "../../../../src/application/operate/follow-stack.ts";
import { stackRefused } from "../../../../src/ports/stack-error.ts";
import type { StackEvent } from "../../../../src/ports/stacks.ts";
import { FakeStacks } from "../../../support/fake-stacks.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const AHEAD = [
  { status: "UPDATE_IN_PROGRESS" },
  { status: "UPDATE_COMPLETE", resource: "Function" },
  { status: "UPDATE_COMPLETE" },
];

describe("following a stack", () => {
  it("tells of each event once, from its beginning on, until it has settled", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", [{ status: "CREATE_COMPLETE" }, ...AHEAD]);
    await rightOf(stacks.execute());
    const told: StackEvent[] = [];
    const { followStack: follow } = stacks.service;
    const settled = await rightOf(follow("stack-id", stacks.execute(), (event) => told.push(event)));
    expect(settled.status).toBe("UPDATE_COMPLETE");
    expect(told.map(({ resource, status }) => `${resource} ${status}`)).toEqual([
      "kept UPDATE_IN_PROGRESS",
      "Function UPDATE_COMPLETE",
      "kept UPDATE_COMPLETE",
    ]);
  });

  it("looks every two seconds", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", AHEAD);
    const pauses: number[] = [];
    const pause = async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      await stacks.remove()();
    };
    await rightOf(followStack({ stacks, pause })("stack-id", stacks.execute(), () => {}));
    expect(pauses).toEqual([2_000, 2_000]);
  });

  it("ends with the stack as it is when it is told to, and lets CloudFormation go on", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", AHEAD);
    const stop = new AbortController();
    const { followStack: follow } = stacks.service;
    const seen = await rightOf(follow("stack-id", stacks.execute(), () => stop.abort(), stop.signal));
    expect(seen.status).toBe("UPDATE_IN_PROGRESS");
  });

  it("fails where the beginning does, where the stack is gone, and where events can't be read", async () => {
    const stacks = new FakeStacks("CREATE_COMPLETE", AHEAD);
    const refused = stackRefused("no right");
    const { followStack: follow } = stacks.service;
    expect(await leftOf(follow("stack-id", TE.left(refused), () => {}))).toBe(refused);
    stacks.describe = () => TE.right(O.none);
    expect(await leftOf(follow("stack-id", stacks.execute(), () => {}))).toMatchObject({
      _tag: "StackUnexpected",
      message: "the stack is gone",
    });
    stacks.events = () => TE.left(refused);
    expect(await leftOf(follow("stack-id", stacks.execute(), () => {}))).toBe(refused);
  });
});
