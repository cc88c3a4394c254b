import { describe, expect, it } from "vitest";
import { newestWithOlderLabels } from "../../../../src/domain/history/labels.ts";
import { withOlderLabels } from "../../../../src/domain/restore/older-labels.ts";
import { wantedState } from "../../../../src/domain/restore/parameter-state.ts";
import { DEFAULT_TIME, parameterVersion, versionFactOf } from "../../../../src/testing/builders.ts";

const version = (number: number, labels?: ReadonlyArray<string>, incarnation = 0) =>
  parameterVersion({
    version: number,
    modifiedAt: DEFAULT_TIME + incarnation * 100_000 + number * 1000,
    attributes: labels === undefined ? {} : { labels },
  });

describe("the newest version with older labels", () => {
  it("has the labels of all older versions, and its own labels as they are", () => {
    const newest = newestWithOlderLabels([version(1, ["a", "b"]), version(2), version(3, ["c"]), version(4, ["d"])]);
    expect(newest).toEqual({
      ...version(4),
      attributes: { labels: ["d"], olderLabels: { a: 1, b: 1, c: 3 } },
      value: newest.value,
    });
  });

  it("says that there are none, which is known, where older versions have none", () => {
    expect(newestWithOlderLabels([version(1, ["a"])]).attributes).toEqual({ labels: ["a"], olderLabels: {} });
    expect(newestWithOlderLabels([version(1), version(2)]).attributes).toEqual({ olderLabels: {} });
  });
});

describe("a state with older labels", () => {
  const stored = versionFactOf({ ...version(3), attributes: { labels: ["own"], olderLabels: { a: 1, b: 1, c: 2 } } });
  const wanted = (versions: Parameters<typeof withOlderLabels>[2]) => {
    const { state, notes } = withOlderLabels(wantedState(stored, undefined, DEFAULT_TIME), stored, versions);
    return [state.attributes.olderLabels, notes];
  };
  const told = (labels: string) => `labels of versions that are gone are left out: ${labels}`;

  it("has the labels whose versions exist, and names the other labels", () => {
    expect(wanted([version(1), version(2), version(3), version(4)])).toEqual([{ a: 1, b: 1, c: 2 }, []]);
    expect(wanted([version(2), version(3)])).toEqual([{ c: 2 }, [told("a (version 1), b (version 1)")]]);
    expect(wanted([version(3)])).toEqual([undefined, [told("a (version 1), b (version 1), c (version 2)")]]);
  });

  it("has none in another incarnation, though its numbers are the same", () => {
    const all = [told("a (version 1), b (version 1), c (version 2)")];
    expect(wanted([version(1, [], 1), version(2, [], 1), version(3, [], 1)])).toEqual([undefined, all]);
    const atOnce = { ...version(2), modifiedAt: stored.modifiedAt };
    expect(wanted([version(1), atOnce])).toEqual([undefined, all]);
    expect(wanted([])).toEqual([undefined, all]);
  });

  it("has no such attribute, and no note, where none are known", () => {
    for (const attributes of [{}, { olderLabels: {} }]) {
      const plain = versionFactOf({ ...version(3), attributes });
      const { state, notes } = withOlderLabels(wantedState(plain, undefined, DEFAULT_TIME), plain, [version(3)]);
      expect(state.attributes).not.toHaveProperty("olderLabels");
      expect(notes).toEqual([]);
    }
  });
});
