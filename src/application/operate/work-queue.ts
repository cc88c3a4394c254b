import * as E from "fp-ts/lib/Either.js";
import type { ChangeQueue, DeliveredMessage } from "../../ports/change-queue.ts";
import type { QueueError } from "../../ports/queue-error.ts";
import { type ProcessDependencies, processBatch } from "../backup/process-batch.ts";

/** The dependencies of a worker. */
export interface WorkDependencies extends ProcessDependencies {
  readonly queue: ChangeQueue;
  /** Resolves after the given milliseconds, or at once when the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How a worker works. */
export interface WorkOptions {
  /** How many batches, of up to ten messages each, are worked on at once. */
  readonly batches: number;
  /** Ends the worker: started batches are finished, and no other batch is started. */
  readonly signal: AbortSignal;
  /** Called after every step of the worker, failing steps included. A stuck worker makes no calls. */
  readonly onBeat?: () => void;
}

/** The result of a worker, in messages. */
export interface WorkReport {
  /** Handled, and taken off the queue. */
  readonly handled: number;
  /** Left to be delivered again. */
  readonly left: number;
}

const SECOND = 1_000;

/** Seconds. A shorter visibility timeout leaves no time for an extension. */
const SHORTEST_HIDING = 30;

/**
 * Milliseconds. After a failure the worker asks the queue again after 1 s, then 2 s, 4 s and so on up to this pause.
 */
const LONGEST_PAUSE = 30_000;

const describe = ({ _tag: reason, message: detail }: QueueError) => ({ reason, detail });

/** Extends the visibility timeout of messages until `done` is aborted. */
const keepHidden = async (
  { queue, logger, pause }: WorkDependencies,
  messages: ReadonlyArray<DeliveredMessage>,
  seconds: number,
  done: AbortSignal,
  onBeat: () => void,
): Promise<void> => {
  while (!done.aborted) {
    await pause((seconds * SECOND) / 2, done);
    if (done.aborted) return;
    const hidden = await queue.hide(messages, seconds)();
    onBeat();
    if (E.isLeft(hidden))
      logger.warn("messages could not be kept hidden in the queue; they may be delivered twice", describe(hidden.left));
  }
};

const handle = async (
  dependencies: WorkDependencies,
  messages: ReadonlyArray<DeliveredMessage>,
  seconds: number,
  onBeat: () => void,
): Promise<WorkReport> => {
  const { queue, logger } = dependencies;
  const done = new AbortController();
  const processing = processBatch(dependencies)(messages).finally(() => done.abort());
  const [{ outcomes }] = await Promise.all([
    processing,
    keepHidden(dependencies, messages, seconds, done.signal, onBeat),
  ]);
  const finished = messages.filter((_, index) => outcomes[index]?._tag === "Handled");
  if (finished.length === 0) return { handled: 0, left: messages.length };
  const acknowledged = await queue.acknowledge(finished)();
  const remaining = E.isLeft(acknowledged) ? finished.length : acknowledged.right.length;
  if (remaining > 0) {
    const why = E.isLeft(acknowledged) ? describe(acknowledged.left) : {};
    logger.warn("stored, but could not be deleted from the queue; will be delivered again, which does no harm", {
      messages: remaining,
      ...why,
    });
  }
  const handled = finished.length - remaining;
  return { handled, left: messages.length - handled };
};

const poll = async (
  dependencies: WorkDependencies,
  seconds: number,
  { signal, onBeat = () => {} }: WorkOptions,
): Promise<WorkReport> => {
  const { queue, logger, pause } = dependencies;
  let report: WorkReport = { handled: 0, left: 0 };
  let failures = 0;
  while (!signal.aborted) {
    const messages = await queue.receive(seconds, signal)();
    onBeat();
    if (E.isLeft(messages)) {
      logger.error("the queue could not be read; it is tried again", describe(messages.left));
      await pause(Math.min(SECOND * 2 ** failures, LONGEST_PAUSE), signal);
      failures += 1;
      continue;
    }
    failures = 0;
    if (messages.right.length === 0) continue;
    const { handled, left } = await handle(dependencies, messages.right, seconds, onBeat);
    onBeat();
    report = { handled: report.handled + handled, left: report.left + left };
  }
  return report;
};

/**
 * Receives change events from a queue and backs up the parameters until the signal is aborted. A message is deleted
 * from the queue when the facts of its parameter are stored. A message that fails becomes visible and is delivered
 * again. A batch stays hidden while the worker handles it. The worker continues when the queue or the store is away.
 * `Left`: the queue can't be used.
 */
export const workQueue =
  (dependencies: WorkDependencies) =>
  async (options: WorkOptions): Promise<E.Either<QueueError, WorkReport>> => {
    const hidden = await dependencies.queue.hiddenSeconds()();
    if (E.isLeft(hidden)) return hidden;
    const seconds = Math.max(hidden.right, SHORTEST_HIDING);
    const pollers = Array.from({ length: options.batches }, () => poll(dependencies, seconds, options));
    const reports = await Promise.all(pollers);
    return E.right({
      handled: reports.reduce((sum, { handled }) => sum + handled, 0),
      left: reports.reduce((sum, { left }) => sum + left, 0),
    });
  };
