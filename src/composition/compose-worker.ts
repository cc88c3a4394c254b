import { setTimeout } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { workQueue } from "../application/work-queue.ts";
import type { ChangeQueue } from "../ports/change-queue.ts";
import type { StoreError } from "../ports/store-error.ts";
import type { AwsAdapters } from "./aws-adapters.ts";
import { parseSsmUrl } from "./built-in-schemes.ts";
import { composeService, type Extensions, type Parts } from "./compose.ts";
import type { Configuration, Overrides } from "./configuration.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";
import type { CompositionError } from "./scheme.ts";

/** A worker, wired. */
export interface Worker {
  readonly workQueue: ReturnType<typeof workQueue>;
  /** Lets go of files and connections. */
  close(): TE.TaskEither<StoreError, void>;
}

const AWS_QUEUE = /^https:\/\/(?:sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|([a-z0-9-]+)\.queue\.amazonaws\.com)\//;
const ANY_QUEUE = /^https?:\/\/[^/]+\/.+/;

const regionOf = ({ source, region }: Configuration): string => {
  const parsed = parseSsmUrl(source);
  return (E.isRight(parsed) ? parsed.right.region : undefined) ?? region;
};

/**
 * The region that is in the queue's URL, if any. A queue that holds another region's events is refused: read against
 * the wrong Parameter Store, they would tell of parameters that seem to be gone.
 */
const readQueue = (
  url: string,
  configuration: Configuration,
): E.Either<ConfigurationError, { readonly region?: string }> => {
  if (!ANY_QUEUE.test(url) || !URL.canParse(url)) {
    return E.left(
      configurationError("--queue", "expected the URL of a queue, https://sqs.REGION.amazonaws.com/ACCOUNT/NAME"),
    );
  }
  const [, current, former] = AWS_QUEUE.exec(url) ?? [];
  const region = current ?? former;
  if (region === undefined) return E.right({});
  const read = configuration.source.startsWith("ssm:") ? regionOf(configuration) : "";
  return read === "" || read === region
    ? E.right({ region })
    : E.left(
        configurationError(
          "--queue",
          `is in ${region}, but Parameter Store is read in ${read}: set AWS_REGION, or give --source ssm:${region}`,
        ),
      );
};

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  // Aborting rejects, which is an end like any other here.
  setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);

const openQueue = (url: string, { configuration }: Parts): TE.TaskEither<CompositionError, ChangeQueue> =>
  pipe(
    TE.fromEither(readQueue(url, configuration)),
    TE.chainTaskK(({ region }) => async () => {
      const { openSqsChangeQueue } = await import("../adapters/aws-sqs/open-sqs-change-queue.ts");
      return openSqsChangeQueue(url, region);
    }),
  );

const makeWorker = (parts: Parts, queue: ChangeQueue): Worker => ({
  workQueue: workQueue({ ...parts, queue, pause }),
  close: () =>
    pipe(
      TE.fromIO<void, StoreError>(() => {
        queue.close();
        parts.source.close();
      }),
      TE.chain(() => parts.store.close()),
    ),
});

/** Puts a worker together for the queue of a URL. The Lambda function does not load it. */
export const composeWorker =
  (aws: AwsAdapters, queueUrl: string) =>
  (overrides: Overrides = {}, extensions: Extensions = {}): TE.TaskEither<CompositionError, Worker> =>
    pipe(
      composeService(aws, (parts: Parts) => parts)(overrides, extensions),
      TE.chain((parts) =>
        pipe(
          openQueue(queueUrl, parts),
          TE.map((queue) => makeWorker(parts, queue)),
        ),
      ),
    );
