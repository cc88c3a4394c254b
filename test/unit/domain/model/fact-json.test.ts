import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../../../src/domain/model/fact.ts";
import { factFromJson, factToJson } from "../../../../src/domain/model/fact-json.ts";
import { deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";

const { version: _version, modifiedBy: _modifiedBy, ...unnumbered } = versionFactOf();

const FACTS: Readonly<Record<string, Fact>> = {
  "a version": versionFactOf({ attributes: { labels: ["a"], tags: { team: "blue" }, description: "" } }),
  "a version of which less is known": unnumbered,
  "a deletion that an event tells of": deletionOf({ aliveSince: 5 }),
  "a deletion that a sweep found": deletionOf({ source: { _tag: "Sweep" } }),
  "a deletion that a marker tells of": deletionOf({ source: { _tag: "Marker", versionId: "v" } }),
  "a label change": labelChangeOf({ fromVersion: 1, toVersion: 2 }),
};

describe("a fact as JSON", () => {
  it.each(Object.entries(FACTS))("comes back whole: %s", (_, fact) => {
    const read = factFromJson(factToJson(fact));
    expect(read).toEqual(E.right(fact));
    if (E.isRight(read) && read.right._tag === "Version" && fact._tag === "Version") {
      expect(read.right.value.equals(fact.value)).toBe(true);
    }
  });

  it("leaves out where a store has the version", () => {
    expect(factToJson({ ...versionFactOf(), reference: "here" })).toBe(factToJson(versionFactOf()));
  });

  it.each([
    ["not JSON", "canary {"],
    ["no object", '"canary"'],
    ["no known kind", '{"_tag":"Canary"}'],
    ["a version without a value", factToJson(versionFactOf()).replace('"value":', '"canary":')],
    ["a time that is none", factToJson(deletionOf()).replace(/"at":\d+/, '"at":"canary"')],
    [
      "an event id that can be part of no key",
      factToJson(labelChangeOf()).replace(/"eventId":"/, '"eventId":"canary/'),
    ],
  ])("is refused, and not quoted, when the text is %s", (_, text) => {
    const read = factFromJson(text);
    expect(read).toMatchObject({ _tag: "Left", left: { _tag: "DecodeError" } });
    expect(JSON.stringify(read)).not.toContain("canary");
  });

  it("is read as it was written, and nothing more", () => {
    expect(factFromJson(factToJson(deletionOf()).replace("{", '{"more":1,'))).toEqual(E.right(deletionOf()));
  });
});
