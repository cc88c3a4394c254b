import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { DeadLetters, Redrive } from "../../ports/dead-letters.ts";
import { type QueueError, queueUnavailable, queueUnexpected } from "../../ports/queue-error.ts";

/** The dependencies of a redrive. */
export interface RedriveDependencies {
  readonly deadLetters: DeadLetters;
  /** Waits for a number of milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

const BETWEEN_LOOKS = 1_000;

/** A started redrive may take a moment to be listed. This limit ends the wait for a redrive that is never listed. */
const MOST_LOOKS_BEFORE_LISTED = 30;

const refuseSecond = (latest: O.Option<Redrive>): E.Either<QueueError, O.Option<Redrive>> =>
  O.isSome(latest) && latest.value.status === "Running"
    ? E.left(queueUnavailable("a redrive of this queue is running already; nothing was started", undefined))
    : E.right(latest);

const follow = async (
  { deadLetters, pause }: RedriveDependencies,
  earlier: number | undefined,
  tell: (redrive: Redrive) => void,
  signal: AbortSignal | undefined,
): Promise<E.Either<QueueError, Redrive>> => {
  let last: Redrive = { startedAt: 0, status: "Running", moved: 0 };
  for (let unlisted = 0; unlisted < MOST_LOOKS_BEFORE_LISTED; ) {
    const latest = await deadLetters.latestRedrive()();
    if (E.isLeft(latest)) return latest;
    if (O.isSome(latest.right) && latest.right.value.startedAt !== earlier) {
      last = latest.right.value;
      tell(last);
    } else unlisted += 1;
    if (last.status !== "Running" || signal?.aborted === true) return E.right(last);
    await pause(BETWEEN_LOOKS);
  }
  return E.left(
    queueUnexpected(
      "the redrive was started, but SQS does not list it; look in the queue before starting another one",
      undefined,
    ),
  );
};

/**
 * Moves all dead letters back to their source queues and reports the progress. Answers with the redrive when the
 * redrive has ended, or when `signal` is aborted. SQS continues the redrive after an abort.
 */
export const redriveDeadLetters =
  (dependencies: RedriveDependencies) =>
  (tell: (redrive: Redrive) => void, signal?: AbortSignal): TE.TaskEither<QueueError, Redrive> =>
    pipe(
      dependencies.deadLetters.latestRedrive(),
      TE.chainEitherK(refuseSecond),
      TE.chainFirst(() => dependencies.deadLetters.startRedrive()),
      TE.chain((earlier) => () => follow(dependencies, O.toUndefined(earlier)?.startedAt, tell, signal)),
    );
