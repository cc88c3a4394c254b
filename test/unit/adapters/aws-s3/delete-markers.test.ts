import { describe, expect, it } from "vitest";
import type { Deletion } from "../../../../src/domain/model/fact.ts";
import { endOfSecond } from "../../../../src/domain/model/time.ts";
import { DEFAULT_TIME, deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { collect } from "../../../support/collect.ts";
import { rightOf } from "../../../support/workshop.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const at = (seconds: number): number => DEFAULT_TIME + seconds * 1_000;

const version = (number: number, time: number) => versionFactOf({ name: NAME, version: number, modifiedAt: time });

/** A deletion whose event happened long before anything was written. */
const LONG_AGO = DEFAULT_TIME - 24 * HOUR;
const old = deletionOf({ name: NAME, at: LONG_AGO });

const deletionsOf = async (bench: BucketBench): Promise<ReadonlyArray<Deletion>> =>
  (await bench.facts()).filter((fact) => fact._tag === "Deletion");

const markersOf = async (bench: BucketBench) =>
  (await deletionsOf(bench)).filter(({ source }) => source._tag === "Marker");

describe("a delete marker", () => {
  it("that ssmbak did not write is a deletion of the last millisecond of its second", async () => {
    const bench = new BucketBench();
    await bench.add([version(3, at(1))]);
    bench.clock.advance(5_250);
    bench.pythonDeletes();

    const [deletion] = await deletionsOf(bench);

    expect(deletion).toEqual({
      ...{ _tag: "Deletion", name: NAME, at: endOfSecond(at(5)) },
      source: { _tag: "Marker", versionId: "2" },
    });
    expect(await bench.tail()).toMatchObject({ newest: { version: 3 }, deletions: [deletion] });
    expect(await bench.stateAt(at(5) + 998)).toMatchObject({ _tag: "Exists" });
    expect(await bench.stateAt(at(5) + 999)).toEqual({ _tag: "Deleted", name: NAME, deletion });
  });

  it("of ssmbak's is none, whatever is written behind it", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, at(-20)), deletionOf({ name: NAME, at: at(-10) })]);
    bench.clock.advance(48 * HOUR);
    await bench.add([version(1, at(5))]);
    expect(await markersOf(bench)).toEqual([]);
  });

  it.each([
    { after: HOUR, isOurs: true },
    { after: HOUR + 1_000, isOurs: false },
  ])("is ssmbak's when a deletion was stored $after ms before: $isOurs", async ({ after, isOurs }) => {
    const bench = new BucketBench();
    await bench.add([version(1, LONG_AGO - HOUR), old, version(1, LONG_AGO + HOUR)]);
    bench.clock.advance(after);
    bench.pythonDeletes();
    expect(await markersOf(bench)).toHaveLength(isOurs ? 0 : 1);
  });

  it("is not ssmbak's when the deletion was stored only then", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, LONG_AGO - HOUR)]);
    bench.pythonDeletes();
    bench.clock.advance(1_000);
    await bench.add([old]);
    expect(await markersOf(bench)).toHaveLength(1);
  });

  it.each([
    { after: -MINUTE, isKnown: true },
    { after: -MINUTE - 1_000, isKnown: false },
    { after: HOUR, isKnown: true },
    { after: HOUR + 1_000, isKnown: false },
  ])(
    "tells nothing new when it was written $after ms after the deletion's second: $isKnown",
    async ({ after, isKnown }) => {
      const bench = new BucketBench();
      await bench.add([version(1, at(-7_200))]);
      bench.pythonDeletes();
      // Stored so much later that only the time of the deletion itself can explain the marker.
      bench.clock.advance(48 * HOUR);
      await bench.add([deletionOf({ name: NAME, at: DEFAULT_TIME - after })]);
      expect(await markersOf(bench)).toHaveLength(isKnown ? 0 : 1);
    },
  );

  it("over a re-created parameter is told by the tail, though an older deletion is beside", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, at(1)), deletionOf({ name: NAME, at: at(2) }), version(1, at(3)), version(2, at(4))]);
    bench.clock.advance(5 * HOUR);
    bench.pythonDeletes();
    expect(await bench.tail()).toMatchObject({ newest: { version: 2 }, deletions: [{ source: { _tag: "Marker" } }] });
  });

  it("is contradicted by evidence, which is stored and not counted, and by numbers that go on", async () => {
    const bench = new BucketBench();
    await bench.add([version(1, at(1))]);
    bench.clock.advance(10_000);
    bench.pythonDeletes();
    const [marker] = (await bench.tail()).deletions;
    if (marker === undefined) throw new Error("expected a deletion");
    const aliveSince = at(1);
    for (const seen of [await bench.tail(), undefined]) {
      expect(await bench.add([{ ...marker, aliveSince }], seen === undefined ? {} : { seen })).toBe(0);
    }
    expect(await bench.stateAt(bench.clock.now() + HOUR)).toMatchObject({ _tag: "Exists", version: { version: 1 } });
    expect(await deletionsOf(bench)).toEqual([{ ...marker, aliveSince }]);
  });

  it("of another bucket is a deletion beside, and marks the parameter as deleted here", async () => {
    const bench = new BucketBench();
    const marker = deletionOf({ name: NAME, at: at(2), source: { _tag: "Marker", versionId: "theirs" } });
    expect(await bench.add([version(1, at(1)), marker])).toBe(2);
    expect(await bench.plainGet()).toBeUndefined();
    expect(await deletionsOf(bench)).toEqual([marker]);
    expect(await bench.add([marker])).toBe(0);
  });
});

