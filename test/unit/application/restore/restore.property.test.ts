import fc from "fast-check";
import * as O from "fp-ts/lib/Option.js";
import { expect, it } from "vitest";
import { newestWithOlderLabels } from "../../../../src/domain/history/labels.ts";
import type { ParameterVersion } from "../../../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../../../src/domain/model/time.ts";
import { name } from "../../../../src/testing/builders.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { rightOf } from "../../../support/workshop.ts";

const NAMES = ["/app/a", "/app/a/b", "/apple", "top"] as const;

const put = fc.record({
  act: fc.constant("put" as const),
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom("String", "StringList", "SecureString"),
  value: fc.constantFrom("a", "b", "b\n", " c "),
  description: fc.constantFrom("", "some", "ünï"),
  tier: fc.constantFrom("Standard", "Advanced"),
  allowedPattern: fc.constantFrom("", "^[^q]"),
  labels: fc.subarray(["one", "two"]),
  tags: fc.dictionary(fc.constantFrom("team", "env", "__proto__"), fc.constantFrom("", "a", "b")),
});
const remove = fc.record({ act: fc.constant("remove" as const), name: fc.constantFrom(...NAMES) });
const label = fc.record({
  act: fc.constant("label" as const),
  name: fc.constantFrom(...NAMES),
  labels: fc.subarray(["one", "two"], { minLength: 1 }),
  /** How many versions before the newest. */
  back: fc.nat(2),
});
const step = fc.oneof({ weight: 4, arbitrary: put }, { weight: 2, arbitrary: label }, { weight: 1, arbitrary: remove });
const steps = fc.array(step, { minLength: 1, maxLength: 14 });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

type Oracle = ReadonlyArray<ReturnType<typeof stateOf>>;

/** All that a restore brings back, with what SSM counts as nothing left out. */
const stateOf = ({ name: named, type, value, attributes }: ParameterVersion, tags: unknown, life: Millis) => ({
  /** When its first version was made. */
  life,
  tags,
  name: named,
  type,
  value: value.reveal(),
  attributes: {
    ...attributes,
    labels: undefined,
    olderLabels: undefined,
    description: attributes.description || undefined,
  },
  labels: attributes.labels ?? [],
  olderLabels: attributes.olderLabels ?? {},
});

const withoutLabels = (oracle: Oracle) =>
  oracle.map(({ life: _, labels: _own, olderLabels: _older, ...state }) => state);

/** Every label is where it was, as far as its version is still there. */
const expectLabels = (restored: Oracle, then: Oracle): void => {
  for (const [index, { labels, olderLabels, life }] of then.entries()) {
    expect(restored[index]?.labels).toEqual(expect.arrayContaining([...labels]));
    if (restored[index]?.life === life) expect(restored[index].olderLabels).toMatchObject(olderLabels);
  }
};

const oracleOf = async (bench: RestoreBench): Promise<Oracle> => {
  const histories = await Promise.all(NAMES.map((each) => rightOf(bench.ssm.history(name(each)))));
  return histories.flatMap((history) => {
    if (O.isNone(history)) return [];
    const newest = newestWithOlderLabels(history.value);
    return [stateOf(newest, bench.ssm.listTagsForResource(newest.name), history.value[0].modifiedAt)];
  });
};

const play = async (bench: RestoreBench, step: Step) => {
  const history = await rightOf(bench.ssm.history(name(step.name)));
  if (step.act === "remove") {
    if (O.isSome(history)) bench.remove(step.name);
    return;
  }
  if (step.act === "label") {
    const version = O.isSome(history) ? (history.value.at(-1 - step.back) ?? history.value[0]).version : undefined;
    if (version !== undefined) bench.label(step.name, step.labels, version);
    return;
  }
  const { labels, tags, act: _act, ...input } = step;
  const isAdvanced = O.isSome(history) && history.value.at(-1)?.attributes.tier === "Advanced";
  bench.put({ ...input, tier: isAdvanced ? "Advanced" : input.tier });
  bench.ssm.removeTagsFromResource(step.name, Object.keys(bench.ssm.listTagsForResource(step.name)));
  bench.ssm.addTagsToResource(step.name, tags);
  if (labels.length > 0) bench.ssm.labelParameterVersion(step.name, labels);
};

it("restoring to any instant gives what was then, attribute by attribute, and the second time writes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.boolean(), async (program, pick, thorough) => {
      const bench = new RestoreBench();
      const moments: Array<{ readonly instant: Millis; readonly oracle: Oracle }> = [];
      for (const step of program) {
        await play(bench, step);
        moments.push({ instant: await bench.backUp(), oracle: await oracleOf(bench) });
      }
      const chosen = moments[pick % moments.length];
      const last = moments.at(-1);
      // Before the first record there is nothing to compare with: that is refused.
      if (chosen === undefined || last === undefined || chosen.oracle.length === 0) return;
      const options = { prune: true, allowRecreate: true, thorough };
      const { results } = await bench.restore(chosen.instant, options);
      expect(results.filter(({ outcome }) => outcome !== "Applied")).toEqual([]);
      const restored = await oracleOf(bench);
      expect(withoutLabels(restored)).toEqual(withoutLabels(chosen.oracle));
      // What has not changed by its version is not looked at for its labels.
      if (thorough) expectLabels(restored, chosen.oracle);
      const events = bench.ssm.events.length;
      expect((await bench.restore(chosen.instant, options)).results).toEqual([]);
      expect(bench.ssm.events.length).toBe(events);
      await bench.backUp();
      if (last.oracle.length === 0) return;
      await bench.restore(last.instant, options);
      const undone = await oracleOf(bench);
      expect(withoutLabels(undone)).toEqual(withoutLabels(last.oracle));
      if (thorough) expectLabels(undone, last.oracle);
    }),
    { numRuns: 200 },
  );
});
