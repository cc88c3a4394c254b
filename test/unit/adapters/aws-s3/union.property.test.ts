import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { addFacts } from "../../../../src/domain/history/fact-set.ts";
import { type State, stateAt } from "../../../../src/domain/history/state.ts";
import { tailOf } from "../../../../src/domain/history/tail.ts";
import { type Fact, type FactSummary, identityOf, summarize, timeOf } from "../../../../src/domain/model/fact.ts";
import { startOfSecond } from "../../../../src/domain/model/time.ts";
import type { Tail } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/builders.ts";
import type { FakeS3Options } from "../../../simulation/fake-s3.ts";
import { BucketBench, NAME } from "../../../support/bucket-bench.ts";
import { collect } from "../../../support/collect.ts";
import { rightOf } from "../../../support/workshop.ts";

const RUNS = Number(process.env["SSMBAK_PROPERTY_RUNS"] ?? 60);

/** Few milliseconds in few seconds, so that facts meet. */
const time = fc
  .record({ second: fc.integer({ min: 0, max: 6 }), ms: fc.constantFrom(0, 1, 500, 999) })
  .map(({ second, ms }) => DEFAULT_TIME + second * 1_000 + ms);

const aliveSince = fc.option(time, { nil: undefined });

const version = fc
  .record({ at: time, number: fc.integer({ min: 1, max: 4 }), labels: fc.constantFrom([], ["a"], ["b"]) })
  .map(({ at, number, labels }) =>
    versionFactOf({
      ...{ name: NAME, version: number, modifiedAt: at, value: `${number}@${at}` },
      ...{ attributes: { tier: "Standard", ...(labels.length === 0 ? {} : { labels }) } },
    }),
  );

const deletion = fc
  .record({ at: time, id: fc.constantFrom("e1", "e2"), isFound: fc.boolean(), alive: aliveSince })
  .map(({ at, id, isFound, alive }) =>
    deletionOf({
      ...{ name: NAME, at, ...(alive === undefined ? {} : { aliveSince: alive }) },
      source: isFound ? { _tag: "Sweep" } : { _tag: "Event", eventId: id, operation: "Delete" },
    }),
  );

const labelChange = fc
  .record({ at: time, id: fc.constantFrom("l1", "l2"), toVersion: fc.integer({ min: 1, max: 4 }) })
  .map(({ at, id, toVersion }) =>
    labelChangeOf({ name: NAME, at, eventId: `${id}-${startOfSecond(at)}-${toVersion}`, toVersion, label: "a/b" }),
  );

const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 4, arbitrary: version },
  { weight: 2, arbitrary: deletion },
  { weight: 1, arbitrary: labelChange },
);

/** Appends one after the other. */
const appends = fc.array(
  fc.record({
    facts: fc.array(fact, { minLength: 1, maxLength: 4 }),
    seen: fc.constantFrom("nothing", "the tail", "an older tail"),
    pause: fc.constantFrom(0, 1_000, 2 * 3_600_000),
  }),
  { minLength: 1, maxLength: 8 },
);

/** The same without handlers that go by an older tail: these may write over a delete marker, or a version twice. */
const promptAppends = appends.map((steps) =>
  steps.map((step) => ({ ...step, seen: step.seen === "an older tail" ? ("nothing" as const) : step.seen })),
);

type Appends = typeof appends extends fc.Arbitrary<infer A> ? A : never;

const withoutReference = <F extends FactSummary>(fact: F): F => {
  const others = { ...fact };
  if (others._tag === "Version") Reflect.deleteProperty(others, "reference");
  return others;
};

const ordered = (facts: ReadonlyArray<FactSummary>) =>
  facts.map(withoutReference).sort((a, b) => (identityOf(a) < identityOf(b) ? -1 : 1));

const withoutReferences = (state: State | undefined) =>
  state?._tag === "Exists"
    ? { ...state, version: withoutReference(state.version), labelChanges: ordered(state.labelChanges) }
    : state;

/** A bench into which the facts were put, and all of these. */
const play = async (steps: Appends, options: FakeS3Options) => {
  const bench = new BucketBench(options);
  bench.clock.advance(10_000);
  let all: ReadonlyMap<string, Fact> = new Map();
  let older: Tail | undefined;
  const counts: Array<readonly [number, number]> = [];
  for (const { facts, seen, pause } of steps) {
    bench.clock.advance(pause);
    const tail = await bench.tail();
    const told = { nothing: undefined, "the tail": tail, "an older tail": older }[seen];
    const added = await bench.add(facts, told === undefined ? {} : { seen: told });
    const known = addFacts(all, facts);
    counts.push([added, known.added]);
    all = known.all;
    older = tail;
  }
  return { bench, counts, facts: [...all.values()] };
};

