import type { Millis } from "../../domain/model/time.ts";

const MINUTE = 60_000;

/** The beginning of the year 0. No fact lies before. */
const BEGINNING = Date.parse("0000-01-01T00:00:00.000Z");

/** Enough for the last minute of the year 9999. */
const DIGITS = 10;
const LAST = 10 ** DIGITS - 1;

const KEY = /^\d{10}$/;

/**
 * The key of a time's minute. Digits sort after the slash at the beginning of each name: minutes and names share one
 * chain of proofs and never mix.
 */
export const minuteKey = (time: Millis): string =>
  String(Math.min(Math.max(Math.floor((time - BEGINNING) / MINUTE), 0), LAST)).padStart(DIGITS, "0");

/** Whether a proof's key is a minute. */
export const isMinuteKey = (key: string): boolean => KEY.test(key);

/** The first millisecond of a minute. */
export const startOfMinute = (key: string): Millis => BEGINNING + Number(key) * MINUTE;

/** The last millisecond of a minute. */
export const endOfMinute = (key: string): Millis => startOfMinute(key) + MINUTE - 1;
