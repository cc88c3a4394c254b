import type { ChangeEvent, ChangeOperation } from "../../domain/events/change-event.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";

/**
 * The result of a record. `stored`: every version up to the event is stored. `deleted`: the deletion is stored. `gone`:
 * the parameter was deleted before the event could be handled. `unchanged`: the event changes no value; a label change
 * is stored.
 */
export interface HandledRecord {
  readonly _tag: "Handled";
  readonly messageId: string;
  readonly name: ParameterName;
  readonly operation: ChangeOperation;
  readonly outcome: "stored" | "deleted" | "gone" | "unchanged";
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

/** The result of one record of a batch. */
export type RecordOutcome = HandledRecord | FailedRecord;

/** A record whose body is a change event. */
export interface DecodedRecord {
  readonly messageId: string;
  readonly event: ChangeEvent;
}

/** Makes the outcome of a record that was handled. */
export const handled = ({ messageId, event }: DecodedRecord, outcome: HandledRecord["outcome"]): HandledRecord => ({
  _tag: "Handled",
  messageId,
  name: event.name,
  operation: event.operation,
  outcome,
});

/** Makes the outcome of a record that could be decoded and has to be delivered again. */
export const failed = ({ messageId, event }: DecodedRecord, reason: string, message: string): FailedRecord => ({
  _tag: "Failed",
  messageId,
  name: event.name,
  reason,
  message,
});
