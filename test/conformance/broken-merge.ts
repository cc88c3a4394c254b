import { tailOf } from "../../src/domain/history/tail.ts";
import { type Deletion, type FactSummary, identityOf, isDeletion, isVersion } from "../../src/domain/model/fact.ts";
import { answering, type Break, type Broken, broken, counting, identifying } from "./broken-store.ts";

/** Changes the deletions of an append by what is known of them, and lets everything else pass. */
const merging =
  (merge: (known: Deletion | undefined, added: Deletion, facts: ReadonlyArray<FactSummary>) => Deletion): Break =>
  (inner) => {
    const told = new Map<string, Deletion>();
    const keyOf = (fact: FactSummary): string => `${fact.name} ${identityOf(fact)}`;
    const remember = (fact: FactSummary, facts: ReadonlyArray<FactSummary>): void => {
      if (isDeletion(fact)) told.set(keyOf(fact), merge(told.get(keyOf(fact)), fact, facts));
    };
    return {
      ...answering({ see: (facts) => facts.map((fact) => told.get(keyOf(fact)) ?? fact) })(inner),
      append: (request) => {
        for (const fact of request.facts) remember(fact, request.facts);
        return inner.append(request);
      },
    };
  };

const withoutEvidence = ({ aliveSince: _, ...deletion }: Deletion): Deletion => deletion;

const larger = (known: Deletion | undefined, added: Deletion): Deletion =>
  (known?.aliveSince ?? -1) > (added.aliveSince ?? -1) && known !== undefined ? known : added;

const withEvidenceOfSecond: Break = answering({
  see: (facts) => {
    const evidence = facts.filter(isDeletion).find(({ aliveSince }) => aliveSince !== undefined)?.aliveSince;
    return facts.map((fact) => (isDeletion(fact) && evidence !== undefined ? { ...fact, aliveSince: evidence } : fact));
  },
});

const blind = (facts: ReadonlyArray<FactSummary>): ReadonlyArray<FactSummary> =>
  facts.map((fact) => (isDeletion(fact) ? withoutEvidence(fact) : fact));

const firstCopyOnly: Break = identifying((fact) => (isVersion(fact) ? identityOf(fact) : JSON.stringify(fact)));

const copies = "merge: makes one version of two copies";

/** Stores that make something else of two copies of a fact. */
export const MERGE: ReadonlyArray<Broken> = [
  broken(
    "stores the first evidence",
    merging((known, added) => (known?.aliveSince === undefined ? added : known)),
    "merge: stores the smaller evidence when the smaller one comes later",
    "merge: stores the smallest evidence of one append",
    "merge: tells evidence",
  ),
  broken(
    "stores the larger evidence",
    merging(larger),
    "merge: stores the smaller evidence",
    "concurrency: stores the smallest evidence",
  ),
  broken(
    "stores the evidence of the last copy",
    merging((_known, added) => added),
    "merge: stores the smaller evidence when the smaller one came first",
    "merge: loses no evidence",
  ),
  broken(
    "stores no evidence of a deletion that is there",
    merging((known, added) => known ?? added),
    "merge: stores evidence of a deletion",
    "late facts: puts a deletion before the version that late evidence names",
    "late facts: stops believing a found deletion when evidence",
    "failures: before the effect of an append of evidence",
    "failures: after the effect of an append of evidence",
  ),
  broken(
    "counts evidence as new",
    counting((facts, added) => added + facts.filter(isDeletion).length),
    "merge: does not",
  ),
  broken(
    "takes evidence for every deletion",
    withEvidenceOfSecond,
    "merge: takes evidence for the deletion of its own",
  ),
  broken(
    "tells no evidence in the tail",
    answering({ tail: (facts) => tailOf(blind(facts)) }),
    "merge: tells evidence in the tail",
  ),
  broken(
    "tells no evidence in a state",
    (inner) => ({ statesAt: answering({ see: blind })(inner).statesAt ?? inner.statesAt }),
    "merge: tells evidence in the state",
    "states: tell no found deletion against evidence",
    "states: tell the new incarnation of a second",
  ),
  broken(
    "tells no evidence among the facts of a span",
    (inner) => ({ factsWithin: answering({ see: blind })(inner).factsWithin ?? inner.factsWithin }),
    "merge: tells evidence among the facts of a span",
  ),
  broken("keeps the first copy of a version", firstCopyOnly, copies),
];
