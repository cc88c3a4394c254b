import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { type ChangeEvent, decodeChangeEvent } from "../../../../../src/domain/events/change-event.ts";
import { toHistory } from "../../../../../src/domain/history/history.ts";
import { reconcile, type Situation } from "../../../../../src/domain/history/reconciliation.ts";
import { needsKeptLabels } from "../../../../../src/domain/history/relabellings.ts";
import {
  isRelabelling,
  type RecordSummary,
  type VersionRecord,
} from "../../../../../src/domain/model/backup-record.ts";
import type { LiveHistory } from "../../../../../src/domain/model/parameter-version.ts";
import {
  changeEnvelope,
  changeEventOf,
  DEFAULT_TIME,
  parameterVersion,
  tombstoneOf,
  versionRecordOf,
} from "../../../../../src/testing/builders.ts";

const at = (seconds: number): number => DEFAULT_TIME + Math.round(seconds * 1000);

const version = (number: number, seconds: number, labels: ReadonlyArray<string> = []) =>
  parameterVersion({
    version: number,
    modifiedAt: at(seconds),
    attributes: { tier: "Standard", ...(labels.length === 0 ? {} : { labels }) },
  });

const kept = (number: number, seconds: number) => versionRecordOf(version(number, seconds));

/** The event of a label that was put onto version `to`, and taken off `from`. */
const moved = (label: string, seconds: number, to: number, from?: number, id = `${label}${seconds}`): ChangeEvent =>
  changeEventOf({
    id,
    time: at(seconds),
    operation: "LabelParameterVersion",
    label,
    toVersion: to,
    ...(from === undefined ? {} : { fromVersion: from }),
  });

const update = (seconds: number): ChangeEvent => changeEventOf({ id: `update${seconds}`, time: at(seconds) });

const shown = (record: RecordSummary): string => {
  if (record._tag === "Tombstone") return "deleted";
  const { attributes } = record as VersionRecord;
  const labels = (attributes?.labels ?? []).join("+");
  const older = Object.entries(attributes?.olderLabels ?? {}).map(([label, on]) => ` ${label}:${on}`);
  const time = record.labelledAt === undefined ? "" : `~${(record.labelledAt - DEFAULT_TIME) / 1000}`;
  return `v${record.version}${time}@${(record.at - DEFAULT_TIME) / 1000}[${labels}${older.join("")}]`;
};

const recordsOf = (
  situation: Omit<Situation, "head" | "live"> & { readonly live: LiveHistory; readonly head?: RecordSummary },
) =>
  reconcile({
    ...situation,
    head: O.fromNullable(situation.head ?? situation.kept?.findLast((record) => !isRelabelling(record))),
    live: O.some(situation.live),
  }).records;

const appended = (situation: Parameters<typeof recordsOf>[0]): ReadonlyArray<string> => recordsOf(situation).map(shown);

describe("the event of a label", () => {
  const envelope = changeEnvelope({ operation: "LabelParameterVersion", label: "stable" });

  it("tells the label, and both versions as numbers", () => {
    expect(decodeChangeEvent(envelope)).toMatchObject(E.right({ label: "stable", fromVersion: 1, toVersion: 2 }));
  });

  it.each([{}, { label: 1, fromVersion: "x", toVersion: "-1" }, { label: null, fromVersion: 1, toVersion: "1.5" }])(
    "is an event also where it says %j",
    (said) => {
      const {
        label: _label,
        fromVersion: _from,
        toVersion: _to,
        ...detail
      } = { ...envelope.detail } as Record<string, unknown>;
      const decoded = decodeChangeEvent({ ...envelope, detail: { ...detail, ...said } });
      expect(E.isRight(decoded) && Object.keys(decoded.right)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(label|fromVersion|toVersion)$/)]),
      );
      expect(E.isRight(decoded)).toBe(true);
    },
  );
});

