import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { versionFactOf } from "../../../../src/testing/builders.ts";
import { s3Error } from "../../../simulation/fake-s3.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { leftOf, rightOf } from "../../../support/workshop.ts";

const OURS = { account: "111111111111", region: "eu-west-1" };
const THEIRS = { account: "111111111111", region: "us-east-1" };

const facts = [versionFactOf({ name: NAME })];

describe("the owner of a bucket", () => {
  it("is the first that is given; every writer compares, and nothing of another owner is written", async () => {
    const bench = new BucketBench();
    expect(await bench.add(facts, { owner: OURS })).toBe(1);
    for (const store of [bench.store, bench.open()]) {
      const refused = await leftOf(
        store.append({ name: NAME, facts: [versionFactOf({ name: NAME, version: 2 })], owner: THEIRS }),
      );
      expect(refused).toMatchObject({ _tag: "StoreMisconfigured", message: expect.stringContaining("us-east-1") });
      expect(await rightOf(store.append({ name: NAME, facts, owner: OURS }))).toBe(0);
    }
    expect(await bench.facts()).toHaveLength(1);
    expect(bench.keys()).toContain("ssmbak/owner");
  });

  it("is not asked for by a writer who does not know", async () => {
    const bench = new BucketBench();
    await bench.add(facts);
    expect(bench.keys()).not.toContain("ssmbak/owner");
    expect(await bench.add(facts, { owner: OURS })).toBe(0);
    expect(bench.keys()).toContain("ssmbak/owner");
  });

  it("is the faster one's where two write at once", async () => {
    const bench = new BucketBench();
    let isFirst = true;
    const slow = bench.open(async (command) => {
      if (command instanceof PutObjectCommand && isFirst) {
        isFirst = false;
        await bench.add([], { owner: OURS });
      }
      return bench.s3.answer(command);
    });
    expect(await leftOf(slow.append({ name: NAME, facts: [], owner: THEIRS }))).toMatchObject({
      _tag: "StoreMisconfigured",
    });
  });

  it("is read again after a failure, and never guessed from what can't be read", async () => {
    const bench = new BucketBench();
    let isDown = true;
    const store = bench.open((command) => {
      if (command instanceof GetObjectCommand && isDown) throw s3Error("SlowDown", 503);
      return bench.s3.answer(command);
    });
    expect(await leftOf(store.append({ name: NAME, facts, owner: OURS }))).toMatchObject({ _tag: "StoreThrottled" });
    expect(await bench.facts()).toEqual([]);
    isDown = false;
    expect(await rightOf(store.append({ name: NAME, facts, owner: OURS }))).toBe(1);
    bench.s3.answer(new PutObjectCommand({ Bucket: "bench", Key: "ssmbak/owner", Body: "{}" }));
    expect(await leftOf(bench.open().append({ name: NAME, facts, owner: OURS }))).toMatchObject({
      _tag: "StoreCorrupt",
    });
  });
});
