import { describe, expect, it } from "vitest";
import { ATTRIBUTES } from "./broken-attributes.ts";
import { CONCURRENCY, DURABILITY } from "./broken-concurrency.ts";
import { FAILURES, SECRETS } from "./broken-failures.ts";
import { LOADS } from "./broken-loads.ts";
import { MERGE } from "./broken-merge.ts";
import { OWNERS } from "./broken-owners.ts";
import { PAGE, PAGES } from "./broken-pages.ts";
import { SELECTIONS } from "./broken-selections.ts";
import { SPANS } from "./broken-spans.ts";
import { STATES } from "./broken-states.ts";
import { type Broken, harnessOf, sound } from "./broken-store.ts";
import { TAILS } from "./broken-tails.ts";
import { UNION } from "./broken-union.ts";
import { VALUES } from "./broken-values.ts";
import { failingTitles, type SuiteTest, testsOf } from "./failing-titles.ts";

const BROKEN: ReadonlyArray<Broken> = [
  ...UNION,
  ...MERGE,
  ...TAILS,
  ...STATES,
  ...SPANS,
  ...SELECTIONS,
  ...PAGES,
  ...VALUES,
  ...ATTRIBUTES,
  ...LOADS,
  ...SECRETS,
  ...OWNERS,
  ...CONCURRENCY,
  ...DURABILITY,
  ...FAILURES,
];

const OPTIONS = { pageCrossing: PAGE + 5 };

const groupOf = ({ title }: Pick<SuiteTest, "title">): string => title.slice(0, title.indexOf(": "));

/** The tests of every group that has a test for the broken rule. */
const testsFor = ({ open, fails }: Broken): ReadonlyArray<SuiteTest> => {
  const groups = new Set(fails.map((title) => groupOf({ title })));
  return testsOf(open, OPTIONS).filter((test) => groups.has(groupOf(test)));
};

const findings = new Map<Broken, Promise<ReadonlyArray<string>>>();

/** The titles of the tests that find a broken store; each store is tested once. */
const findingsOf = (broken: Broken): Promise<ReadonlyArray<string>> => {
  const found = findings.get(broken) ?? failingTitles(testsFor(broken));
  findings.set(broken, found);
  return found;
};

describe("the conformance suite", () => {
  it("passes a sound store", async () => {
    expect(await failingTitles(testsOf(harnessOf(sound), OPTIONS))).toEqual([]);
  });

  it.each(BROKEN)("finds a store that $title", async (broken) => {
    const titles = testsFor(broken).map(({ title }) => title);
    const failed = await findingsOf(broken);
    for (const beginning of broken.fails) {
      const meant = titles.filter((title) => title.startsWith(beginning));
      expect(meant, `tests that begin with "${beginning}"`).not.toEqual([]);
      expect(failed).toEqual(expect.arrayContaining(meant));
    }
  });

  it("has no test that every broken store passes", async () => {
    const found = new Set((await Promise.all(BROKEN.map(findingsOf))).flat());
    const titles = testsOf(harnessOf(sound), OPTIONS).map(({ title }) => title);
    expect(titles.filter((title) => !found.has(title))).toEqual([]);
  });
});
