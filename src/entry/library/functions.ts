import * as E from "fp-ts/lib/Either.js";
import { isScheduledEvent } from "../../adapters/aws-lambda/scheduled-event.ts";
import { decodeSqsEvent } from "../../adapters/aws-lambda/sqs-event.ts";
import type { FindingCounts } from "../../application/audit/finding-counts.ts";
import { stillThere } from "../../application/backup/back-up-changes.ts";
import type { ProcessReport } from "../../application/backup/process-batch.ts";
import { compose, type Extensions } from "../../composition/compose.ts";
import type { Overrides } from "../../composition/config/configuration.ts";
import type { AwsAdapters } from "../../composition/schemes/aws-adapters.ts";
import type { Ssmbak } from "../../composition/services/ssmbak.ts";
import { type ChangeEvent, decodeChangeMessage, isNotice } from "../../domain/events/change-event.ts";
import type { DecodeError } from "../../domain/model/decode-error.ts";
import { SsmbakError } from "./ssmbak-error.ts";

/** What Lambda's event source mapping wants to hear: the records to deliver again (`ReportBatchItemFailures`). */
export interface BatchResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
  /** What a scheduled invocation found and mended; absent when queue events were handled. */
  readonly sweep?: FindingCounts;
}

/** The four functions of the seed. */
export interface Functions {
  /**
   * Decodes the body of an SQS message. Prepends the slash that top-level names arrive without. `Left` says what is
   * wrong and where, and quotes nothing.
   */
  processMessage(body: string): E.Either<DecodeError, ChangeEvent>;

  /**
   * Brings the history of the name up to date that `action` (from `processMessage`) tells of. Resolves to the HTTP
   * status: 200 the history is kept up to this event, 204 the deletion is kept, or the parameter was deleted before
   * the event could be handled, 205 the operation changes no value (a label that moved is kept). Rejects with an {@link SsmbakError}.
   */
  backup(action: ChangeEvent): Promise<number>;

  /**
   * Handles every record of an SQS event; one bad record never spoils the others. Resolves to what became of each.
   * Rejects with an {@link SsmbakError} only when `event` is no SQS event or the configuration is wrong.
   */
  processEvent(event: unknown): Promise<ProcessReport>;

  /**
   * The Lambda handler: `processEvent`, answered as `{ batchItemFailures }`. The event of a schedule (EventBridge,
   * "Scheduled Event") starts the sweep instead, which compares everything and keeps what is missing. Rejects with an
   * {@link SsmbakError}, also with the tag `SweepIncomplete` when a name could not be compared.
   */
  handler(event: unknown, context?: unknown): Promise<BatchResponse>;
}

const orReject = <A>(result: E.Either<{ readonly _tag: string; readonly message: string }, A>): A => {
  if (E.isLeft(result)) throw new SsmbakError(result.left);
  return result.right;
};

const toResponse = ({ outcomes }: ProcessReport): BatchResponse => {
  const failed = outcomes.flatMap((outcome) => (outcome._tag === "Failed" ? [outcome.messageId] : []));
  return { batchItemFailures: [...new Set(failed)].map((itemIdentifier) => ({ itemIdentifier })) };
};

/** Lambda counts a rejection as a failed invocation, tries it again, and people are called: a sweep left undone is one. */
const toSweepResponse = (sweep: FindingCounts): BatchResponse => {
  if (sweep.failed > 0) {
    throw new SsmbakError({
      _tag: "SweepIncomplete",
      message: `${sweep.failed} names could not be compared; see the log`,
    });
  }
  return { batchItemFailures: [], sweep };
};

/** Adapters of the caller's, and settings that win over the environment. */
export interface FunctionsOptions extends Extensions, Overrides {}

/**
 * Makes the four functions with further stores, sources, a logger or a clock of the caller's. The configuration is
 * read from the environment and the service put together by the first call, once; a failed attempt is made again.
 */
export const functionsWith =
  (aws: AwsAdapters) =>
  (options: FunctionsOptions = {}): Functions => {
    let composed: Promise<Ssmbak> | undefined;
    const ssmbak = (): Promise<Ssmbak> => {
      composed ??= compose(aws)(options, options)()
        .then(orReject)
        .catch((error: unknown) => {
          composed = undefined;
          throw error;
        });
      return composed;
    };

    const processEvent = async (event: unknown): Promise<ProcessReport> => {
      const decoded = orReject(decodeSqsEvent(event));
      return (await ssmbak()).processQueueEvent(decoded);
    };

    return {
      processMessage: decodeChangeMessage,
      processEvent,
      handler: async (event) =>
        isScheduledEvent(event)
          ? toSweepResponse(orReject(await (await ssmbak()).sweep()))
          : toResponse(await processEvent(event)),
      backup: async (action) => {
        if (isNotice(action)) return 205;
        const { verdicts } = orReject(await (await ssmbak()).backUpEvent(action)());
        switch (verdicts.get(action)) {
          case "StillThere":
            throw new SsmbakError(stillThere);
          case "Kept":
            return 200;
          case "Unchanged":
            return 205;
          default:
            return 204;
        }
      },
    };
  };
