import { isDeletion, isLabelChange, isVersion } from "../../src/domain/model/fact.ts";
import { answering, type Broken, broken, filtered } from "./broken-store.ts";

/** Pages of the stores that stop after the first page. */
export const PAGE = 25;

/** Stores that answer with the first page of what they have. */
export const PAGES: ReadonlyArray<Broken> = [
  broken(
    "tells the first page of facts",
    answering({ facts: (facts) => facts.slice(0, PAGE) }),
    "pages: cut no history",
  ),
  broken(
    "tells the first page of states",
    (inner) => ({ statesAt: (...asked) => filtered(inner.statesAt(...asked), (_, index) => index < PAGE) }),
    "pages: cut no stream",
  ),
  broken(
    "tells the first page of a span",
    (inner) => ({ factsWithin: (...asked) => filtered(inner.factsWithin(...asked), (_, index) => index < PAGE) }),
    "pages: cut",
  ),
  broken(
    "reads the first page of versions",
    answering({
      see: (facts) => [...facts.filter(isVersion).slice(0, PAGE), ...facts.filter((fact) => !isVersion(fact))],
    }),
    "pages: cut no history of many versions",
  ),
  broken(
    "reads the first page of deletions",
    answering({
      see: (facts) => [...facts.filter(isDeletion).slice(0, PAGE), ...facts.filter((fact) => !isDeletion(fact))],
    }),
    "pages: cut no history of many deletions",
  ),
  broken(
    "reads the first page of label changes",
    answering({
      see: (facts) => [...facts.filter(isLabelChange).slice(0, PAGE), ...facts.filter((fact) => !isLabelChange(fact))],
    }),
    "pages: cut no history of many deletions",
  ),
];
