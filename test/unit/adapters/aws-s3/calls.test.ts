import { GetObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../../../src/domain/model/fact.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { rightOf } from "../../../support/workshop.ts";

const HOUR = 3_600_000;
const OWNER = { account: "123456789012", region: "eu-west-1" };

const version = (number: number, seconds: number) =>
  versionFactOf({ name: NAME, version: number, modifiedAt: DEFAULT_TIME + seconds * 1_000 });

const deletion = (seconds: number) => deletionOf({ name: NAME, at: DEFAULT_TIME + seconds * 1_000 });

const label = labelChangeOf({ name: NAME });

/** What a handler does with an event: it looks, and adds what is missing. */
const callsOf = async (bench: BucketBench, ...facts: ReadonlyArray<Fact>): Promise<ReadonlyArray<string>> => {
  bench.takeCalls();
  const seen = await bench.tail();
  if (facts.length > 0) await bench.add(facts, { seen });
  return bench.takeCalls();
};

describe("the calls of an event", () => {
  it("are few, whatever kind of event", async () => {
    const bench = new BucketBench();
    bench.clock.advance(60_000);
    expect({
      first: await callsOf(bench, version(1, 1)),
      second: await callsOf(bench, version(2, 2)),
      update: await callsOf(bench, version(3, 3)),
      duplicate: await callsOf(bench),
      label: await callsOf(bench, label),
      labelAgain: await callsOf(bench, label),
      deletion: await callsOf(bench, deletion(5)),
      deletionAgain: await callsOf(bench, deletion(5)),
      recreation: await callsOf(bench, version(1, 7)),
      evidence: await callsOf(bench, { ...deletion(5), aliveSince: DEFAULT_TIME + 7_000 }),
      evidenceAgain: await callsOf(bench, { ...deletion(5), aliveSince: DEFAULT_TIME + 8_000 }),
    }).toEqual({
      first: ["HeadObject", "ListObjectsV2", "PutObject"],
      second: ["HeadObject", "ListObjectsV2", "PutObject"],
      update: ["HeadObject", "PutObject"],
      duplicate: ["HeadObject"],
      label: ["HeadObject", "PutObject"],
      labelAgain: ["HeadObject", "PutObject"],
      deletion: ["HeadObject", "PutObject", "DeleteObject"],
      deletionAgain: ["HeadObject", "ListObjectsV2"],
      recreation: ["HeadObject", "ListObjectsV2", "PutObject"],
      // Deletions from before the second of the newest version are no part of the tail.
      evidence: ["HeadObject", "ListObjectsV2", "ListObjectsV2", "PutObject"],
      evidenceAgain: ["HeadObject", "ListObjectsV2", "ListObjectsV2"],
    });
  });

  it("of a re-creation long after the deletion has one more listing, which tells whose the delete marker is", async () => {
    const bench = new BucketBench();
    await callsOf(bench, version(1, 1));
    await callsOf(bench, deletion(5));
    bench.clock.advance(HOUR);
    expect(await callsOf(bench, version(1, 2 * 3_600))).toEqual([
      ...["HeadObject", "ListObjectsV2", "ListObjectVersions", "PutObject"],
    ]);
  });

  it("are a HEAD more without what was seen, and none for nothing", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, 1)]);
    await bench.add([version(2, 2)]);
    bench.takeCalls();
    await bench.add([version(3, 3)]);
    expect(bench.takeCalls()).toEqual(["HeadObject", "PutObject"]);
    await bench.add([version(4, 4)], { seen: { deletions: [], hint: "another store's" } });
    expect(bench.takeCalls()).toEqual(["HeadObject", "PutObject"]);
    await bench.add([label]);
    expect(bench.takeCalls()).toEqual(["PutObject"]);
    await bench.add([]);
    expect(bench.takeCalls()).toEqual([]);
  });

  it("of an owner are made once a process, before anything is written", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, 1)], { owner: OWNER });
    const calls = bench.takeCalls();
    expect(calls.toSorted()).toEqual(["GetObject", "HeadObject", "ListObjectsV2", "PutObject", "PutObject"]);
    expect(calls.at(-1)).toBe("PutObject");
    await bench.add([version(2, 2)]);
    bench.takeCalls();
    await bench.add([version(3, 3)], { owner: OWNER });
    expect(bench.takeCalls()).toEqual(["HeadObject", "PutObject"]);
  });
});

