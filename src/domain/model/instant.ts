import * as E from "fp-ts/lib/Either.js";
import { endOfSecond, type Millis } from "./time.ts";

/** A point in time that a user asked for. */
export interface Instant {
  /** The instant means the newest state at or before this millisecond. */
  readonly at: Millis;
  /** Whether the text had no time zone, so that UTC was assumed. Commands tell users so. */
  readonly assumedUtc: boolean;
}

/** The accepted forms, for messages. */
const INSTANT_FORMS =
  "an instant: 2024-06-08T23:06:33Z (without a zone: UTC), unix seconds, now, or 2h ago (s, m, h, d, w)";

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/;
const UNIX = /^\d{9,11}$/;
const AGO = /^((?:\d{1,6} ?[smhdw] ?)+)ago$/;

const UNITS: Readonly<Record<string, Millis>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const agoOf = (spans: string): Millis =>
  [...spans.matchAll(/(\d+) ?([smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0),
    0,
  );

/** Minutes east of UTC. `undefined`: no place has the offset. */
const offsetOf = (sign = "+", hours = "0", minutes = "0"): number | undefined => {
  const offset = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || offset > 14 * 60) return undefined;
  return sign === "-" ? -offset : offset;
};

const fromIso = (match: RegExpExecArray): Instant | undefined => {
  const [, year, month, day, hour, minute, second = "00", fraction, zulu, sign, hours, minutes] = match;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // JavaScript turns a date or time that does not exist into another date. The text of that other date differs.
  if (new Date(local).toISOString().slice(0, 19) !== `${year}-${month}-${day}T${hour}:${minute}:${second}`) {
    return undefined;
  }
  const offset = offsetOf(sign, hours, minutes);
  if (offset === undefined) return undefined;
  const time = local - offset * 60_000;
  const at = fraction === undefined ? endOfSecond(time) : time + Number(fraction.padEnd(3, "0").slice(0, 3));
  return { at, assumedUtc: zulu === undefined && sign === undefined };
};

/**
 * Reads an instant: ISO 8601 with or without zone (without: UTC) and with or without seconds, unix seconds, `now`, or
 * relative to `now` (`2h ago`, `1d12h ago`). An instant to the second means the last millisecond of that second. `Left`
 * lists the accepted forms.
 */
export const parseInstant = (text: string, now: Millis): E.Either<string, Instant> => {
  if (text === "now") return E.right({ at: now, assumedUtc: false });
  if (UNIX.test(text)) return E.right({ at: Number(text) * 1000 + 999, assumedUtc: false });
  const ago = AGO.exec(text);
  if (ago !== null) return E.right({ at: now - agoOf(ago[1] ?? ""), assumedUtc: false });
  const iso = ISO.exec(text);
  return E.fromNullable(INSTANT_FORMS)(iso === null ? undefined : fromIso(iso));
};
