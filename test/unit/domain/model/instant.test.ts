import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { parseInstant } from "../../../../src/domain/model/instant.ts";

const NOW = Date.UTC(2024, 5, 9, 12, 0, 0, 123);
const parse = (text: string) => parseInstant(text, NOW);
const at = (text: string) => E.getOrElseW(() => undefined)(parse(text));

describe("an instant", () => {
  it.each([
    ["2024-06-08T23:06:33Z", Date.UTC(2024, 5, 8, 23, 6, 33, 999), false],
    ["2024-06-08T23:06:33", Date.UTC(2024, 5, 8, 23, 6, 33, 999), true],
    ["2024-06-08 23:06", Date.UTC(2024, 5, 8, 23, 6, 0, 999), true],
    ["2024-06-08T23:06:33.5+02:00", Date.UTC(2024, 5, 8, 21, 6, 33, 500), false],
    ["2024-06-08T23:06:33-0330", Date.UTC(2024, 5, 9, 2, 36, 33, 999), false],
    ["2024-06-08T23:06:33.123999+05:59", Date.UTC(2024, 5, 8, 17, 7, 33, 123), false],
    ["2024-06-08T23:06:33+14:00", Date.UTC(2024, 5, 8, 9, 6, 33, 999), false],
    ["2024-06-08T23:06:33-14:00", Date.UTC(2024, 5, 9, 13, 6, 33, 999), false],
    ["3m ago", NOW - 180_000, false],
    ["2w1d ago", NOW - 15 * 86_400_000, false],
    ["1717888000", 1717888000_999, false],
    ["now", NOW, false],
    ["2h ago", NOW - 7_200_000, false],
    ["1d12h ago", NOW - 129_600_000, false],
    ["90 s ago", NOW - 90_000, false],
  ])("%s is read", (text, millis, assumedUtc) => {
    expect(at(text)).toEqual({ at: millis, assumedUtc });
  });

  it.each([
    "",
    "yesterday",
    "2024",
    "2024-06-08",
    "2024-02-30T00:00:00Z",
    "2024-06-08T24:00:00Z",
    "2024-06-08T23:60:00Z",
    "2024-06-08T23:06:33+15:00",
    "2024-06-08T23:06:33+14:01",
    "x2024-06-08T23:06:33Z",
    "2024-06-08T23:06:33Zx",
    "x1717888000",
    "x2h ago",
    "2h agox",
    "2y ago",
    "2024-06-08T23:06:33+02:60",
    "2h",
    "ago",
    "-2h ago",
    "17178880001234",
    "June 8, 2024",
  ])("%j is none", (text) => {
    expect(parse(text)).toEqual(E.left(expect.stringMatching(/^an instant: .*2024-06-08T23:06:33Z.* 2h ago/)));
  });

  it("of every date is read back, and no text throws", () => {
    const years = { min: new Date("0100-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        expect(at(date.toISOString())?.at).toBe(date.getTime());
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof parse(text)._tag === "string"));
    fc.assert(
      fc.property(fc.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/), (text) => {
        const read = at(text);
        if (read !== undefined) expect(new Date(read.at - 999).toISOString()).toBe(text.replace("Z", ".000Z"));
      }),
    );
  });
});
