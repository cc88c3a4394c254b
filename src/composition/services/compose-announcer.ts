import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { inTurns } from "../../adapters/decorators/rate-limited-source.ts";
import { type AnnounceDependencies, announceParameters } from "../../application/operate/announce-parameters.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { composeService, type Extensions, type Parts } from "../compose.ts";
import type { Overrides } from "../config/configuration.ts";
import { configurationError } from "../config/configuration-error.ts";
import { type QueueLocation, queueOfSource } from "../discovery/queue-of-source.ts";
import type { AwsAdapters } from "../schemes/aws-adapters.ts";
import { parseSsmUrl } from "../schemes/built-in-schemes.ts";
import type { CompositionError } from "../schemes/scheme.ts";
import { closeBothSides } from "./close-both-sides.ts";

/** The part of the service that sends change events, wired. */
export interface Announcer {
  /** URL of the queue that they are sent to. */
  readonly queue: string;
  /** @param batchesPerSecond How many batches, of up to ten events, are sent in a second, at most. */
  announceParameters(batchesPerSecond: number): ReturnType<typeof announceParameters>;
  /** Lets go of connections. */
  close(): TE.TaskEither<StoreError, void>;
}

/** Wires it over its parts. */
export const makeAnnouncer = (
  dependencies: Omit<AnnounceDependencies, "inTurn" | "newId" | "pause">,
  queue: string,
  close: Announcer["close"],
  pause: AnnounceDependencies["pause"] = (milliseconds) => setTimeout(milliseconds),
): Announcer => ({
  queue,
  announceParameters: (batchesPerSecond) =>
    announceParameters({
      ...dependencies,
      inTurn: inTurns(batchesPerSecond),
      // Logs and the store name it: who wonders about an event sees where it came from.
      newId: () => `backfill-${randomUUID()}`,
      pause,
    }),
  close,
});

const open = ({ url, region }: QueueLocation, parts: Parts): TE.TaskEither<CompositionError, Announcer> =>
  pipe(
    TE.fromEither(parseSsmUrl(parts.configuration.source)),
    TE.mapLeft(() => configurationError("SSMBAK_SOURCE", "--via-queue needs ssm: or ssm:REGION: events tell of that")),
    TE.chainTaskK((source) => async () => {
      const [{ openSqsChangeSender }, { findPlace }] = await Promise.all([
        import("../../adapters/aws-sqs/open-sqs-change-sender.ts"),
        import("../../adapters/aws-ssm/find-place.ts"),
      ]);
      const sender = openSqsChangeSender(url, region);
      return makeAnnouncer(
        { source: parts.source, sender, findPlace: findPlace(region === undefined ? source : { region, ...source }) },
        url,
        () =>
          pipe(
            TE.fromIO<void, StoreError>(() => sender.close()),
            TE.chain(closeBothSides(parts)),
          ),
      );
    }),
  );

/**
 * Puts the service together that sends change events to the queue of a URL, without one to that of the stack. It has no
 * use for a store: who takes them off the queue has one.
 */
export const composeAnnouncer =
  (aws: AwsAdapters, queueUrl: string | undefined) =>
  (overrides: Overrides = {}, extensions: Extensions = {}): TE.TaskEither<CompositionError, Announcer> =>
    pipe(
      composeService(aws, (parts: Parts) => parts)({ ...overrides, store: "memory:" }, extensions),
      TE.bindTo("parts"),
      TE.bindW("queue", ({ parts }) => queueOfSource(queueUrl, parts.configuration)),
      TE.chain(({ parts, queue }) => open(queue, parts)),
    );
