import * as TE from "fp-ts/lib/TaskEither.js";
import { type Fact, type FactSummary, identityOf, isDeletion, isVersion, timeOf } from "../../src/domain/model/fact.ts";
import { startOfSecond } from "../../src/domain/model/time.ts";
import {
  answering,
  appending,
  type Break,
  type Broken,
  broken,
  counting,
  dropping,
  identifying,
} from "./broken-store.ts";

/** Tells a fact as often as it was appended. */
const repeating: Break = (inner) => {
  const times = new Map<string, number>();
  const keyOf = (fact: FactSummary): string => `${fact.name} ${identityOf(fact)}`;
  return {
    ...answering({
      see: (facts) => facts.flatMap((fact) => Array<FactSummary>(times.get(keyOf(fact)) ?? 1).fill(fact)),
    })(inner),
    append: (request) => {
      for (const fact of request.facts) times.set(keyOf(fact), (times.get(keyOf(fact)) ?? 0) + 1);
      return inner.append(request);
    },
  };
};

const forgettingLateFacts: Break = (inner) => {
  const newest = new Map<string, number>();
  return appending((facts, { name }) => {
    const fresh = facts.filter((fact) => timeOf(fact) >= (newest.get(name) ?? 0));
    newest.set(name, Math.max(newest.get(name) ?? 0, ...fresh.map(timeOf)));
    return fresh;
  })(inner);
};

const otherwise = (fact: Fact, key: string): string => (key === "" ? identityOf(fact) : key);

/** What tells facts apart, wrongly, by what is wrong. */
const IDENTITIES: ReadonlyArray<readonly [string, (fact: Fact) => string, string]> = [
  [
    "versions of one millisecond",
    (fact) => (isVersion(fact) ? `v ${fact.modifiedAt}` : ""),
    "versions of one millisecond",
  ],
  ["versions of one number", (fact) => (isVersion(fact) ? `v ${fact.version}` : ""), "versions of one number"],
  [
    "a numbered version and one without number",
    (fact) => (isVersion(fact) && (fact.version ?? 1) === 1 ? `v ${fact.modifiedAt}` : ""),
    "a version without a number from",
  ],
  [
    "deletions of one second",
    (fact) => (isDeletion(fact) ? `d ${startOfSecond(fact.at)}` : ""),
    "deletions of one second",
  ],
  [
    "deletions of one event id",
    (fact) => (isDeletion(fact) && fact.source._tag === "Event" ? `d ${fact.source.eventId}` : ""),
    "deletions of one event id",
  ],
  [
    "found deletions of one second",
    (fact) => (isDeletion(fact) && fact.source._tag === "Sweep" ? `d ${startOfSecond(fact.at)}` : ""),
    "deletions that sweeps found",
  ],
  [
    "a found deletion and one of an event",
    (fact) => (isDeletion(fact) ? `d ${fact.at}` : ""),
    "a deletion that a sweep found from one",
  ],
  [
    "label changes of one second",
    (fact) => (fact._tag === "LabelChange" ? `l ${fact.at}` : ""),
    "label changes of one second",
  ],
  ["facts of one moment", (fact) => String(timeOf(fact)), "a version, a deletion and a label change"],
];

const identities = IDENTITIES.map(([what, keyOf, tells]) =>
  broken(
    `takes ${what} for one`,
    identifying((fact) => otherwise(fact, keyOf(fact))),
    `union: tells ${tells}`,
  ),
);

/** Stores that are no set of facts. */
export const UNION: ReadonlyArray<Broken> = [
  ...identities,
  broken(
    "tells a fact as often as it was appended",
    repeating,
    "union: adds a",
    "union: adds only",
    "span: holds a fact once that was appended twice",
    "concurrency: doubles no fact",
    "concurrency: loses and doubles no fact",
    "random facts: are told whole",
    "random facts: are told in the span",
  ),
  broken(
    "counts facts that are there",
    counting((facts) => facts.length),
    "union: adds a",
    "union: adds only",
    "merge: does not count evidence",
    "append with a stale tail: counts the new facts only",
  ),
  broken(
    "counts no fact but one",
    counting((facts) => Math.min(1, facts.length)),
    "union: answers how many facts",
  ),
  broken(
    "counts an append of nothing",
    counting((_facts, added) => Math.max(1, added)),
    "union: adds nothing when no facts",
  ),
  broken(
    "fails when its task is run again",
    (inner) => ({
      append: (request) => {
        let runs = 0;
        return () => {
          runs += 1;
          return runs === 1 ? inner.append(request)() : TE.right(request.facts.length)();
        };
      },
    }),
    "union: adds nothing more when the task",
  ),
  broken(
    "appends before its task is run",
    (inner) => ({
      append: (request) => {
        const answer = inner.append(request)();
        return () => answer;
      },
    }),
    "union: does nothing before the task",
  ),
  broken(
    "refuses versions without a number",
    dropping((fact) => isVersion(fact) && fact.version === undefined),
    "union: adds a version without a number once",
    "union: tells a version without a number",
    "load: gives a version without a number",
  ),
  broken(
    "refuses version numbers below 1",
    dropping((fact) => isVersion(fact) && (fact.version ?? 1) < 1),
    "union: tells versions of any whole numbers",
  ),
  broken(
    "forgets facts that come late",
    forgettingLateFacts,
    "union: answers the same whatever the order in which facts came",
    "late facts: tells",
    "late facts: gives the label changes",
    "load: gives an older version that came after newer ones",
    "append with a stale tail: stores what it is given with a tail of an unknown name, for an older version",
    "append with a stale tail: stores what it is given with a tail from before a newer version",
    "random facts: are told whole",
  ),
  broken(
    "stores the last fact of an append only",
    appending((facts) => facts.slice(-1)),
    "union: answers the same whatever the order of the facts in one append",
    "facts: tells facts of every kind",
  ),
];
