import { describe, expect, it } from "vitest";
import { newestWithOlderLabels, withOlderLabels } from "../../../../src/domain/restore/older-labels.ts";
import { wantedState } from "../../../../src/domain/restore/parameter-state.ts";
import { DEFAULT_TIME, parameterVersion, versionRecordOf } from "../../../../src/testing/builders.ts";

const version = (number: number, labels?: ReadonlyArray<string>, life = 0) =>
  parameterVersion({
    version: number,
    modifiedAt: DEFAULT_TIME + life * 100_000 + number * 1000,
    attributes: labels === undefined ? {} : { labels },
  });

describe("the newest version with older labels", () => {
  it("has those of all the others, and its own as they are", () => {
    const newest = newestWithOlderLabels([version(1, ["a", "b"]), version(2), version(3, ["c"]), version(4, ["d"])]);
    expect(newest).toEqual({
      ...version(4),
      attributes: { labels: ["d"], olderLabels: { a: 1, b: 1, c: 3 } },
      value: newest.value,
    });
  });

  it("is as it is where there are none", () => {
    const only = version(1, ["a"]);
    expect(newestWithOlderLabels([only])).toBe(only);
    expect(newestWithOlderLabels([version(1), version(2)]).attributes).toEqual({});
  });
});

describe("a state with older labels", () => {
  const record = versionRecordOf({ ...version(3), attributes: { labels: ["own"], olderLabels: { a: 1, b: 1, c: 2 } } });
  const wanted = (versions: Parameters<typeof withOlderLabels>[2]) => {
    const { state, notes } = withOlderLabels(wantedState(record, undefined, DEFAULT_TIME), record, versions);
    return [state.attributes.olderLabels, notes];
  };
  const told = (labels: string) => `labels of versions that are gone are left out: ${labels}`;

  it("has those whose versions live, and names the others", () => {
    expect(wanted([version(1), version(2), version(3), version(4)])).toEqual([{ a: 1, b: 1, c: 2 }, []]);
    expect(wanted([version(2), version(3)])).toEqual([{ c: 2 }, [told("a (version 1), b (version 1)")]]);
    expect(wanted([version(3)])).toEqual([undefined, [told("a (version 1), b (version 1), c (version 2)")]]);
  });

  it("has none in another life, though its numbers be there", () => {
    const all = [told("a (version 1), b (version 1), c (version 2)")];
    expect(wanted([version(1, [], 1), version(2, [], 1), version(3, [], 1)])).toEqual([undefined, all]);
    const atOnce = { ...version(2), modifiedAt: record.modifiedAt };
    expect(wanted([version(1), atOnce])).toEqual([undefined, all]);
    expect(wanted([])).toEqual([undefined, all]);
  });

  it("has no attribute, and no note, where the record knows of none", () => {
    const plain = versionRecordOf({ ...version(3) });
    const { state, notes } = withOlderLabels(wantedState(plain, undefined, DEFAULT_TIME), plain, [version(3)]);
    expect(state.attributes).not.toHaveProperty("olderLabels");
    expect(notes).toEqual([]);
  });
});
