import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { reconcile } from "../../../../../src/domain/history/reconciliation.ts";
import { compareRecords } from "../../../../../src/domain/model/backup-record.ts";
import type { ParameterVersion } from "../../../../../src/domain/model/parameter-version.ts";
import { changeEventOf, parameterVersion } from "../../../../../src/testing/builders.ts";
import { START, Workbench } from "./workbench.ts";

const versionsOf = (bench: Workbench): ReadonlyArray<ParameterVersion> => {
  const live = bench.live();
  return O.isSome(live) ? live.value : [];
};

describe("versions", () => {
  it("are each kept under their own modification time when an update is handled after the next update", () => {
    const bench = new Workbench();
    const create = bench.at(0).put({ value: "a" });
    const update = bench.at(5.25).put({ value: "b" });
    const next = bench.at(9.5).put({ value: "c" });
    bench.handle(next);
    expect(bench.timeline()).toEqual(["v1@0", "v2@5.25", "v3@9.5"]);
    expect(bench.handle(update).added + bench.handle(create).added).toBe(0);
    const values = bench.store.history.map((record) => (record._tag === "Version" ? record.value.reveal() : undefined));
    expect(values).toEqual(["a", "b", "c"]);
  });

  it("are kept once when their event is handled twice, together or apart", () => {
    const bench = new Workbench();
    const event = bench.put();
    expect(bench.handle(event, event, { ...event }).added).toBe(1);
    expect(bench.handle(event)).toMatchObject({ added: 0, records: [] });
    expect(bench.timeline()).toEqual(["v1@0"]);
  });

  it.each([[[0, 1]], [[1, 0]]])("of one second are both kept, their events in the order %j", (order) => {
    const bench = new Workbench();
    bench.handle(bench.put());
    const events = [bench.at(10.1).put(), bench.at(10.6).put()];
    for (const index of order) bench.handle(...events.slice(index, index + 1));
    expect(bench.timeline()).toEqual(["v1@0", "v2@10.1", "v3@10.6"]);
    expect(bench.stateAt(10)).toBe("v3");
  });

  it("of one second are both kept when the first is handled before the second happens", () => {
    const bench = new Workbench();
    bench.handle(bench.at(10.1).put());
    bench.handle(bench.at(10.6).put());
    expect(bench.timeline()).toEqual(["v1@10.1", "v2@10.6"]);
  });

  it("keep the type that they had, not the event's", () => {
    const bench = new Workbench();
    const create = bench.at(0).put({ value: "plain", type: "String" });
    bench.at(3).put({ value: "hidden", type: "SecureString" });
    expect(create.type).toBe("String");
    bench.handle(create);
    const types = bench.store.history.map((record) => (record._tag === "Version" ? record.type : undefined));
    expect(types).toEqual(["String", "SecureString"]);
  });

  it("keep the type of a re-created parameter when the event is of the one before", () => {
    const bench = new Workbench();
    const create = bench.at(0).put({ type: "String" });
    const deletion = bench.at(60).remove();
    bench.at(120).put({ type: "SecureString" });
    bench.handle(create);
    bench.handle(deletion);
    expect(bench.store.history).toMatchObject([
      { _tag: "Tombstone", deletedAt: START + 60_000 },
      { _tag: "Version", type: "SecureString", modifiedAt: START + 120_000 },
    ]);
  });

  it("keep every attribute as SSM tells it, also where the event says something else", () => {
    const version = parameterVersion({
      type: "SecureString",
      attributes: {
        description: "SSM's",
        tier: "Advanced",
        labels: ["stable"],
        policies: [{ policyType: "Expiration" }],
      },
    });
    const event = changeEventOf({ type: "StringList", description: "the event's" });
    const { records } = reconcile({ events: [event], head: O.none, live: O.some([version]) });
    expect(records).toMatchObject([
      { type: "SecureString", attributes: version.attributes, modifiedBy: version.modifiedBy },
    ]);
  });

  it("are kept without any event, too: that is how a sweep heals", () => {
    const bench = new Workbench();
    bench.at(1).put();
    bench.at(2).put();
    expect(bench.handle().added).toBe(2);
    expect(bench.handle().added).toBe(0);
  });

  it("come in order, oldest first", () => {
    const bench = new Workbench();
    bench.at(1).put();
    bench.handle(bench.at(2).remove());
    bench.at(4).put();
    const { records } = bench.handle(bench.at(5).put());
    expect(records).toEqual([...records].sort(compareRecords));
  });
});

describe("a parameter that is gone before its first event is handled", () => {
  it("leaves nothing behind a Create and an Update", () => {
    const bench = new Workbench();
    const create = bench.put();
    const update = bench.at(1).put();
    bench.at(2).remove();
    const { records, verdicts, gaps } = bench.handle(create, update);
    expect(records).toEqual([]);
    expect([...verdicts.values()]).toEqual(["Gone", "Gone"]);
    expect(gaps).toEqual([]);
  });

  it("leaves the tombstone of its deletion", () => {
    const bench = new Workbench();
    const create = bench.put();
    const deletion = bench.at(2.4).remove();
    const { verdicts } = bench.handle(create, deletion);
    expect(bench.timeline()).toEqual(["deleted@2"]);
    expect(verdicts.get(create)).toBe("Gone");
    expect(verdicts.get(deletion)).toBe("Deleted");
  });
});

describe("versions that an earlier attempt saw", () => {
  it("are kept although SSM has dropped them since", () => {
    const bench = new Workbench();
    bench.handle(bench.put());
    const update = bench.at(5).put();
    const seen = versionsOf(bench);
    const deletion = bench.at(8).remove();
    bench.handle(deletion);
    bench.handleAgain([update], seen);
    expect(bench.timeline()).toEqual(["v1@0", "v2@5", "deleted@8"]);
    expect(bench.handleAgain([update], seen).added).toBe(0);
  });

  it("are not doubled when SSM still has them", () => {
    const bench = new Workbench();
    const create = bench.put();
    expect(bench.handleAgain([create], versionsOf(bench)).records).toHaveLength(1);
  });

  it("are recognised by time and version: a re-created version 1 is another one", () => {
    const bench = new Workbench();
    bench.put();
    const seen = versionsOf(bench);
    const deletion = bench.at(3).remove();
    const create = bench.at(5).put();
    bench.handleAgain([deletion, create], seen);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@3", "v1@5"]);
  });
});
