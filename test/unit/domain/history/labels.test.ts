import { describe, expect, it } from "vitest";
import { withLabelsAt } from "../../../../src/domain/history/labels.ts";
import type { LabelChange, VersionFact } from "../../../../src/domain/model/fact.ts";
import type { ParameterAttributes } from "../../../../src/domain/model/parameter-version.ts";
import { versionFactOf } from "../../../../src/testing/builders.ts";
import { moved } from "../../../support/facts.ts";

/** Version 2 of second 10, stored with these attributes. */
const stored = (attributes: ParameterAttributes = {}): VersionFact =>
  versionFactOf({ version: 2, modifiedAt: 10_500, attributes });

/** The labels of a version at the end of a second. */
const labels = (version: VersionFact, second: number, ...changes: ReadonlyArray<LabelChange>): ParameterAttributes => {
  const { attributes } = withLabelsAt(version, changes, second * 1000 + 999);
  expect(withLabelsAt(version, changes.toReversed(), second * 1000 + 999).attributes).toEqual(attributes);
  return attributes;
};

describe("the labels of a version at an instant", () => {
  it("are those that the version was stored with, where no label was moved", () => {
    const version = stored({ labels: ["live"], olderLabels: { old: 1 }, tier: "Standard" });
    expect(withLabelsAt(version, [], 20_000)).toBe(version);
  });

  it("are changed by nothing where the version has no number", () => {
    const { version: _version, ...unnumbered } = stored({ labels: ["live"] });
    expect(withLabelsAt(unnumbered, [moved(20, 2)], 30_000)).toBe(unnumbered);
  });

  it("change with a label that was put onto the version since, from its second on", () => {
    const change = moved(20, 2);
    expect(labels(stored({ olderLabels: {} }), 19, change)).toEqual({ olderLabels: {} });
    expect(labels(stored({ olderLabels: {} }), 20, change)).toEqual({ labels: ["live"], olderLabels: {} });
    expect(withLabelsAt(stored(), [change], 20_000).attributes).toEqual({ labels: ["live"] });
  });

  it("were seen when the version was stored, which may be after the change: before it they were not there", () => {
    const seen = stored({ labels: ["live"], olderLabels: {} });
    expect(labels(seen, 19, moved(20, 2))).toEqual({ olderLabels: {} });
    expect(labels(seen, 19, moved(20, 2, 1))).toEqual({ olderLabels: { live: 1 } });
    expect(labels(seen, 20, moved(20, 2, 1))).toEqual({ labels: ["live"], olderLabels: {} });
  });

  it("follow each change up to the instant", () => {
    const changes = [moved(20, 2, 1), moved(30, 1, 2), moved(40, 2, 1)];
    const on = (second: number) => labels(stored({ olderLabels: {} }), second, ...changes);
    expect([on(10), on(20), on(29), on(30), on(40)]).toEqual([
      { olderLabels: { live: 1 } },
      { labels: ["live"], olderLabels: {} },
      { labels: ["live"], olderLabels: {} },
      { olderLabels: { live: 1 } },
      { labels: ["live"], olderLabels: {} },
    ]);
  });

  it("leave out a label that went on to a newer version", () => {
    expect(labels(stored({ labels: ["live"] }), 30, moved(30, 3, 2))).toEqual({});
  });

  it("keep the labels that were not moved, and every other attribute", () => {
    const version = stored({ labels: ["a", "b"], olderLabels: { c: 1 }, tier: "Advanced" });
    expect(labels(version, 20, moved(20, 1, 2, "e", "a"))).toEqual({
      ...{ tier: "Advanced", labels: ["b"], olderLabels: { c: 1, a: 1 } },
    });
  });
});

