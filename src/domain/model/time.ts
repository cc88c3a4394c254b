import * as t from "io-ts";

/**
 * A point in time as whole milliseconds since the Unix epoch (UTC). SSM gives modification times in milliseconds;
 * events are only exact to the second.
 */
export type Millis = number;

const EARLIEST: Millis = Date.parse("0000-01-01T00:00:00.000Z");

/** The latest time that a fact can have. Stands for "the newest state", whatever the clock says. */
export const END_OF_TIME: Millis = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Whether a store can hold and write the time: whole milliseconds in the years 0 to 9999. */
export const isMillis = (input: unknown): input is Millis =>
  Number.isInteger(input) && EARLIEST <= Number(input) && Number(input) <= END_OF_TIME;

/** io-ts codec of {@link Millis}. Refuses times that no date can show. */
export const Time = new t.Type<Millis>(
  "a time in milliseconds",
  isMillis,
  (input, context) => (isMillis(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

/** The first millisecond of the second of `time`. */
export const startOfSecond = (time: Millis): Millis => Math.floor(time / 1000) * 1000;

/** The last millisecond of the second of `time`. An instant to the second means the whole second. */
export const endOfSecond = (time: Millis): Millis => startOfSecond(time) + 999;

/** Whether both times are in the same second. */
export const sameSecond = (a: Millis, b: Millis): boolean => startOfSecond(a) === startOfSecond(b);

const ISO_8601 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads the `time` of an EventBridge envelope, an ISO 8601 date-time with a zone (`2024-06-08T23:06:33Z`).
 * Answers `undefined` for anything else, for dates that do not exist (30 February) included, where `Date.parse`
 * would guess.
 */
export const parseEventTime = (text: string): Millis | undefined => {
  const match = ISO_8601.exec(text);
  if (match === null) return undefined;
  const day = Number(match[3]);
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  if (day > daysInMonth) return undefined;
  const time = Date.parse(text);
  return isMillis(time) ? time : undefined;
};
