import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { leftOf } from "../../../support/workshop.ts";

const version = (number: number) =>
  versionFactOf({ name: NAME, version: number, modifiedAt: DEFAULT_TIME + number * 1_000 });

const SUSPENDED = { _tag: "StoreMisconfigured", message: expect.stringContaining("put-bucket-versioning") };

const open = async (): Promise<BucketBench> => {
  const bench = new BucketBench();
  bench.clock.advance(60_000);
  await bench.add([version(1), version(2)]);
  return bench;
};

describe("a bucket whose versioning was suspended", () => {
  it.each([
    ["a version", version(3)],
    ["a late version", version(0)],
    ["a deletion", deletionOf({ name: NAME, at: DEFAULT_TIME + 9_000 })],
    ["a label change", labelChangeOf({ name: NAME })],
  ])("stores nothing, as often as it is tried: %s", async (_what, fact) => {
    const bench = await open();
    const seen = await bench.tail();
    bench.s3.versioning = "Suspended";
    for (const others of [{ seen }, {}, { seen }]) {
      expect(await leftOf(bench.store.append({ name: NAME, facts: [fact], ...others }))).toMatchObject(SUSPENDED);
    }
    expect(await leftOf(bench.store.tail(NAME))).toMatchObject(SUSPENDED);
  });

  it("does not take for a deletion what S3 can't remember, though the deletion was stored before", async () => {
    const bench = await open();
    const dying = bench.open((command) => {
      if (command instanceof DeleteObjectCommand) bench.s3.versioning = "Suspended";
      return bench.s3.answer(command);
    });
    const facts = [deletionOf({ name: NAME, at: DEFAULT_TIME + 9_000 })];
    expect(await leftOf(dying.append({ name: NAME, facts }))).toMatchObject(SUSPENDED);
  });

  it("counts nothing as stored that the next write would have replaced", async () => {
    const bench = await open();
    bench.s3.versioning = "Suspended";
    await leftOf(bench.store.append({ name: NAME, facts: [version(3)] }));
    bench.s3.versioning = "Enabled";

    expect((await bench.tail()).newest).toMatchObject({ version: 2 });
    expect(await bench.add([version(3), version(4)], { seen: await bench.tail() })).toBe(2);

    expect((await bench.tail()).newest).toMatchObject({ version: 4 });
    expect(await bench.facts()).toHaveLength(4);
    expect(await bench.plainGet()).toBe("value of version 4");
  });
});
