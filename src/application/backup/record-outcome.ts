import type { ChangeEvent, ChangeOperation } from "../../domain/events/change-event.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";

/** The HTTP statuses of the seed: 200 stored, 204 deleted (or gone before it could be handled), 205 no value changed. */
export type OutcomeStatus = 200 | 204 | 205;

/**
 * What became of a record. `kept`: the history is complete up to this event. `deleted`: the deletion is kept. `gone`:
 * the parameter was deleted before the event could be handled. `unchanged`: the operation changes no value; a label
 * that moved is kept.
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

/** A record whose body is a change event. */
export interface DecodedRecord {
  readonly messageId: string;
  readonly event: ChangeEvent;
}

/** A record that was handled. */
export const handled = (
  { messageId, event }: DecodedRecord,
  outcome: HandledRecord["outcome"],
  status: OutcomeStatus,
): HandledRecord => ({ _tag: "Handled", messageId, name: event.name, operation: event.operation, outcome, status });

/** A record that could be decoded and has to be delivered again all the same. */
export const failed = ({ messageId, event }: DecodedRecord, reason: string, message: string): FailedRecord => ({
  _tag: "Failed",
  messageId,
  name: event.name,
  reason,
  message,
});