describe("a label change from before the version was made", () => {
  it("says less than what was seen when the version was stored", () => {
    expect(labels(stored({ labels: ["live"] }), 20, moved(5, 1))).toEqual({ labels: ["live"] });
    expect(labels(stored({ olderLabels: {} }), 20, moved(5, 1))).toEqual({ olderLabels: {} });
  });

  it("tells which older version a label was on, where that was not seen", () => {
    expect(labels(stored(), 20, moved(5, 1))).toEqual({ olderLabels: { live: 1 } });
    expect(labels(stored({ labels: ["other"] }), 20, moved(5, 1))).toEqual({
      ...{ labels: ["other"], olderLabels: { live: 1 } },
    });
  });

  it("is one up to the second before the version's own", () => {
    expect(labels(stored({ olderLabels: {} }), 20, moved(9, 1))).toEqual({ olderLabels: {} });
    expect(labels(stored({ olderLabels: {} }), 20, moved(10, 1))).toEqual({ olderLabels: { live: 1 } });
  });

  it("says nothing where a later change tells more", () => {
    expect(labels(stored(), 15, moved(5, 1), moved(20, 2))).toEqual({});
    expect(labels(stored(), 15, moved(5, 1), moved(20, 2, 1))).toEqual({ olderLabels: { live: 1 } });
  });
});

describe("the changes of one label within one second", () => {
  const begin = (...changes: ReadonlyArray<LabelChange>) => labels(stored({ olderLabels: {} }), 19, ...changes);
  const end = (...changes: ReadonlyArray<LabelChange>) => labels(stored({ olderLabels: {} }), 20, ...changes);
  const ON_1 = { olderLabels: { live: 1 } };
  const ON_2 = { labels: ["live"], olderLabels: {} };
  const ON_NONE = { olderLabels: {} };

  it.each([
    ["a", "b"],
    ["b", "a"],
  ])("are read as a chain, whatever their event ids (%s, %s)", (first, second) => {
    const chain = [moved(20, 1, undefined, first), moved(20, 2, 1, second)];
    expect([begin(...chain), end(...chain)]).toEqual([ON_NONE, ON_2]);
  });

  it.each([
    ["a", "b", "c"],
    ["c", "b", "a"],
    ["b", "c", "a"],
  ])("end where the label was put, moved and moved back (%s, %s, %s)", (first, second, third) => {
    const chain = [moved(20, 2, undefined, first), moved(20, 1, 2, second), moved(20, 2, 1, third)];
    expect([begin(...chain), end(...chain)]).toEqual([ON_NONE, ON_2]);
  });

  it.each([
    ["a", "b", "c"],
    ["c", "b", "a"],
  ])("begin where a label was that passed there once more (%s, %s, %s)", (first, second, third) => {
    const chain = [moved(20, 2, 1, first), moved(20, 1, 2, second), moved(20, 3, 1, third)];
    expect([begin(...chain), end(...chain)]).toEqual([ON_1, ON_NONE]);
  });

  it("end where they began, where all were taken back", () => {
    const circle = [moved(20, 2, 1, "b"), moved(20, 1, 2, "a")];
    expect(end(moved(15, 1), ...circle)).toEqual(ON_1);
    expect(end(moved(15, 2), ...circle)).toEqual(ON_2);
    expect(end(...circle)).toEqual(begin(...circle));
  });

  it("that do not hang together end with the largest event id", () => {
    // The label was taken off in between, of which no event tells.
    expect(end(moved(20, 1, undefined, "a"), moved(20, 2, undefined, "b"))).toEqual(ON_2);
    expect(end(moved(20, 1, undefined, "b"), moved(20, 2, undefined, "a"))).toEqual(ON_1);
  });

  it("say nothing of another label", () => {
    expect(end(moved(20, 1, undefined, "a", "live"), moved(20, 2, 1, "b", "other"))).toEqual({
      ...{ labels: ["other"], olderLabels: { live: 1 } },
    });
  });

  it("say nothing of another second", () => {
    const changes = [moved(20, 1, undefined, "z"), moved(21, 2, 1, "a")];
    expect([begin(...changes), end(...changes)]).toEqual([ON_NONE, ON_1]);
    expect(labels(stored({ olderLabels: {} }), 21, ...changes)).toEqual(ON_2);
  });
});
