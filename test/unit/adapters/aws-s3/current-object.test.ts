import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { Deletion, Fact } from "../../../../src/domain/model/fact.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { s3Error } from "../../../simulation/fake-s3.ts";
import type { S3Command } from "../../../simulation/s3-answers.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const at = (seconds: number): number => DEFAULT_TIME + seconds * 1_000;

const version = (number: number, seconds: number, value = `${number}@${seconds}`) =>
  versionFactOf({ name: NAME, version: number, modifiedAt: at(seconds), value });

const deletion = (seconds: number, others: Partial<Deletion> = {}): Deletion =>
  deletionOf({ at: at(seconds), ...others, name: NAME });

const found = (seconds: number, others: Partial<Deletion> = {}) =>
  deletion(seconds, { source: { _tag: "Sweep" }, ...others });

const open = async (...facts: ReadonlyArray<Fact>): Promise<BucketBench> => {
  const bench = new BucketBench();
  bench.clock.advance(600_000);
  if (facts.length > 0) await bench.add(facts);
  return bench;
};

/** A store on the bench that something happens to before its next call of that kind. */
const meeting = (
  bench: BucketBench,
  kind: new (...input: never) => S3Command,
  other: () => Promise<unknown>,
): BackupStore => {
  let isDone = false;
  return bench.open(async (command) => {
    if (command instanceof kind && !isDone) {
      isDone = true;
      await other();
    }
    return bench.s3.answer(command);
  });
};

describe("what a plain GET of the parameter answers", () => {
  it.each<readonly [string, ReadonlyArray<ReadonlyArray<Fact>>, string | undefined]>([
    ["the newest version", [[version(1, 1)], [version(2, 2)]], "2@2"],
    ["the newest version, when an older one comes late", [[version(2, 2)], [version(1, 1)]], "2@2"],
    ["nothing after a deletion", [[version(1, 1)], [deletion(5)]], undefined],
    ["nothing after a deletion that was known before its version", [[deletion(5)], [version(1, 1)]], undefined],
    ["the re-creation", [[version(1, 1), deletion(5), version(1, 7, "new")]], "new"],
    ["the re-creation, when the deletion comes late", [[version(4, 1)], [version(1, 7, "new")], [deletion(5)]], "new"],
    [
      "nothing when a late version is older than the deletion",
      [[version(1, 1), deletion(9)], [version(2, 4)]],
      undefined,
    ],
    ["nothing after what a sweep found", [[version(1, 1)], [found(5)]], undefined],
    ["a version that was seen alive after that", [[version(1, 1)], [found(5, { aliveSince: at(1) })]], "1@1"],
    ["a version that lived before a deletion in the future", [[version(1, 1), deletion(9e8)], [version(2, 3)]], "2@3"],
    ["nothing of a name that was never seen", [[deletion(5)]], undefined],
  ])("is %s", async (_what, appends, value) => {
    const bench = await open();
    for (const facts of appends) await bench.add(facts);
    expect(await bench.plainGet()).toBe(value);
  });

  it("is nothing again when the deletion is delivered once more to one who died before the delete marker", async () => {
    const bench = await open(version(1, 1));
    const dying = bench.open((command) => {
      if (command instanceof DeleteObjectCommand) throw s3Error("TimeoutError", 0);
      return bench.s3.answer(command);
    });
    await leftOf(dying.append({ name: NAME, facts: [deletion(5)] }));
    expect(await bench.plainGet()).toBe("1@1");
    // So late that the deletion that was stored then would not tell whose the marker is.
    bench.clock.advance(3 * 3_600_000);
    expect(await bench.add([deletion(5)], { seen: await bench.tail() })).toBe(0);
    expect(await bench.plainGet()).toBeUndefined();
    expect(await bench.facts()).toHaveLength(2);
  });
});

describe("a deletion that leaves the version current", () => {
  it.each([
    ["since the version was seen alive", found(500, { aliveSince: at(2) })],
    ["since it lies in the future", deletion(9e8)],
  ])("is told by the tail all the same: %s", async (_why, late) => {
    const bench = await open(version(1, 1));
    await bench.add([version(2, 2)]);
    expect(await bench.add([late], { seen: await bench.tail() })).toBe(1);
    expect(await bench.plainGet()).toBe("2@2");
    expect(await bench.tail()).toMatchObject({ newest: { version: 2 }, deletions: [late] });
    expect(await bench.facts()).toHaveLength(3);
    expect(await bench.stateAt(at(600))).toMatchObject({ _tag: "Exists", version: { version: 2 } });
  });

  it("is told although another writer changes the current object meanwhile", async () => {
    const bench = await open(version(1, 1));
    await bench.add([version(2, 2)]);
    let isFirst = true;
    const slow = bench.open(async (command) => {
      // The second object that is written is the version, once more.
      if (command instanceof PutObjectCommand && command.input.Key === NAME && isFirst) {
        isFirst = false;
        await bench.add([version(3, 3)]);
      }
      return bench.s3.answer(command);
    });
    const late = found(500, { aliveSince: at(2) });
    expect(await rightOf(slow.append({ name: NAME, facts: [late] }))).toBe(1);
    expect(await bench.tail()).toMatchObject({ newest: { version: 3 }, deletions: [late] });
  });
});

