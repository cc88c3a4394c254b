import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import {
  type BatchResponse,
  type OutcomeStatus,
  statusOf,
  toBatchResponse,
} from "../../adapters/aws-lambda/batch-response.ts";
import { decodeScheduledEvent, type ScheduledEvent } from "../../adapters/aws-lambda/scheduled-event.ts";
import { decodeSqsEvent } from "../../adapters/aws-lambda/sqs-event.ts";
import type { FindingCounts } from "../../application/audit/finding-counts.ts";
import { stillThere } from "../../application/backup/back-up-changes.ts";
import type { ProcessReport } from "../../application/backup/process-batch.ts";
import type { FailedRecord, HandledRecord } from "../../application/backup/record-outcome.ts";
import { compose } from "../../composition/compose.ts";
import type { AwsAdapters } from "../../composition/schemes/aws-adapters.ts";
import { type BackupService, backupService } from "../../composition/services/backup.ts";
import type { Settings } from "../../composition/settings.ts";
import { type ChangeEvent, decodeChangeMessage, isNotice } from "../../domain/events/change-event.ts";
import type { DecodeError } from "../../domain/model/decode-error.ts";
import { SsmbakError } from "./ssmbak-error.ts";

/** The outcome of a handled record, with the HTTP status that `backup` answers for the same event. */
export interface HandledMessage extends HandledRecord {
  readonly status: OutcomeStatus;
}

/** The report on an SQS event: an outcome for every record, in the order of the records. */
export interface EventReport extends Omit<ProcessReport, "outcomes"> {
  readonly outcomes: ReadonlyArray<HandledMessage | FailedRecord>;
}

/** The answer of the handler. */
export interface HandlerResponse extends BatchResponse {
  /** Counts of the findings and repairs of a sweep. Absent after an SQS event. */
  readonly sweep?: FindingCounts;
}

/** The four functions of the Python package. */
export interface Functions {
  /**
   * Decodes the body of an SQS message. AWS sends top-level names without the slash; the decoded name has the slash. `Left`
   * says the mistake and its place in the message, and quotes nothing.
   */
  processMessage(body: string): E.Either<DecodeError, ChangeEvent>;

  /**
   * Stores the missing facts of the parameter that `action` (from `processMessage`) names. Resolves to an HTTP status. 200:
   * every version until the event is stored. 204: the deletion is stored, or the parameter was deleted before the event
   * could be handled. 205: the operation changes no value; a label change is stored. Rejects with an {@link SsmbakError}.
   */
  backup(action: ChangeEvent): Promise<OutcomeStatus>;

  /**
   * Handles every record of an SQS event; a bad record never spoils the others. Resolves to what became of each record.
   * Rejects with an {@link SsmbakError} only when `event` is no SQS event or the configuration is wrong.
   */
  processEvent(event: unknown): Promise<EventReport>;

  /**
   * The Lambda handler: `processEvent`, answered as `{ batchItemFailures }`. The event of a schedule (EventBridge,
   * "Scheduled Event") starts the sweep instead, which compares everything and stores what is missing. Rejects with an
   * {@link SsmbakError}, also with the tag `SweepIncomplete` when a name could not be compared.
   */
  handler(event: unknown, context?: unknown): Promise<HandlerResponse>;
}

const orReject = <A>(result: E.Either<{ readonly _tag: string; readonly message: string }, A>): A => {
  if (E.isLeft(result)) throw new SsmbakError(result.left);
  return result.right;
};

const withStatuses = ({ outcomes, ...report }: ProcessReport): EventReport => ({
  ...report,
  outcomes: outcomes.map((record) =>
    record._tag === "Handled" ? { ...record, status: statusOf(record.outcome) } : record,
  ),
});

/** Rejects for an unfinished sweep. A rejection is a failed invocation: Lambda repeats the invocation, and an alarm rings. */
const toSweepResponse = (sweep: FindingCounts): HandlerResponse => {
  if (sweep.failed > 0) {
    throw new SsmbakError({
      _tag: "SweepIncomplete",
      message: `${sweep.failed} names could not be compared; see the log`,
    });
  }
  return { batchItemFailures: [], sweep };
};

/** Puts the service together at the first call, once. After a failure the next call tries again. */
const composeOnce = (aws: AwsAdapters, settings: Settings): (() => Promise<BackupService>) => {
  let composed: Promise<BackupService> | undefined;
  return () => {
    composed ??= compose(
      aws,
      backupService,
    )(settings)()
      .then(orReject)
      .catch((error: unknown) => {
        composed = undefined;
        throw error;
      });
    return composed;
  };
};

const backUp = async ({ backUpEvent }: BackupService, action: ChangeEvent): Promise<OutcomeStatus> => {
  const { verdicts } = orReject(await backUpEvent(action)());
  switch (verdicts.get(action)) {
    case "StillThere":
      throw new SsmbakError(stillThere);
    case "Stored":
      return statusOf("stored");
    case "Unchanged":
      return statusOf("unchanged");
    default:
      return statusOf("deleted");
  }
};

/**
 * Makes the four functions. The first call reads the configuration from settings and environment and opens store and
 * source; a failed attempt is repeated by the next call.
 */
export const functionsWith =
  (aws: AwsAdapters) =>
  (settings: Settings = {}): Functions => {
    const service = composeOnce(aws, settings);
    const process = async (event: unknown): Promise<ProcessReport> => {
      const { Records } = orReject(decodeSqsEvent(event));
      return (await service()).processBatch(Records);
    };
    const sweep = async ({ scope }: ScheduledEvent): Promise<HandlerResponse> =>
      toSweepResponse(orReject(await (await service()).sweep(scope)));

    return {
      processMessage: decodeChangeMessage,
      processEvent: async (event) => withStatuses(await process(event)),
      handler: async (event) => {
        const scheduled = decodeScheduledEvent(event);
        return O.isSome(scheduled) ? sweep(scheduled.value) : toBatchResponse((await process(event)).outcomes);
      },
      backup: async (action) =>
        // A notice of a policy changes nothing. So the answer needs no store.
        isNotice(action) ? statusOf("unchanged") : backUp(await service(), action),
    };
  };
