import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { stateAt } from "../../../../src/domain/history/state.ts";
import { type Fact, isVersion, timeOf, type VersionFact } from "../../../../src/domain/model/fact.ts";
import { startOfSecond } from "../../../../src/domain/model/time.ts";
import type { AppendRequest, Tail } from "../../../../src/ports/backup-store.ts";
import { deletionOf, versionFactOf } from "../../../../src/testing/builders.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { rightOf } from "../../../support/workshop.ts";

const HOUR = 3_600_000;

/** A bench with the parameter's true history, which its handlers see as far as it has come. */
class Bench extends BucketBench {
  readonly truth: Fact[] = [];

  change(value: string, after = HOUR): VersionFact {
    const last = this.truth.at(-1);
    const version = last?._tag === "Version" ? (last.version ?? 0) + 1 : 1;
    const fact = versionFactOf({ name: NAME, version, value, modifiedAt: this.clock.advance(after) });
    this.truth.push(fact);
    return fact;
  }

  delete(): void {
    if (this.truth.at(-1)?._tag !== "Version") return;
    const at = this.clock.advance(1_000);
    const source = { _tag: "Event", eventId: `e${this.truth.length}`, operation: "Delete" } as const;
    this.truth.push(deletionOf({ name: NAME, at, source }));
    this.clock.set(startOfSecond(at) + 1_000);
  }

  /** What a handler that reads now finds missing behind what it has seen. */
  missing({ newest }: Tail): ReadonlyArray<Fact> {
    return this.truth.filter((fact) => newest === undefined || timeOf(fact) > newest.modifiedAt);
  }

  async handle(store = this.store): Promise<boolean> {
    const seen = await this.tail();
    return this.try({ seen, facts: this.missing(seen) }, store);
  }

  /** Appends, and answers whether that did not fail. */
  async try(request: Omit<AppendRequest, "name">, store = this.store): Promise<boolean> {
    return E.isRight(await store.append({ name: NAME, ...request })());
  }

  /** So many changes, each handled by itself. */
  async grow(changes: number, after = HOUR): Promise<void> {
    for (let count = 0; count < changes; count += 1) {
      this.change(`${this.truth.length}`, after);
      await this.handle();
    }
  }

  /** The state at every instant at which something happened, and around it: as told, as walked to, and by all facts. */
  async expectAsWalked(): Promise<void> {
    const facts = await this.facts();
    for (const instant of facts.map(timeOf).flatMap((time) => [time - 1, time, time + 1, time + 999])) {
      const told = await this.stateAt(instant);
      expect(told).toEqual(await this.stateAt(instant, this.walking));
      expect(told).toEqual(stateAt(facts, instant));
    }
  }

  async expectTruth(): Promise<void> {
    for (const fact of this.truth) {
      expect(await this.stateAt(isVersion(fact) ? fact.modifiedAt : fact.at + 999)).toMatchObject(
        isVersion(fact) ? { version: { version: fact.version, modifiedAt: fact.modifiedAt } } : { _tag: "Deleted" },
      );
    }
  }

  async headsFor(instant: number): Promise<number> {
    this.takeCalls();
    await this.stateAt(instant);
    return this.takeCalls().filter((call) => call === "HeadObject").length;
  }
}

const oldest = (bench: Bench): number => timeOf(bench.truth[0] ?? expect.fail("nothing happened"));

describe("the state at an instant, from objects that were written in order", () => {
  it.each([
    { versions: 1, calls: 2 },
    { versions: 20, calls: 3 },
    { versions: 100, calls: 6 },
    { versions: 1_000, calls: 34 },
  ])("takes $calls HeadObject with $versions versions after it", async ({ versions, calls }) => {
    const bench = new Bench();
    await bench.grow(1);
    const instant = bench.clock.now();
    await bench.grow(versions);
    expect(await bench.headsFor(instant)).toBe(calls);
  });

  it("takes a few more where LastModified says nothing, since all were written at once", async () => {
    const bench = new Bench();
    for (let count = 0; count < 101; count += 1) bench.change("x");
    await bench.handle();
    expect(await bench.headsFor(oldest(bench))).toBeLessThanOrEqual(11);
    await bench.expectTruth();
  });

  it("is loaded with as few calls by a summary without a reference, whichever it is", async () => {
    const bench = new Bench();
    await bench.grow(100);
    for (const version of [bench.truth[0], bench.truth[50], bench.truth[99]]) {
      if (version?._tag !== "Version") throw new Error("expected a version");
      bench.takeCalls();
      expect(await rightOf(bench.store.load(version))).toMatchObject({ version: version.version });
      expect(bench.takeCalls().filter((call) => call === "HeadObject").length).toBeLessThanOrEqual(6);
    }
  });

  it("is found where a lifecycle rule has removed the older ones, whichever is the oldest left", async () => {
    const bench = new Bench();
    await bench.grow(50, 1_000);
    for (const id of bench.written().toReversed().slice(0, 42)) {
      bench.remove(id);
      bench.truth.shift();
      await bench.expectTruth();
    }
    expect(await bench.headsFor(oldest(bench))).toBeLessThanOrEqual(bench.truth.length);
  });

  it("is found where one was removed by hand", async () => {
    const bench = new Bench();
    await bench.grow(12, 1_000);
    bench.remove(bench.written()[5]);
    bench.truth.splice(6, 1);
    await bench.expectTruth();
  });

  it("is found in a bucket of before there were chains, and in one that went on with them", async () => {
    const bench = new Bench();
    for (let count = 0; count < 6; count += 1) {
      bench.change(`${count}`, 1_000);
      await bench.handle(bench.older);
    }
    await bench.expectTruth();
    await bench.grow(6, 1_000);
    await bench.expectTruth();
  });

  it("is found behind a handler that died in the middle of its versions", async () => {
    const bench = new Bench();
    for (let count = 0; count < 5; count += 1) bench.change("x", 1_000);
    expect(await bench.handle(bench.dyingAfter(3))).toBe(false);
    await bench.handle();
    await bench.grow(3, 1_000);
    await bench.expectTruth();
  });
});