describe("two writers at once", () => {
  it("both succeed with one version, which is stored and counted once", async () => {
    const bench = await open(version(1, 1));
    const slow = meeting(bench, PutObjectCommand, () => bench.add([version(2, 2)]));
    expect(await rightOf(slow.append({ name: NAME, facts: [version(2, 2)] }))).toBe(0);
    expect(await bench.facts()).toHaveLength(2);
  });

  it("both succeed with the first version", async () => {
    const bench = await open();
    const slow = meeting(bench, PutObjectCommand, () => bench.add([version(1, 1)]));
    expect(await rightOf(slow.append({ name: NAME, facts: [version(1, 1)] }))).toBe(0);
    expect(bench.written()).toHaveLength(1);
  });

  it("keep the newest version current when the slower one has the older version", async () => {
    const bench = await open(version(1, 1));
    const slow = meeting(bench, PutObjectCommand, () => bench.add([version(3, 3)]));
    expect(await rightOf(slow.append({ name: NAME, facts: [version(2, 2)] }))).toBe(1);
    expect(await bench.plainGet()).toBe("3@3");
    expect((await bench.facts()).length).toBe(3);
  });

  it("mark no deletion as the newest that a re-creation came behind, which the marker would hide", async () => {
    const bench = await open(version(1, 1));
    const slow = meeting(bench, DeleteObjectCommand, () => bench.add([version(1, 7, "new")]));
    expect(await rightOf(slow.append({ name: NAME, facts: [deletion(5)] }))).toBe(1);
    expect(await bench.plainGet()).toBe("new");
    expect((await bench.tail()).newest).toMatchObject({ modifiedAt: at(7) });
  });

  it("mark a deletion as the newest though a version from before came between", async () => {
    const bench = await open(version(1, 1));
    const slow = meeting(bench, DeleteObjectCommand, () => bench.add([version(2, 3)]));
    expect(await rightOf(slow.append({ name: NAME, facts: [deletion(5)] }))).toBe(1);
    expect(await bench.plainGet()).toBeUndefined();
  });

  it("mark a deletion as the newest though its delete marker came before the slower one's version", async () => {
    const bench = await open(version(1, 1));
    const slow = meeting(bench, PutObjectCommand, () => bench.add([deletion(5)]));
    expect(await rightOf(slow.append({ name: NAME, facts: [version(2, 3)] }))).toBe(1);
    expect(await bench.plainGet()).toBeUndefined();
    expect(await bench.facts()).toHaveLength(3);
  });

  it("tell of a newer version behind a delete marker that one of them wrote over, not knowing", async () => {
    const bench = await open();
    const seen = await bench.tail();
    await bench.add([version(2, 4), deletion(5)]);
    await bench.add([version(1, 1)], { seen });
    expect(await bench.tail()).toMatchObject({ newest: { version: 2 }, deletions: [{ at: at(5) }] });
  });

  it("merge what they saw of one version, whoever was faster", async () => {
    const labelled = (...labels: ReadonlyArray<string>) =>
      versionFactOf({ name: NAME, attributes: { labels, description: "d".repeat(3_000) } });
    const [mine, theirs] = [labelled("a"), labelled("b")];
    const told = [];
    for (const [fast, late] of [
      [mine, theirs],
      [theirs, mine],
    ] as const) {
      const bench = await open();
      const slow = meeting(bench, PutObjectCommand, () => bench.add([fast]));
      expect(await rightOf(slow.append({ name: NAME, facts: [late] }))).toBe(0);
      const [summary] = await bench.facts();
      if (summary?._tag !== "Version") throw new Error("expected a version");
      const { reference: _reference, ...fact } = await rightOf(bench.store.load(summary));
      told.push({ ...fact, value: fact.value.reveal() });
      bench.takeCalls();
      // What is the same, or known already, is not written again.
      for (const again of [fast, late]) expect(await bench.add([again])).toBe(0);
      expect(bench.takeCalls()).not.toContain("PutObject");
    }
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ attributes: { labels: ["b"] } });
  });

  it("give up when others are always faster, and say so", async () => {
    const bench = await open(version(1, 1));
    let number = 1;
    const slow = bench.open(async (command) => {
      if (command instanceof PutObjectCommand) {
        number += 1;
        await bench.add([version(number, number)]);
      }
      return bench.s3.answer(command);
    });
    expect(await leftOf(slow.append({ name: NAME, facts: [version(1_000, 1_000)] }))).toMatchObject({
      _tag: "StoreUnavailable",
    });
  });
});
