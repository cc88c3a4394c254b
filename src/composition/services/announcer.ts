import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { inTurns } from "../../adapters/decorators/rate-limited-source.ts";
import { type AnnounceDependencies, announceParameters } from "../../application/operate/announce-parameters.ts";
import type { Recipe } from "../compose.ts";
import { orThrow } from "../composition-failure.ts";
import type { Configuration } from "../config/configuration.ts";
import { configurationError } from "../config/configuration-error.ts";
import { tokenOf, tokens } from "../container.ts";
import { queueOfSource } from "../discovery/queue-of-source.ts";
import { parseSsmUrl } from "../schemes/built-in-schemes.ts";

/** The part of the service that sends change events, wired. */
export interface AnnouncerService {
  /** URL of the queue that the events are sent to. */
  readonly queue: string;
  /** @param batchesPerSecond How many batches, of up to ten events, are sent in a second, at most. */
  announceParameters(batchesPerSecond: number): ReturnType<typeof announceParameters>;
}

/** Where events are sent to, and whose events they are. */
export type Destination = Pick<AnnounceDependencies, "sender" | "findPlace"> & Pick<AnnouncerService, "queue">;

/** Wires the service over a source and a destination. */
export const makeAnnouncerService = (
  source: AnnounceDependencies["source"],
  { queue, sender, findPlace }: Destination,
  pause: AnnounceDependencies["pause"] = (milliseconds) => setTimeout(milliseconds),
): AnnouncerService => ({
  queue,
  announceParameters: (batchesPerSecond) =>
    announceParameters({
      source,
      sender,
      findPlace,
      inTurn: inTurns(batchesPerSecond),
      // Logs and the store show the id, and with the id where an event came from.
      newId: () => `backfill-${randomUUID()}`,
      pause,
    }),
});

const openDestination =
  (queueUrl: string | undefined) =>
  (configuration: Configuration): Promise<Destination> =>
    orThrow(
      pipe(
        queueOfSource(queueUrl, configuration),
        TE.bindTo("queue"),
        TE.bind("ssm", () =>
          pipe(
            TE.fromEither(parseSsmUrl(configuration.source)),
            TE.mapLeft(() =>
              configurationError(
                "SSMBAK_SOURCE",
                "--via-queue needs ssm: or ssm:REGION: change events are about Parameter Store in AWS",
              ),
            ),
          ),
        ),
        TE.chainTaskK(({ queue: { url, region }, ssm }) => async () => {
          const [{ openSqsChangeSender }, { findPlace }] = await Promise.all([
            import("../../adapters/aws-sqs/open-sqs-change-sender.ts"),
            import("../../adapters/aws-ssm/find-place.ts"),
          ]);
          const place = findPlace(region === undefined ? ssm : { region, ...ssm });
          return { queue: url, sender: openSqsChangeSender(url, region), findPlace: place };
        }),
      ),
    );

/**
 * The service behind `ssmbak backfill --via-queue`. No store is opened: whoever takes the events off the queue has a store.
 *
 * @param queueUrl Default: the queue of the stack.
 */
export const announcerService =
  (queueUrl?: string): Recipe<AnnouncerService> =>
  (container, service) => {
    const destination = tokenOf<Destination>("Destination");
    container
      .bind(destination)
      .toResolvedValue(openDestination(queueUrl), [tokens.configuration])
      .onActivation(container.get(tokens.openParts).closedBy(({ sender }) => sender.close()));
    container
      .bind(service)
      .toResolvedValue((source, to) => makeAnnouncerService(source, to), [tokens.source, destination]);
  };
