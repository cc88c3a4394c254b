import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import { describe, expect, it } from "vitest";
import { fromValidation } from "../../../../src/domain/model/decode-error.ts";
import { END_OF_TIME, endOfSecond, parseEventTime, startOfSecond, Time } from "../../../../src/domain/model/time.ts";

const T = Date.UTC(2024, 5, 8, 23, 6, 33);

describe("a second", () => {
  it("begins and ends at whole milliseconds around every time in it", () => {
    expect([T, T + 1, T + 999].map(startOfSecond)).toEqual([T, T, T]);
    expect([T, T + 1, T + 999].map(endOfSecond)).toEqual([T + 999, T + 999, T + 999]);
    expect(startOfSecond(T + 1000)).toBe(T + 1000);
  });

  it("is right before 1970, too", () => {
    expect([-1, -1000, -1001].map(startOfSecond)).toEqual([-1000, -1000, -2000]);
    expect(endOfSecond(-1)).toBe(-1);
  });

  it("holds its time", () => {
    fc.assert(
      fc.property(fc.integer(), (time) => {
        expect(startOfSecond(time)).toBeLessThanOrEqual(time);
        expect(endOfSecond(time)).toBeGreaterThanOrEqual(time);
        expect(endOfSecond(time) - startOfSecond(time)).toBe(999);
      }),
    );
  });
});

describe("a time from outside", () => {
  const year0 = Date.parse("0000-01-01T00:00:00Z");

  it.each([0, T + 1, -1, year0, END_OF_TIME])("may be %d", (time) => {
    expect(Time.decode(time)).toEqual(E.right(time));
    expect(Time.is(time)).toBe(true);
  });

  it.each([year0 - 1, END_OF_TIME + 1, T + 0.5, Number.NaN, String(T), null, undefined])("may not be %s", (time) => {
    expect(E.isLeft(Time.decode(time))).toBe(true);
    expect(Time.is(time)).toBe(false);
  });

  it("that is none is told by what was expected", () => {
    expect(
      pipe(
        Time.decode("now"),
        E.mapLeft((errors) => fromValidation("record", errors).problems),
      ),
    ).toEqual(E.left([{ path: "", expected: "a time in milliseconds" }]));
  });
});

describe("the time of an event", () => {
  it.each([
    ["2024-06-08T23:06:33Z", T],
    ["2024-06-08T23:06:33.250Z", T + 250],
    ["2024-06-08T23:06:33.2Z", T + 200],
    ["2024-06-08T23:06:33.123456789Z", T + 123],
    ["2024-06-09T01:06:33+02:00", T],
    ["2024-06-08T17:36:33-05:30", T],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["2024-12-31T23:59:59Z", Date.UTC(2024, 11, 31, 23, 59, 59)],
  ])("reads %s", (text, time) => {
    expect(parseEventTime(text)).toBe(time);
  });

  it.each([
    "",
    "now",
    "2024-06-08",
    "2024-06-08T23:06:33",
    "2024-06-08 23:06:33Z",
    "2024-06-08T23:06Z",
    "2024-6-8T23:06:33Z",
    "2023-02-29T00:00:00Z",
    "2024-02-30T00:00:00Z",
    "2024-04-31T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-00-01T00:00:00Z",
    "2024-06-08T25:00:00Z",
    "2024-06-08T23:60:00Z",
    "2024-06-08T23:06:33.Z",
    "2024-06-08T23:06:33.1234567890Z",
    "2024-06-08T23:06:33+0200",
    "2024-06-08T23:06:33+25:00",
    " 2024-06-08T23:06:33Z",
    "2024-06-08T23:06:33Z\n",
    "2024-06-08T23:06:33Z (said AWS)",
    "1717888000",
    "Sat Jun 08 2024 23:06:33 GMT",
    "+002024-06-08T23:06:33Z",
  ])("refuses %j", (text) => {
    expect(parseEventTime(text)).toBeUndefined();
  });

  it("reads what it wrote", () => {
    const times = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
    fc.assert(
      fc.property(times, (date) => {
        expect(parseEventTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});