describe("objects of the Python package", () => {
  it("are versions without a number, and the newest written of one second counts", async () => {
    const bench = new BucketBench();
    bench.pythonWrites("one", at(1));
    bench.pythonWrites("two", at(1));
    const [fact, ...others] = await bench.facts();
    expect(others).toEqual([]);
    if (fact?._tag !== "Version") throw new Error("expected a version");
    expect(fact).not.toHaveProperty("version");
    expect((await rightOf(bench.store.load(fact))).value.reveal()).toBe("two");
    expect(await bench.add([version(7, at(9))])).toBe(1);
    expect(await bench.tail()).toMatchObject({ newest: { version: 7 } });
  });

  it("are copied into another bucket as they are", async () => {
    const [from, to] = [new BucketBench(), new BucketBench()];
    from.pythonWrites("one", at(1));
    from.clock.advance(5_000);
    from.pythonDeletes();
    const facts = [];
    for (const fact of await from.facts())
      facts.push(fact._tag === "Version" ? await rightOf(from.store.load(fact)) : fact);
    expect(await to.add(facts)).toBe(2);
    const withoutReference = (fact: object) => ({ ...fact, reference: undefined });
    expect((await to.facts()).map(withoutReference)).toEqual((await from.facts()).map(withoutReference));
  });
});

describe("a version whose clock was ahead of S3's", () => {
  const latest = endOfSecond(DEFAULT_TIME) + MINUTE;

  it("is found up to a minute after it was written, and not looked for later", async () => {
    const bench = new BucketBench();
    await bench.add([version(2, latest)]);
    const readIn = async (since: number) => {
      bench.takeCalls();
      const told = await collect(bench.store.factsWithin({ _tag: "Key", name: NAME }, { since, until: since }));
      return { told: told.length, heads: bench.takeCalls().filter((call) => call === "HeadObject").length };
    };
    expect(await readIn(latest)).toEqual({ told: 1, heads: 1 });
    expect(await readIn(latest + 1)).toEqual({ told: 0, heads: 0 });
  });

  it("is the state though others were written later", async () => {
    const bench = new BucketBench();
    await bench.add([version(2, latest)]);
    bench.pythonWrites("python", at(2));
    expect(await bench.stateAt(latest)).toMatchObject({ version: { version: 2 } });
    expect(await bench.stateAt(latest - 1)).not.toHaveProperty("version.version");
  });
});
