import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import { type ChangeEvent, type ChangeOperation, changesValue, decodeChangeMessage } from "../domain/change-event.ts";
import { type DecodeError, decodeError } from "../domain/decode-error.ts";
import type { Gap } from "../domain/history.ts";
import type { ParameterName } from "../domain/parameter-name.ts";
import type { Verdict } from "../domain/reconciliation.ts";
import type { SqsEvent, SqsRecord } from "../domain/sqs-event.ts";
import type { Clock } from "../ports/clock.ts";
import type { LogFields, Logger } from "../ports/logger.ts";
import type { Measurements, Metrics } from "../ports/metrics.ts";
import { backUpChanges, type NameReport, stillThere } from "./back-up-changes.ts";
import type { BackUpError, HistoryDependencies } from "./complete-history.ts";

/** What handling a queue event needs of the outside. */
export interface ProcessDependencies extends HistoryDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The HTTP statuses of the seed: 200 stored, 204 deleted (or gone before it could be handled), 205 no value changed. */
export type OutcomeStatus = 200 | 204 | 205;

/**
 * What became of a record. `kept`: the history is complete up to this event. `deleted`: the deletion is kept. `gone`:
 * the parameter was deleted before the event could be handled. `unchanged`: the operation changes no value.
 */
export interface HandledRecord {
  readonly _tag: "Handled";
  readonly messageId: string;
  readonly name: ParameterName;
  readonly operation: ChangeOperation;
  readonly outcome: "kept" | "deleted" | "gone" | "unchanged";
  readonly status: OutcomeStatus;
}

/** A record that has to be delivered again. */
export interface FailedRecord {
  readonly _tag: "Failed";
  readonly messageId: string;
  /** Absent when the record could not be decoded. */
  readonly name?: ParameterName;
  /** The tag of the failure, e.g. `DecodeError`, `SourceThrottled`, `StillThere`. */
  readonly reason: string;
  /** For people; holds no value of a parameter. */
  readonly message: string;
}

/** What became of one record of an SQS event. */
export type RecordOutcome = HandledRecord | FailedRecord;

/** What became of an SQS event: one outcome for every record, in its order, and how much is new in the store. */
export interface ProcessReport {
  readonly outcomes: ReadonlyArray<RecordOutcome>;
  /** Records that are new in the store, over all names. */
  readonly appended: number;
  /** Versions that SSM had dropped before they could be kept. */
  readonly gaps: ReadonlyArray<NameGap>;
}

/** Lost versions of one name, both ends included. */
export interface NameGap extends Gap {
  readonly name: ParameterName;
}

/** How many names are worked on at once. Each takes two or three calls in a row, so this many connections are used. */
const CONCURRENT_NAMES = 16;

/** Event ids in a log line; a batch can hold thousands of one name. */
const LOGGED_EVENT_IDS = 10;

interface Message {
  readonly _tag: "Message";
  readonly messageId: string;
  readonly event: ChangeEvent;
}

type NameResult = E.Either<BackUpError, NameReport>;

const handled = (
  { messageId, event }: Message,
  outcome: HandledRecord["outcome"],
  status: OutcomeStatus,
): HandledRecord => ({ _tag: "Handled", messageId, name: event.name, operation: event.operation, outcome, status });

const failed = ({ messageId, event }: Message, reason: string, message: string): FailedRecord => ({
  _tag: "Failed",
  messageId,
  name: event.name,
  reason,
  message,
});

const fromVerdict = (message: Message, verdict: Verdict | undefined): RecordOutcome => {
  switch (verdict) {
    case "Deleted":
      return handled(message, "deleted", 204);
    case "Gone":
      return handled(message, "gone", 204);
    case "StillThere":
      return failed(message, stillThere._tag, stillThere.message);
    case "Kept":
      return handled(message, "kept", 200);
    default:
      return failed(message, "Unexpected", "the event was left undecided");
  }
};

const decodeRecord = ({ body }: SqsRecord): E.Either<DecodeError, ChangeEvent> =>
  typeof body === "string"
    ? decodeChangeMessage(body)
    : E.left(decodeError("SQS record", [{ path: "body", expected: "string" }]));

/** Milliseconds since the newest event: an older one may be a duplicate of what was kept long ago. */
const lagOf = (messages: ReadonlyArray<Message>, clock: Clock): number =>
  clock.now() - messages.reduce((newest, { event }) => Math.max(newest, event.time), 0);

const eventFields = (messages: ReadonlyArray<Message>, clock: Clock): LogFields => ({
  events: messages.length,
  eventIds: messages.slice(0, LOGGED_EVENT_IDS).map(({ event }) => event.id),
  lagMs: lagOf(messages, clock),
});

