import { orderFacts } from "../../src/domain/history/order-facts.ts";
import { newestVersion, tailOf } from "../../src/domain/history/tail.ts";
import {
  type Deletion,
  type FactSummary,
  isDeletion,
  isLabelChange,
  isVersion,
  type VersionSummary,
} from "../../src/domain/model/fact.ts";
import { endOfSecond } from "../../src/domain/model/time.ts";
import type { Tail } from "../../src/ports/backup-store.ts";
import { answering, type Break, type Broken, broken } from "./broken-store.ts";

type Facts = ReadonlyArray<FactSummary>;

const isFound = (fact: FactSummary): boolean => isDeletion(fact) && fact.source._tag === "Sweep";

const newestBy = (facts: Facts, compare: (a: VersionSummary, b: VersionSummary) => number): Tail => {
  const newest = facts.filter(isVersion).toSorted(compare).at(-1);
  return { ...tailOf(facts), ...(newest === undefined ? {} : { newest }) };
};

const telling = (isTold: (deletion: Deletion, tail: Tail) => boolean): Break =>
  answering({
    tail: (facts) => {
      const tail = tailOf(facts);
      return { ...tail, deletions: tail.deletions.filter((deletion) => isTold(deletion, tail)) };
    },
  });

/** Takes a name for the beginning of others. */
const byPrefix =
  (call: "tail" | "facts"): Break =>
  (inner) => ({
    [call]: (name: string) => async () => {
      const facts: FactSummary[] = [];
      const all = inner.factsWithin({ _tag: "Tree", path: "/" }, { since: 0, until: Number.MAX_SAFE_INTEGER });
      for await (const fact of all)
        if (fact._tag === "Right" && fact.right.name.startsWith(name)) facts.push(fact.right);
      return { _tag: "Right", right: call === "tail" ? tailOf(facts) : facts } as const;
    },
  });

/** Tells of a name that has no facts. */
const inventing: Break = (inner) => ({
  tail: (name) => async () => {
    const tail = await inner.tail(name)();
    if (tail._tag === "Left" || tail.right.newest !== undefined || tail.right.deletions.length > 0) return tail;
    const deletion: Deletion = { _tag: "Deletion", name, at: 0, source: { _tag: "Sweep" } };
    return { _tag: "Right", right: { deletions: [deletion] } };
  },
  facts: (name) => async () => {
    const facts = await inner.facts(name)();
    if (facts._tag === "Left" || facts.right.length > 0) return facts;
    return { _tag: "Right", right: [{ _tag: "Deletion", name, at: 0, source: { _tag: "Sweep" } }] };
  },
});

/** Stores that tell the wrong facts of a name, or the wrong tail. */
export const TAILS: ReadonlyArray<Broken> = [
  broken(
    "takes the version that was appended last for the newest",
    answering({ tail: (facts) => newestBy(facts, () => 0) }),
    "tail: tells the newest version, not the one appended last",
    "tail: tells the newest version of one millisecond",
    "late facts: leaves the newest version the newest",
  ),
  broken(
    "takes the version of the largest number for the newest",
    answering({ tail: (facts) => newestBy(facts, (a, b) => (a.version ?? 0) - (b.version ?? 0)) }),
    "tail: tells the newest version by time before number",
    "random facts: give the tails",
  ),
  broken(
    "leaves deletions out of the tail",
    telling(() => false),
    "tail: tells a deletion",
    "tail: tells all deletions",
    "tail: tells deletions of which no version is stored",
  ),
  broken(
    "leaves deletions of the newest version's second out of the tail",
    telling(({ at }, { newest }) => newest === undefined || at > endOfSecond(newest.modifiedAt)),
    "tail: tells a deletion in the second of the newest version",
  ),
  broken(
    "tells one deletion in the tail",
    answering({ tail: (facts) => ({ ...tailOf(facts), deletions: tailOf(facts).deletions.slice(-1) }) }),
    "tail: tells all deletions",
    "tail: tells deletions of which no version is stored",
  ),
  broken(
    "leaves found deletions out of the tail",
    telling((one) => !isFound(one)),
    "tail: tells a deletion that a sweep found",
  ),
  broken(
    "has no tail without a version",
    answering({ tail: (facts) => (newestVersion(facts) === undefined ? { deletions: [] } : tailOf(facts)) }),
    "tail: tells deletions of which no version is stored",
  ),
  broken(
    "leaves the newest version out of every tail",
    answering({ tail: (facts) => ({ deletions: tailOf(facts).deletions }) }),
    "tail: tells the newest version",
  ),
  broken(
    "takes a name for the beginning of others in tail",
    byPrefix("tail"),
    "tail: tells nothing of a name that is only",
  ),
  broken(
    "takes a name for the beginning of others in facts",
    byPrefix("facts"),
    "facts: tells nothing of a name that is only",
  ),
  broken(
    "tells of a name without facts",
    inventing,
    "tail: tells nothing of a name without facts",
    "facts: tells nothing of a name without facts",
  ),
  broken(
    "tells no label changes",
    answering({ facts: (facts) => facts.filter((fact) => !isLabelChange(fact)) }),
    "facts: tells facts of every kind",
    "union: adds a label change once",
  ),
  broken(
    "tells no deletion that other facts contradict",
    answering({
      see: (facts) => {
        const { disbelieved } = orderFacts(facts);
        return facts.filter((fact) => !isDeletion(fact) || !disbelieved.includes(fact));
      },
    }),
    "facts: tells a deletion that other facts contradict",
    "span: holds a deletion that other facts contradict",
  ),
];