describe("the state at an instant, from objects that were not written in order", () => {
  /** Versions 1, 2, 3 and then 2 again on top: 3 has the value of 1, and without KMS the ETag is a hash of the value. */
  const heldUp = async (): Promise<Bench> => {
    const bench = new Bench();
    bench.change("on", 1_000);
    await bench.handle();
    const seen = await bench.tail();
    const second = bench.change("off", 1_000);
    await bench.handle();
    bench.change("on", 1_000);
    await bench.handle();
    expect(await bench.try({ seen, facts: [second] })).toBe(true);
    return bench;
  };

  it("is found where a held-up handler wrote version 2 on top of version 3", async () => {
    await (await heldUp()).expectTruth();
  });

  it("is found when that goes on, and chains hold again after a while", async () => {
    const bench = await heldUp();
    await bench.grow(40);
    await bench.expectTruth();
    expect(await bench.headsFor(timeOf(bench.truth.at(-3) ?? expect.fail()))).toBe(3);
  });

  it("is found where version 2 was stored only then", async () => {
    const bench = await heldUp();
    bench.remove(bench.written()[2]);
    await bench.expectTruth();
  });

  it("is found where so many were removed by hand that the length of a chain fits again", async () => {
    const bench = await heldUp();
    await bench.grow(1);
    // From the newest: 4, 3 once more, 2 once more, 3, 2, 1.
    const written = bench.written();
    bench.remove(written[1]);
    bench.remove(written[4]);
    await bench.expectTruth();
  });

  it("is found where a held-up handler wrote into the next incarnation, on top of a version of the same number", async () => {
    const bench = new Bench();
    bench.change("on", 1_000);
    await bench.handle();
    const seen = await bench.tail();
    const second = bench.change("off", 1_000);
    bench.delete();
    bench.change("on", 1_000);
    expect(await bench.try({ seen, facts: bench.truth.slice(2, 3) })).toBe(true);
    expect(await bench.try({ seen: await bench.tail(), facts: bench.truth.slice(3) })).toBe(true);
    expect(await bench.try({ seen, facts: [second] })).toBe(true);
    await bench.expectTruth();
  });

  it("is found where the Python package wrote in between", async () => {
    const bench = new Bench();
    bench.change("on", 1_000);
    await bench.handle();
    const seen = await bench.tail();
    const second = bench.change("off", 1_000);
    bench.clock.set(startOfSecond(bench.clock.advance(5_000)));
    bench.pythonWrites("on", bench.clock.now());
    expect(await bench.try({ seen, facts: [second] })).toBe(true);
    await bench.expectAsWalked();
    const state = await bench.stateAt(bench.clock.now());
    expect(state).toMatchObject({ _tag: "Exists", version: { modifiedAt: bench.clock.now() } });
    expect(state).not.toHaveProperty("version.version");
  });

  type Play = { readonly bench: Bench; readonly held: Map<string, Omit<AppendRequest, "name">> };

  const holdUp = async ({ bench, held }: Play, who: string): Promise<void> => {
    const seen = await bench.tail();
    held.set(who, { seen, facts: bench.missing(seen) });
  };

  const letGo = async ({ bench, held }: Play, who: string, writes: number): Promise<void> => {
    await bench.try(held.get(who) ?? { facts: [] }, bench.dyingAfter(writes));
  };

  const steps: Readonly<Record<string, (play: Play) => unknown>> = {
    "a at once": ({ bench }) => bench.change("a", 1),
    "b at once": ({ bench }) => bench.change("b", 1),
    "a soon": ({ bench }) => bench.change("a", 1_500),
    "b later": ({ bench }) => bench.change("b", HOUR),
    handle: ({ bench }) => bench.handle(),
    "handle, too": ({ bench }) => bench.handle(),
    "handle as of old": ({ bench }) => bench.handle(bench.older),
    "hold up A": (play) => holdUp(play, "A"),
    "hold up B": (play) => holdUp(play, "B"),
    "let A go": (play) => letGo(play, "A", 100),
    "let B go": (play) => letGo(play, "B", 100),
    "let A write once": (play) => letGo(play, "A", 1),
    "let B write twice": (play) => letGo(play, "B", 2),
    delete: ({ bench }) => bench.delete(),
    "write as Python does": ({ bench }) => bench.pythonWrites("a", startOfSecond(bench.clock.now())),
    "delete as Python does": ({ bench }) => bench.pythonDeletes(),
    "expire the oldest": ({ bench }) => bench.remove(bench.written().at(-1)),
  };
  const program = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 10, maxLength: 60 });

  it("is what a walk over all of them finds, whoever wrote them", async () => {
    await fc.assert(
      fc.asyncProperty(program, async (taken) => {
        const bench = new Bench();
        const play: Play = { bench, held: new Map() };
        for (const step of taken) await steps[step]?.(play);
        await bench.expectAsWalked();
      }),
      { numRuns: Number(process.env["SSMBAK_PROPERTY_RUNS"] ?? 100) },
    );
  });
});