const logReport = (logger: Logger, { appended, verdicts }: NameReport, known: LogFields): void => {
  const fields = { ...known, appended };
  const all = new Set(verdicts.values());
  if (all.has("StillThere")) logger.warn(stillThere.message, fields);
  if (all.has("Gone")) logger.info("gone before it could be handled", fields);
  else logger.info(appended > 0 ? "kept" : "already kept", fields);
};

const gapsOf = (result: NameResult): ReadonlyArray<Gap> =>
  E.isRight(result) ? result.right.gaps : (result.left.gaps ?? []);

const logResult = (
  { clock, logger }: ProcessDependencies,
  name: ParameterName,
  messages: ReadonlyArray<Message>,
  result: NameResult,
): void => {
  const fields = { name, ...eventFields(messages, clock) };
  if (E.isRight(result)) {
    logReport(logger, result.right, fields);
    return;
  }
  const { _tag, message } = result.left;
  logger.error("could not be backed up; will be delivered again", { ...fields, reason: _tag, detail: message });
};

const outcomeOf = (message: Message, result: NameResult | undefined): RecordOutcome =>
  result !== undefined && E.isLeft(result)
    ? failed(message, result.left._tag, result.left.message)
    : fromVerdict(message, result?.right.verdicts.get(message.event));

const refuse = ({ logger }: ProcessDependencies, messageId: string, error: DecodeError): FailedRecord => {
  logger.error("not a change event; will end in the dead-letter queue", { messageId, detail: error.message });
  return { _tag: "Failed", messageId, reason: error._tag, message: error.message };
};

const ignore = ({ logger }: ProcessDependencies, message: Message): HandledRecord => {
  const { name, operation, id } = message.event;
  logger.info("changes no value", { name, operation, eventIds: [id] });
  return handled(message, "unchanged", 205);
};

/** The records of one SQS event while they are handled: each is answered on the spot, or waits for its name's turn. */
const sortOut = (dependencies: ProcessDependencies, records: ReadonlyArray<SqsRecord>) => {
  const waiting = new Map<ParameterName, Message[]>();
  const slots = records.map((record): RecordOutcome | Message => {
    const decoded = decodeRecord(record);
    if (E.isLeft(decoded)) return refuse(dependencies, record.messageId, decoded.left);
    const message: Message = { _tag: "Message", messageId: record.messageId, event: decoded.right };
    if (!changesValue(message.event)) return ignore(dependencies, message);
    const group = waiting.get(message.event.name);
    if (group === undefined) waiting.set(message.event.name, [message]);
    else group.push(message);
    return message;
  });
  return { slots, waiting };
};

const measure = (
  { outcomes, appended, gaps }: ProcessReport,
  lags: ReadonlyMap<ParameterName, number>,
): Measurements => {
  const addsNothing = (outcome: RecordOutcome): boolean =>
    outcome._tag === "Handled" &&
    (outcome.outcome === "gone" || outcome.outcome === "unchanged" || !lags.has(outcome.name));
  return {
    stored: appended,
    skipped: outcomes.filter(addsNothing).length,
    failed: outcomes.filter(({ _tag }) => _tag === "Failed").length,
    gaps: gaps.length,
    lags: [...lags.values()],
  };
};

/**
 * Handles every record of an SQS event: records of one name together and with one reading of its history, different
 * names at the same time (16 at once). One bad record or one failing name never spoils the others. Never rejects.
 */
export const processQueueEvent =
  (dependencies: ProcessDependencies) =>
  async (event: SqsEvent): Promise<ProcessReport> => {
    const { slots, waiting } = sortOut(dependencies, event.Records);
    const reports = new Map<ParameterName, NameResult>();
    const lags = new Map<ParameterName, number>();
    await pMap(
      waiting,
      async ([name, messages]) => {
        const events = messages.map((message) => message.event);
        const result = await backUpChanges(dependencies)(name, events, () =>
          eventFields(messages, dependencies.clock),
        )();
        logResult(dependencies, name, messages, result);
        if (E.isRight(result) && result.right.appended > 0) lags.set(name, lagOf(messages, dependencies.clock));
        reports.set(name, result);
      },
      { concurrency: CONCURRENT_NAMES },
    );
    const done = [...reports.values()].flatMap((result) => (E.isRight(result) ? [result.right] : []));
    const report: ProcessReport = {
      outcomes: slots.map((slot) => (slot._tag === "Message" ? outcomeOf(slot, reports.get(slot.event.name)) : slot)),
      appended: done.reduce((sum, { appended }) => sum + appended, 0),
      gaps: [...reports].flatMap(([name, result]) => gapsOf(result).map((gap) => ({ name, ...gap }))),
    };
    dependencies.metrics.record(measure(report, lags));
    return report;
  };