const INSTANTS = Array.from({ length: 9 }, (_, second) => DEFAULT_TIME + second * 1_000).flatMap((start) => [
  ...[start, start + 1, start + 500, start + 998, start + 999],
]);

const expectAnswers = async ({ bench, facts }: Awaited<ReturnType<typeof play>>): Promise<void> => {
  const summaries = facts.map(summarize);
  const told = await bench.facts();
  expect(ordered(told)).toEqual(ordered(summaries));
  for (const instant of INSTANTS) {
    expect(withoutReferences(await bench.stateAt(instant))).toEqual(withoutReferences(stateAt(summaries, instant)));
  }
};

describe("a set of facts in a bucket, whatever the order and the number of the appends,", () => {
  const kinds: ReadonlyArray<{ kind: string; options: FakeS3Options; steps: typeof appends }> = [
    { kind: "S3", options: {}, steps: appends },
    { kind: "a look-alike without If-Match", options: { ignored: ["If-Match"] }, steps: appends },
    {
      ...{ kind: "a look-alike without conditions", options: { ignored: ["If-Match", "If-None-Match"] } },
      // Handlers that are held up for hours make delete markers there that nothing explains.
      steps: promptAppends,
    },
  ];

  it.each(kinds)("is told as it is, and so are its states ($kind)", ({ options, steps }) =>
    fc.assert(
      fc.asyncProperty(steps, async (taken) => expectAnswers(await play(taken, options))),
      { numRuns: RUNS },
    ),
  );

  it("is loaded as one, with and without a reference", () =>
    fc.assert(
      fc.asyncProperty(appends, async (steps) => {
        const { bench, facts } = await play(steps, {});
        const wanted = new Map(facts.map((one) => [identityOf(one), one]));
        for (const summary of await bench.facts()) {
          if (summary._tag !== "Version") continue;
          for (const asked of [summary, withoutReference(summary)]) {
            const { reference: _reference, ...loaded } = await rightOf(bench.store.load(asked));
            const { reference: _none, ...version } = { reference: "", ...wanted.get(identityOf(summary)) };
            expect({ ...loaded, value: loaded.value.reveal() }).toEqual({
              ...version,
              value: `${summary.version}@${summary.modifiedAt}`,
            });
          }
        }
      }),
      { numRuns: RUNS },
    ));

  it("tells the same tail, or leaves out what lies behind a deletion", () =>
    fc.assert(
      fc.asyncProperty(promptAppends, async (steps) => {
        const { bench, facts } = await play(steps, {});
        const whole = tailOf(facts.map(summarize));
        const tail = await bench.tail();
        const ids = (deletions: Tail["deletions"]) => deletions.map(identityOf);
        if (tail.newest === undefined) {
          const all = facts.flatMap((one) => (one._tag === "Deletion" ? [one] : []));
          expect(ids(tail.deletions).sort()).toEqual(ids(all).sort());
          expect(all.length > 0 || whole.newest === undefined).toBe(true);
        } else {
          expect(identityOf(tail.newest)).toBe(whole.newest && identityOf(whole.newest));
          const second = startOfSecond(tail.newest.modifiedAt);
          const later = whole.deletions.filter(({ at }) => startOfSecond(at) > second);
          expect(ids(tail.deletions)).toEqual(expect.arrayContaining(ids(later)));
        }
      }),
      { numRuns: RUNS },
    ));

  it("tells the facts of a span", () =>
    fc.assert(
      fc.asyncProperty(appends, time, time, async (steps, since, until) => {
        const { bench, facts } = await play(steps, {});
        const told = await collect(bench.store.factsWithin({ _tag: "Key", name: NAME }, { since, until }));
        const wanted = facts.map(summarize).filter((one) => since <= timeOf(one) && timeOf(one) <= until);
        expect(ordered(told.map((one) => E.getOrElseW(() => expect.fail("a failure"))(one)))).toEqual(ordered(wanted));
      }),
      { numRuns: RUNS },
    ));

  it("counts what is new", () =>
    fc.assert(
      fc.asyncProperty(promptAppends, async (steps) => {
        const { counts } = await play(steps, {});
        for (const [added, wanted] of counts) expect(added).toBe(wanted);
      }),
      { numRuns: RUNS },
    ));
});
