import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { type Decision, decide } from "../../../../src/domain/history/decide.ts";
import type { Situation } from "../../../../src/domain/history/situation.ts";
import { changeEventOf, parameterVersion } from "../../../../src/testing/builders.ts";
import { deleted, found, inShort, moved, version } from "../../../support/facts.ts";
import { event, live, situationOf } from "../../../support/situations.ts";

const decided = (given: Partial<Situation>): Decision => {
  const decision = decide(situationOf(given));
  if (O.isNone(decision)) throw new Error("this was to be decided");
  return decision.value;
};

const factsIn = (given: Partial<Situation>): ReadonlyArray<string> => decided(given).facts.map(inShort);

describe("a decision", () => {
  it("adds versions, deletions and label changes", () => {
    const label = changeEventOf({
      id: "l",
      operation: "LabelParameterVersion",
      time: 9000,
      label: "live",
      toVersion: 2,
    });
    const events = [label, event("Delete", 5), event("Create", 6, "c")];
    const { facts, verdicts, gaps } = decided({ events, live: live([1, 6000], [2, 7000]) });
    expect(facts.map(inShort)).toEqual(["v1", "v2", "deleted a", "live -->2"]);
    expect([...verdicts.values()]).toEqual(["Unchanged", "Deleted", "Stored"]);
    expect(gaps).toEqual([]);
  });

  it("adds versions whatever deletions are stored: those of the future, too", () => {
    const deletions = [found(9_000_000_000_000), deleted(9_000_000)];
    const facts = [version(1, 1000), ...deletions];
    expect(factsIn({ newest: version(1, 1000), deletions, live: live([1, 1000], [2, 2000]) })).toContain("v2");
    expect(factsIn({ facts, deletions, live: live([1, 1000], [2, 2000]) })).toContain("v2");
  });

  it("adds nothing where nothing is missing", () => {
    const given = { events: [event("Update", 1)], live: live([1, 1000]) };
    expect(decided({ ...given, newest: version(1, 1000) }).facts).toEqual([]);
    expect(decided({ ...given, facts: [version(1, 1000)] }).facts).toEqual([]);
  });

  it("adds what a sweep found, and evidence that takes it back", () => {
    expect(factsIn({ facts: [version(1, 1000)], lookedAt: 1_000_000 })).toEqual(["found"]);
    const back = { facts: [version(1, 1000), found(9000)], deletions: [found(9000)], live: live([1, 1000]) };
    expect(decided(back).facts).toEqual([found(9000, 1000)]);
  });

  it("finds no deletion beside the one that an event of the same decision tells of", () => {
    expect(factsIn({ facts: [version(1, 1000)], events: [event("Delete", 5)], lookedAt: 1_000_000 })).toEqual([
      "deleted a",
    ]);
  });

  it("needs all facts where versions or verdicts do", () => {
    const given = { live: live([3, 3000]) };
    expect(decide(situationOf({ ...given, newest: version(9, 9000) }))).toEqual(O.none);
    expect(decide(situationOf({ ...given, events: [event("Update", 1)] }))).toEqual(O.none);
    const facts = [version(9, 9000)];
    expect(factsIn({ ...given, newest: version(9, 9000), facts, events: [event("Update", 1)] })).toEqual(["v3"]);
  });
});

describe("the versions of a decision", () => {
  const labelled = (number: number, labels: ReadonlyArray<string>) =>
    parameterVersion({ version: number, modifiedAt: number * 1000, attributes: { labels } });

  it("have the labels of older versions where they are the newest, and no others have", () => {
    const versions = [labelled(1, ["a"]), labelled(2, ["b"]), labelled(3, ["c"])] as const;
    const { facts } = decided({ live: O.some(versions), newest: version(1, 1000) });
    expect(facts).toMatchObject([
      { version: 2, attributes: { labels: ["b"] } },
      { version: 3, attributes: { labels: ["c"], olderLabels: { a: 1, b: 2 } } },
    ]);
    expect(facts[0]).not.toHaveProperty("attributes.olderLabels");
  });

  it("are as an earlier look saw them, where they are gone by now", () => {
    const { facts } = decided({ facts: [], seen: [labelled(1, ["a"])] });
    expect(facts).toEqual([{ _tag: "Version", ...labelled(1, ["a"]) }]);
  });
});

describe("the label changes of a decision", () => {
  const label = (id: string, given: Partial<Parameters<typeof changeEventOf>[0]> = {}) =>
    changeEventOf({ id, operation: "LabelParameterVersion", time: 5700, label: "live", toVersion: 2, ...given });

  it("say what moved in which second", () => {
    expect(decided({ events: [label("e", { fromVersion: 1 })] }).facts).toEqual([moved(5, 2, 1, "e")]);
    expect(decided({ events: [label("e")] }).facts).toStrictEqual([moved(5, 2, undefined, "e")]);
  });

  it("are one however often an event comes, and none where the change is known to be stored", () => {
    const events = [label("a"), label("b"), label("a")];
    expect(decided({ events }).facts).toHaveLength(2);
    expect(decided({ events, facts: [moved(5, 2, undefined, "a")] }).facts).toEqual([moved(5, 2, undefined, "b")]);
  });

  it.each([{ label: undefined }, { toVersion: undefined }])(
    "are none where the event does not say it all: %j",
    (left) => {
      const { label: _label, toVersion: _to, ...bare } = label("e");
      const said = { label: "live", toVersion: 2, ...left };
      const told = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      expect(decided({ events: [{ ...bare, ...told }] }).facts).toEqual([]);
    },
  );

  it("are told of by label events alone", () => {
    expect(decided({ events: [{ ...label("e"), operation: "Update" }] }).facts).toEqual([]);
  });
});

describe("the gaps of a decision", () => {
  const gaps = (given: Partial<Situation>) => decided(given).gaps.map((gap) => [gap.fromVersion, gap.toVersion]);

  it("lie between the newest stored version and the first new one", () => {
    expect(gaps({ newest: version(2, 2000), live: live([5, 5000], [6, 6000]) })).toEqual([[3, 4]]);
    expect(gaps({ newest: version(4, 4000), live: live([5, 5000], [6, 6000]) })).toEqual([]);
    expect(gaps({ live: live([3, 5000]) })).toEqual([[1, 2]]);
    expect(gaps({ live: live([1, 5000]) })).toEqual([]);
  });

  it("lie behind a deletion, where the numbers begin anew", () => {
    const given = { newest: version(4, 4000), deletions: [deleted(5)] };
    expect(gaps({ ...given, live: live([5, 9000]) })).toEqual([[1, 4]]);
    expect(gaps({ ...given, live: live([1, 9000]) })).toEqual([]);
    const told = { newest: version(4, 4000), events: [event("Delete", 6)], live: live([5, 9000]) };
    expect(gaps(told)).toEqual([[1, 4]]);
  });

  it("are none beside a version without a number", () => {
    const { version: _version, ...newest } = version(1, 2000);
    expect(gaps({ newest, live: live([5, 5000]) })).toEqual([]);
  });

  it("are by all facts those that come to light, in the middle, too", () => {
    const facts = [version(1, 1000), version(9, 9000)];
    expect(gaps({ facts, newest: version(9, 9000), live: live([5, 5000], [9, 9000]) })).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(gaps({ facts, newest: version(9, 9000), live: live([9, 9000]) })).toEqual([]);
  });

  it("come to light with a deletion alone, too", () => {
    const facts = [version(1, 1000), version(2, 9000)];
    expect(gaps({ facts, newest: version(2, 9000), events: [event("Delete", 5)] })).toEqual([[1, 1]]);
  });
});
