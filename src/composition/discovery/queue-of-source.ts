import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Configuration } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";
import { parseQueueUrl } from "../config/queue-url.ts";
import { parseSsmUrl } from "../schemes/built-in-schemes.ts";
import { findQueue } from "./find-in-stack.ts";

/** A queue of change events. */
export interface QueueLocation {
  readonly url: string;
  /** The region in the URL; URLs of emulators name none. */
  readonly region?: string;
}

const regionOf = ({ source, region }: Configuration): string => {
  const parsed = parseSsmUrl(source);
  return (E.isRight(parsed) ? parsed.right.region : undefined) ?? region;
};

/**
 * The queue of the Parameter Store that is read: the given queue, or else the stack's. A queue in another region than the
 * Parameter Store is refused: parameters of the queue's events would seem to be deleted.
 */
export const queueOfSource = (
  given: string | undefined,
  configuration: Configuration,
): TE.TaskEither<ConfigurationError, QueueLocation> =>
  pipe(
    findQueue(given, "queue", configuration.storeRegion),
    TE.chainEitherK((url) =>
      pipe(
        parseQueueUrl(url),
        E.map((queue): QueueLocation => ({ url, ...queue })),
      ),
    ),
    TE.chainEitherK((queue) => {
      // With several scopes, a queue holds events of several regions.
      const hasOneRegion = configuration.source.startsWith("ssm:") && configuration.scopes?.prefixed !== true;
      const read = hasOneRegion ? regionOf(configuration) : "";
      return queue.region === undefined || read === "" || read === queue.region
        ? E.right(queue)
        : E.left(
            configurationError(
              "--queue",
              `is in ${queue.region}, but Parameter Store is read in ${read}: set AWS_REGION, or give --source ssm:${queue.region}`,
            ),
          );
    }),
  );
