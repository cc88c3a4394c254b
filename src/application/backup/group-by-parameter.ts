import * as E from "fp-ts/lib/Either.js";
import { type ChangeEvent, decodeChangeMessage, isNotice } from "../../domain/events/change-event.ts";
import { type DecodeError, decodeError } from "../../domain/model/decode-error.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Failure } from "../../ports/failure.ts";
import {
  type DecodedRecord,
  type FailedRecord,
  failed,
  type HandledRecord,
  handled,
  type RecordOutcome,
} from "./record-outcome.ts";
import { type Place, placeOf, type ScopedDependencies } from "./scopes.ts";

/** One received message of a queue. */
export interface QueuedRecord {
  readonly messageId: string;
  /** A string of JSON. Anything else makes only this record fail. */
  readonly body?: unknown;
}

/** A change event that waits for its parameter's group. */
export interface Message extends DecodedRecord {
  readonly _tag: "Message";
  /** Name, account and region of the parameter as one text: equal for all messages of the parameter. */
  readonly key: string;
}

/** Messages of one parameter. The group is handled together. */
export interface Group {
  readonly name: ParameterName;
  readonly place: Place;
  readonly messages: Message[];
}

const decodeRecord = ({ body }: QueuedRecord): E.Either<DecodeError, ChangeEvent> =>
  typeof body === "string"
    ? decodeChangeMessage(body)
    : E.left(decodeError("SQS record", [{ path: "body", expected: "string" }]));

const refuse = ({ logger }: ScopedDependencies, messageId: string, error: DecodeError): FailedRecord => {
  logger.error("not a change event; will end in the dead-letter queue", { messageId, detail: error.message });
  return { _tag: "Failed", messageId, reason: error._tag, message: error.message };
};

const refuseEvent = (
  { logger }: ScopedDependencies,
  message: DecodedRecord,
  { _tag, message: detail }: Failure<string>,
): FailedRecord => {
  const { name, id } = message.event;
  logger.error("not an event that is handled here; will end in the dead-letter queue", {
    name,
    eventIds: [id],
    detail,
  });
  return failed(message, _tag, detail);
};

const ignore = ({ logger }: Place, message: DecodedRecord): HandledRecord => {
  const { name, operation, id } = message.event;
  logger.info("changes no value", { name, operation, eventIds: [id] });
  return handled(message, "unchanged");
};

/**
 * Groups the records of a batch by parameter. A record gets an outcome at once, or waits for the group of its
 * parameter.
 */
export const groupByParameter = (dependencies: ScopedDependencies, records: ReadonlyArray<QueuedRecord>) => {
  const waiting = new Map<string, Group>();
  const slots = records.map((record): RecordOutcome | Message => {
    const { messageId } = record;
    const decoded = decodeRecord(record);
    if (E.isLeft(decoded)) return refuse(dependencies, messageId, decoded.left);
    const event = decoded.right;
    const place = placeOf(dependencies, event);
    if (E.isLeft(place)) return refuseEvent(dependencies, { messageId, event }, place.left);
    const key = place.right.key + event.name;
    const message: Message = { _tag: "Message", messageId, event, key };
    if (isNotice(event)) return ignore(place.right, message);
    const group = waiting.get(key);
    if (group === undefined) waiting.set(key, { name: event.name, place: place.right, messages: [message] });
    else group.messages.push(message);
    return message;
  });
  return { slots, waiting };
};
