import fc from "fast-check";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import {
  type BackupRecord,
  compareRecords,
  type RecordSummary,
  type VersionRecord,
} from "../../../src/domain/model/backup-record.ts";
import { endOfSecond, startOfSecond } from "../../../src/domain/model/time.ts";
import type { Head } from "../../../src/ports/backup-store.ts";
import { tombstoneOf, versionRecordOf } from "../../../src/testing/builders.ts";
import { BucketBench } from "../../support/bucket-bench.ts";
import { rightOf } from "../../support/workshop.ts";

const HOUR = 3_600_000;

/** A bench with the parameter's true history, which its handlers see as far as it has come. */
class Bench extends BucketBench {
  readonly truth: BackupRecord[] = [];

  change(value: string, after = HOUR): VersionRecord {
    const last = this.truth.at(-1);
    const version = last?._tag === "Version" ? last.version + 1 : 1;
    const record = versionRecordOf({ name: "/app/db", version, value, modifiedAt: this.clock.advance(after) });
    this.truth.push(record);
    return record;
  }

  delete(): void {
    if (this.truth.at(-1)?._tag !== "Version") return;
    const deletedAt = this.clock.advance(1_000);
    this.truth.push(tombstoneOf({ name: "/app/db", deletedAt, at: endOfSecond(deletedAt), rank: 1 }));
    this.clock.set(startOfSecond(deletedAt) + 1_000);
  }

  /** What a handler that reads now finds missing behind a head. */
  missing(head: O.Option<Head>): ReadonlyArray<BackupRecord> {
    return this.truth.filter((record) => O.isNone(head) || compareRecords(record, head.value.record) > 0);
  }

  async handle(store = this.store): Promise<boolean> {
    const head = await this.head();
    return this.append(head, this.missing(head), store);
  }

  /** So many changes, each handled by itself. */
  async grow(changes: number, after = HOUR): Promise<void> {
    for (let count = 0; count < changes; count += 1) {
      this.change(`${this.truth.length}`, after);
      await this.handle();
    }
  }

  /** The state at every instant at which something happened, and around it, as told and as walked to. */
  async expectAsWalked(): Promise<void> {
    const instants = (await this.history()).flatMap(({ at }) => [at - 1, at, at + 1]);
    for (const instant of instants) {
      expect(await this.stateAt(instant)).toEqual(await this.stateAt(instant, this.walking));
    }
  }

  async expectTruth(): Promise<void> {
    for (const record of this.truth) {
      expect(await this.stateAt(record.at)).toMatchObject(
        record._tag === "Version" ? { version: record.version, modifiedAt: record.modifiedAt } : { _tag: "Tombstone" },
      );
    }
  }

  async headsFor(instant: number): Promise<number> {
    this.heads = 0;
    await this.stateAt(instant);
    return this.heads;
  }
}

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
    expect(await bench.headsFor(bench.truth[0]?.at ?? 0)).toBeLessThanOrEqual(11);
    await bench.expectTruth();
  });

  it("is loaded with as few calls by a summary that another process read, whichever it is", async () => {
    const bench = new Bench();
    await bench.grow(100);
    const summaries: ReadonlyArray<RecordSummary> = JSON.parse(JSON.stringify(await bench.history()));
    for (const summary of [summaries[0], summaries[50], summaries[99]]) {
      if (summary?._tag !== "Version") throw new Error("expected a version");
      bench.heads = 0;
      expect(await rightOf(bench.store.load(summary))).toMatchObject({ version: summary.version });
      expect(bench.heads).toBeLessThanOrEqual(6);
    }
  });

  it("is found where a lifecycle rule has removed the older ones, whichever is the oldest left", async () => {
    const bench = new Bench();
    await bench.grow(80, 1_000);
    for (const id of bench.written().toReversed().slice(0, 70)) {
      bench.remove(id);
      bench.truth.shift();
      await bench.expectTruth();
    }
    expect(await bench.headsFor(bench.truth[0]?.at ?? 0)).toBeLessThanOrEqual(bench.truth.length);
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
  /** Versions 1, 2, 3 and then 2 again on top: 3 has the value of 1, and without KMS the ETag is a hash of that. */
  const heldUp = async (): Promise<Bench> => {
    const bench = new Bench();
    bench.change("on", 1_000);
    await bench.handle();
    const head = await bench.head();
    const second = bench.change("off", 1_000);
    await bench.handle();
    bench.change("on", 1_000);
    await bench.handle();
    expect(await bench.append(head, [second])).toBe(true);
    return bench;
  };

  it("is found where a held-up handler wrote version 2 on top of version 3", async () => {
    await (await heldUp()).expectTruth();
  });

  it("is found when that goes on, and chains hold again after a while", async () => {
    const bench = await heldUp();
    await bench.grow(40);
    await bench.expectTruth();
    expect(await bench.headsFor(bench.truth.at(-3)?.at ?? 0)).toBe(3);
  });

  it("is found where version 2 was kept only then", async () => {
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

  it("is found where a held-up handler wrote into the next life, on top of a version of the same number", async () => {
    const bench = new Bench();
    bench.change("on", 1_000);
    await bench.handle();
    const head = await bench.head();
    const second = bench.change("off", 1_000);
    bench.delete();
    bench.change("on", 1_000);
    const tombstone = bench.truth[2];
    const reborn = bench.truth[3];
    expect(await bench.append(head, tombstone === undefined ? [] : [tombstone])).toBe(true);
    expect(await bench.append(await bench.head(), reborn === undefined ? [] : [reborn])).toBe(true);
    expect(await bench.append(head, [second])).toBe(true);
    await bench.expectTruth();
  });

  it("is found where the Python package wrote in between", async () => {
    const bench = new Bench();
    bench.change("on", 1_000);
    await bench.handle();
    const head = await bench.head();
    const second = bench.change("off", 1_000);
    bench.clock.set(startOfSecond(bench.clock.advance(5_000)));
    bench.pythonWrites("on", bench.clock.now());
    expect(await bench.append(head, [second])).toBe(true);
    await bench.expectAsWalked();
    expect(await bench.stateAt(bench.clock.now())).toMatchObject({ version: 0 });
  });

  type Held = { readonly head: O.Option<Head>; readonly records: ReadonlyArray<BackupRecord> };
  type Play = { readonly bench: Bench; readonly held: Map<string, Held> };

  const holdUp = async ({ bench, held }: Play, who: string): Promise<void> => {
    const head = await bench.head();
    held.set(who, { head, records: bench.missing(head) });
  };

  const letGo = async ({ bench, held }: Play, who: string, writes: number): Promise<void> => {
    const { head, records } = held.get(who) ?? { head: O.none, records: [] };
    if (records.length > 0) await bench.append(head, records, bench.dyingAfter(writes));
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
        const play = { bench, held: new Map<string, Held>() };
        for (const step of taken) await steps[step]?.(play);
        await bench.expectAsWalked();
      }),
      { numRuns: Number(process.env["SSMBAK_PROPERTY_RUNS"] ?? 300) },
    );
  });
});