describe("a label event", () => {
  it("keeps its version once more, with the labels of then, and is answered as unchanged", () => {
    const event = moved("live", 20, 1);
    const live = [version(1, 10, ["live"])] as const;
    const { records, verdicts, gaps } = reconcile({ events: [event], head: O.some(kept(1, 10)), live: O.some(live) });
    expect(records.map(shown)).toEqual(["v1~20@20[live]"]);
    expect(records[0]).toMatchObject({
      modifiedAt: at(10),
      rank: 0,
      announcedBy: { eventId: event.id, time: at(20) },
      attributes: { tier: "Standard" },
    });
    expect([...verdicts.values()]).toEqual(["Unchanged"]);
    expect(gaps).toEqual([]);
  });

  it("keeps nothing when the parameter is gone, or when its life is over", () => {
    const gone = reconcile({ events: [moved("live", 20, 1)], head: O.some(kept(1, 10)), live: O.none });
    expect(gone.records).toEqual([]);
    expect([...gone.verdicts.values()]).toEqual(["Unchanged"]);
    const again = [version(1, 40, ["live"])] as const;
    expect(appended({ events: [moved("live", 20, 1)], head: kept(1, 40), live: again })).toEqual([]);
  });

  it("keeps nothing when its version was made after it: that is of a later life", () => {
    const live = [version(1, 10), version(2, 30)] as const;
    expect(appended({ events: [moved("live", 20, 2)], kept: [kept(1, 10), kept(2, 30)], live })).toEqual([]);
    expect(appended({ events: [moved("live", 20, 7)], kept: [kept(1, 10), kept(2, 30)], live })).toEqual([]);
  });

  it("keeps the newest version where an older one got the label", () => {
    const live = [version(1, 10, ["live"]), version(2, 30)] as const;
    expect(appended({ events: [moved("live", 40, 1, 2)], head: kept(2, 30), live })).toEqual(["v2~40@40[ live:1]"]);
  });

  it("also keeps it where a version that has been dropped had the label", () => {
    const live = [version(2, 10), version(3, 30)] as const;
    expect(appended({ events: [moved("live", 40, 1)], head: kept(3, 30), live })).toEqual(["v3~40@40[ live:1]"]);
  });

  it("is not kept where its version is not: that has expired, or was removed on purpose", () => {
    const live = [version(1, 10, ["live"]), version(2, 30)] as const;
    expect(appended({ events: [moved("live", 20, 1)], kept: [kept(2, 30)], live })).toEqual([]);
  });

  it("believes its own word where the label has moved on since, and nothing else", () => {
    const live = [version(1, 10, ["kept"]), version(2, 50, ["live"])] as const;
    expect(appended({ events: [moved("live", 20, 1)], kept: [kept(1, 10), kept(2, 50)], live })).toEqual([
      "v1~20@20[kept+live]",
    ]);
  });

  it("keeps the labels as they are where it does not say what moved", () => {
    const event = changeEventOf({ id: "e", time: at(20), operation: "LabelParameterVersion" });
    const live = [version(1, 10, ["a", "b"])] as const;
    expect(appended({ events: [event], head: kept(1, 10), live })).toEqual(["v1~20@20[a+b]"]);
  });

  it("changes nothing about labels where it says only a part of what moved", () => {
    const parts = [{ label: "a" }, { fromVersion: 1 }, { toVersion: 1 }, { label: "a", fromVersion: 1 }];
    for (const [index, part] of parts.entries()) {
      const event = changeEventOf({ id: `${index}`, time: at(20), operation: "LabelParameterVersion", ...part });
      const live = [version(1, 10, ["b"])] as const;
      expect(appended({ events: [event], head: kept(1, 10), live })).toEqual(["v1~20@20[b]"]);
      expect(appended({ events: [event], live })).toEqual(["v1@10[b]", "v1~20@20[b]"]);
    }
    const before = changeEventOf({ time: at(5), operation: "LabelParameterVersion" });
    expect(appended({ events: [before], head: kept(1, 10), live: [version(1, 10)] })).toEqual([]);
  });

  it("takes nothing back from a version of an earlier life, nor of another number", () => {
    const live = [version(1, 40, ["a"])] as const;
    const dropped = { ...version(1, 10, ["a"]), modifiedAt: at(10) };
    const { records } = reconcile({
      events: [moved("a", 50, 1)],
      head: O.none,
      live: O.some(live),
      seenEarlier: [dropped],
    });
    expect(records.map(shown)).toEqual(["v1@10[a]", "v1@40[]", "v1~50@50[a]"]);
    const twins = [version(1, 10, ["a"]), version(2, 10)] as const;
    expect(appended({ events: [moved("a", 20, 1, 2)], live: twins })).toEqual([
      "v1@10[]",
      "v2@10[a]",
      "v2~20@20[ a:1]",
    ]);
  });

  it("is kept under its own second, whatever is kept of later ones", () => {
    const live = [version(1, 10, ["a", "b"])] as const;
    const later = recordsOf({ events: [moved("b", 30, 1)], head: kept(1, 10), live });
    expect(appended({ events: [moved("a", 20, 1, undefined, "b30")], kept: [kept(1, 10), ...later], live })).toEqual([
      "v1~20@20[a+b]",
    ]);
  });

  it("stands at its version where that is as young, whatever that one's rank", () => {
    const live = [version(1, 20.3, ["live"])] as const;
    expect(appended({ events: [moved("live", 20, 1)], head: kept(1, 20.3), live })).toEqual(["v1~20@20.3[live]"]);
    const again = { ...kept(1, 20.3), at: at(20.999), rank: 2 };
    const [record] = recordsOf({ events: [moved("live", 20, 1)], head: again, live });
    expect(record).toMatchObject({ at: at(20.999), rank: 2, labelledAt: at(20) });
  });

  it("is not after a newer version of its second, however many labels moved in that", () => {
    const live = [version(1, 10, ["a", "b"]), version(2, 20)] as const;
    const known = [kept(1, 10), kept(2, 20)];
    const labels = [moved("a", 19, 1), moved("b", 19, 1)];
    const history = toHistory([...known, ...recordsOf({ events: labels, kept: known, live })]);
    expect(history.map(({ at: time }) => time - DEFAULT_TIME)).toEqual([10_000, 19_000, 19_000, 20_000]);
  });
});

