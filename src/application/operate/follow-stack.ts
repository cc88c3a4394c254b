import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type StackError, stackUnexpected } from "../../ports/stack-error.ts";
import type { Stack, StackEvent, Stacks } from "../../ports/stacks.ts";
import { isMoving } from "./deploy-stack.ts";

/** The dependencies of following a stack. */
export interface FollowDependencies {
  readonly stacks: Stacks;
  /** Waits for a number of milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

const BETWEEN_LOOKS = 2_000;

const read = ({ stacks }: FollowDependencies, id: string, after: string | undefined) =>
  pipe(
    stacks.describe(id),
    TE.chain((stack) => (O.isSome(stack) ? TE.right(stack.value) : TE.left(stackUnexpected("the stack is gone")))),
    TE.bindTo("stack"),
    TE.bind("events", () => stacks.events(id, after)),
  );

const watch = async (
  dependencies: FollowDependencies,
  stackId: string,
  newest: string | undefined,
  tell: (event: StackEvent) => void,
  signal: AbortSignal | undefined,
): Promise<E.Either<StackError, Stack>> => {
  let after = newest;
  for (;;) {
    const seen = await read(dependencies, stackId, after)();
    if (E.isLeft(seen)) return seen;
    const { stack, events } = seen.right;
    for (const event of events) tell(event);
    after = events.at(-1)?.id ?? after;
    if (!isMoving(stack.status) || signal?.aborted === true) return E.right(stack);
    await dependencies.pause(BETWEEN_LOOKS);
  }
};

/**
 * Begins an operation on a stack and reports every event from then on. Answers with the stack when the operation has
 * ended, or when `signal` is aborted. CloudFormation continues after an abort.
 */
export const followStack =
  (dependencies: FollowDependencies) =>
  (
    stackId: string,
    begin: TE.TaskEither<StackError, void>,
    tell: (event: StackEvent) => void,
    signal?: AbortSignal,
  ): TE.TaskEither<StackError, Stack> =>
    pipe(
      dependencies.stacks.events(stackId),
      TE.map((events) => events.at(-1)?.id),
      TE.chainFirst(() => begin),
      TE.chain((newest) => () => watch(dependencies, stackId, newest, tell, signal)),
    );