describe("the calls for the state at an instant", () => {
  it("are none but the listings where a deletion came after all versions", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, 1), version(2, 2)]);
    bench.clock.advance(HOUR);
    await bench.add([deletion(3_600)]);
    bench.takeCalls();
    expect(await bench.stateAt(bench.clock.now() + 999)).toMatchObject({ _tag: "Deleted" });
    expect(bench.takeCalls()).toEqual(["ListObjectVersions", "ListObjectsV2"]);
  });

  it("are one HEAD for a late version that is the answer, and none for the others", async () => {
    const bench = new BucketBench();
    await bench.add([version(9, 900)]);
    await bench.add([version(1, 1), version(2, 2), version(3, 3)]);
    bench.takeCalls();
    expect(await bench.stateAt(DEFAULT_TIME + 2_500)).toMatchObject({ version: { version: 2 } });
    expect(bench.takeCalls().filter((call) => call === "HeadObject")).toHaveLength(2);
  });
});

describe("the calls for the facts of a span", () => {
  const heads = async (bench: BucketBench, since: number, until: number): Promise<readonly [number, number]> => {
    bench.takeCalls();
    let told = 0;
    for await (const _fact of bench.store.factsWithin({ _tag: "Tree", path: "/" }, { since, until })) told += 1;
    return [told, bench.takeCalls().filter((call) => call === "HeadObject").length];
  };

  it("leave out what was written before the span, and go on in chains up to the first version before it", async () => {
    const bench = new BucketBench();
    for (let number = 1; number <= 60; number += 1) {
      bench.clock.advance(HOUR);
      await bench.add([versionFactOf({ name: NAME, version: number, modifiedAt: bench.clock.now() })]);
    }
    const now = bench.clock.now();
    expect(await heads(bench, now + HOUR, now + 2 * HOUR)).toEqual([0, 0]);
    expect(await heads(bench, now - 2 * HOUR, now)).toEqual([3, 4]);
    const [told, read] = await heads(bench, now - 42 * HOUR, now - 40 * HOUR);
    expect(told).toBe(3);
    expect(read).toBeLessThanOrEqual(7);
  });
});

describe("the calls for a version", () => {
  const open = async () => {
    const bench = new BucketBench();
    await bench.add([version(1, 1), version(2, 2), version(3, 3)]);
    await bench.add([versionFactOf({ ...version(2, 2), attributes: { labels: ["a"] } })]);
    return bench;
  };

  it("are one GetObject for each copy that its reference names", async () => {
    const bench = await open();
    const versions = (await bench.facts()).filter((fact) => fact._tag === "Version");
    for (const [number, copies] of [
      [1, 1],
      [2, 2],
      [3, 1],
    ]) {
      const summary = versions.find((one) => one.version === number) ?? expect.fail("not told");
      bench.takeCalls();
      expect(await rightOf(bench.store.load(summary))).toMatchObject({ version: number });
      expect(bench.takeCalls()).toEqual(Array.from({ length: copies ?? 0 }, () => "GetObject"));
    }
  });

  it.each([
    ["of another store", "17"],
    ["of another parameter", JSON.stringify([["/app/secret", "1"]])],
    ["of another version", JSON.stringify([["/app/db", "1"]])],
    ["of an object that is not there", JSON.stringify([["/app/db", "999"]])],
    ["of nothing", "[]"],
  ])("are those without a reference where the reference is one %s", async (_what, reference) => {
    const bench = await open();
    const asked: string[] = [];
    const store = bench.open((command) => {
      if (command instanceof GetObjectCommand) asked.push(command.input.Key ?? "");
      return bench.s3.answer(command);
    });
    expect(await rightOf(store.load({ ...version(3, 3), reference }))).toMatchObject({ version: 3 });
    expect(asked).not.toContain("/app/secret");
  });
});