describe("several label events", () => {
  const live = [version(1, 10, ["a", "b", "c"])] as const;

  it("are kept as one each, those before with what they knew", () => {
    const events = [moved("c", 40, 1), moved("a", 20, 1), moved("b", 30, 1)];
    expect(appended({ events, head: kept(1, 10), live })).toEqual(["v1~20@20[a]", "v1~30@30[a+b]", "v1~40@40[a+b+c]"]);
  });

  it("of one second have times of their own, in the order of their handling", () => {
    const events = [moved("a", 20, 1), moved("b", 20, 1)];
    expect(appended({ events, head: kept(1, 10), live })).toEqual(["v1~20@20[a+b+c]", "v1~20.001@20[a+b+c]"]);
  });

  it("are told from those that are kept", () => {
    const first = recordsOf({ events: [moved("a", 20, 1)], head: kept(1, 10), live });
    const history = [kept(1, 10), ...first];
    expect(appended({ events: [moved("a", 20, 1)], kept: history, live })).toEqual([]);
    expect(appended({ events: [moved("b", 20, 1), moved("a", 20, 1)], kept: history, live })).toEqual([
      "v1~20.001@20[a+b+c]",
    ]);
    const unknown = history.map(({ announcedBy: _, ...record }) => record as RecordSummary);
    expect(appended({ events: [moved("a", 20, 1)], kept: unknown, live })).toEqual([]);
  });

  it("are taken back from versions that are kept with them", () => {
    const both = [version(1, 10), version(2, 30, ["live"])] as const;
    const events = [update(10), update(30), moved("live", 20, 1), moved("live", 30, 2, 1)];
    expect(appended({ events, live: both })).toEqual(["v1@10[]", "v1~20@20[live]", "v2@30[ live:1]", "v2~30@30[live]"]);
  });

  it("are not taken back where the label is elsewhere by now", () => {
    const three = [version(1, 10), version(2, 30), version(3, 50, ["live"])] as const;
    expect(appended({ events: [moved("live", 60, 2, 1)], kept: [kept(1, 10), kept(2, 30)], live: three })).toEqual([
      "v3@50[live]",
      "v3~60@60[ live:2]",
    ]);
  });
});

describe("a label event of a second in which a version was made", () => {
  it("is not kept again with that version", () => {
    const first = recordsOf({ events: [moved("a", 20, 1)], head: kept(1, 10), live: [version(1, 10, ["a"])] });
    const live = [version(1, 10, ["a"]), version(2, 20.5)] as const;
    const history = [kept(1, 10), ...first, kept(2, 20.5)];
    expect(appended({ events: [moved("a", 20, 1)], kept: history, live })).toEqual([]);
  });

  it("is not kept where it may be of the life before", () => {
    const live = [version(1, 20.5, ["b"])] as const;
    const deletion = tombstoneOf({ deletedAt: at(20), at: at(20.5), rank: -1 });
    const event = moved("a", 20, 1);
    expect(appended({ events: [event], kept: [kept(1, 10), deletion, kept(1, 20.5)], live })).toEqual([]);
    expect(appended({ events: [event], kept: [kept(1, 20.5)], live })).toEqual(["v1~20@20.5[b+a]"]);
    const discovered = { ...deletion, cause: "Discovered" } as const;
    expect(appended({ events: [event], kept: [kept(1, 10), discovered, kept(1, 20.5)], live })).toEqual([
      "v1~20@20.5[b+a]",
    ]);
  });
});

describe("versions that are kept", () => {
  it("know the labels of older ones where they are the newest", () => {
    const live = [version(1, 10, ["live"]), version(2, 30), version(3, 50, ["next"])] as const;
    expect(appended({ events: [update(50)], live })).toEqual(["v1@10[live]", "v2@30[]", "v3@50[next live:1]"]);
  });

  it("are found missing as if there were no relabellings", () => {
    const live = [version(1, 10), version(2, 30)] as const;
    const relabelled = versionRecordOf({ ...version(1, 10), labelledAt: at(20) });
    const later = versionRecordOf({ ...version(1, 10), labelledAt: at(40) });
    const history = [kept(1, 10), relabelled, later];
    expect(appended({ events: [update(30)], kept: history, live })).toEqual(["v2@30[]"]);
    expect(appended({ events: [update(30)], kept: history, live, thorough: true })).toEqual(["v2@30[]"]);
    expect(appended({ events: [], kept: [...history, kept(2, 30)], live, thorough: true })).toEqual([]);
  });

  it("are deleted as if there were no relabellings", () => {
    const deletion = changeEventOf({ id: "d", time: at(60), operation: "Delete" });
    const history = toHistory([kept(1, 10), versionRecordOf({ ...version(1, 10), labelledAt: at(20) })]);
    const { records } = reconcile({ events: [deletion], head: O.some(kept(1, 10)), kept: history, live: O.none });
    expect(records).toEqual([tombstoneOf({ deletedAt: at(60), announcedBy: { eventId: "d", time: at(60) } })]);
  });
});

describe("what is kept is asked for", () => {
  const live = O.some([version(1, 10), version(2, 30)] as const);

  it("when a label event is older than the newest version", () => {
    expect(needsKeptLabels([moved("a", 20, 1)], live)).toBe(true);
    expect(needsKeptLabels([moved("a", 31, 1)], live)).toBe(false);
    expect(needsKeptLabels([moved("a", 5, 1)], live)).toBe(false);
    expect(needsKeptLabels([update(20)], live)).toBe(false);
    expect(needsKeptLabels([moved("a", 20, 1)], O.none)).toBe(false);
  });

  it("when the newest version may have been made after the event in its second", () => {
    expect(needsKeptLabels([moved("a", 30, 2)], live)).toBe(false);
    expect(needsKeptLabels([moved("a", 30, 1)], live)).toBe(true);
    expect(needsKeptLabels([moved("a", 10, 1)], O.some([version(1, 10)]))).toBe(true);
  });
});
