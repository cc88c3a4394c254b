import type { FactSummary } from "../../src/domain/model/fact.ts";
import { timeOf } from "../../src/domain/model/fact.ts";
import { endOfSecond, startOfSecond } from "../../src/domain/model/time.ts";
import type { Span } from "../../src/ports/backup-store.ts";
import { answering, type Break, type Broken, broken, filtered } from "./broken-store.ts";

const within = (isWithin: (time: number, span: Span, fact: FactSummary) => boolean): Break =>
  answering({ isWithin: (fact, span) => isWithin(timeOf(fact), span, fact) });

const withoutKind = (tag: FactSummary["_tag"]): Break =>
  within((time, { since, until }, fact) => since <= time && time <= until && fact._tag !== tag);

/** A stream that nobody can open again after it was left early. */
const leftOpen =
  (call: "statesAt" | "factsWithin"): Break =>
  (inner) => {
    let isOpen = false;
    async function* guarded<A>(stream: AsyncIterable<A>): AsyncGenerator<A> {
      if (isOpen) return;
      isOpen = true;
      for await (const answer of stream) yield answer;
      isOpen = false;
    }
    return call === "statesAt"
      ? { statesAt: (...asked) => guarded(inner.statesAt(...asked)) }
      : { factsWithin: (...asked) => guarded(inner.factsWithin(...asked)) };
  };

/** Stores that misunderstand a span. */
export const SPANS: ReadonlyArray<Broken> = [
  broken(
    "leaves the first millisecond out of a span",
    within((time, { since, until }) => since < time && time <= until),
    "span: includes both",
    "span: tells a",
  ),
  broken(
    "leaves the last millisecond out of a span",
    within((time, { since, until }) => since <= time && time < until),
    "span: includes both",
    "span: tells a",
  ),
  broken(
    "ignores where a span begins",
    within((time, { until }) => time <= until),
    "span: begins at its first",
    "span: holds the facts of every name",
  ),
  broken(
    "ignores where a span ends",
    within((time, { since }) => since <= time),
    "span: ends after its last",
    "span: holds nothing when",
    "span: holds the facts of every name",
    "late facts: tells a late fact in the span",
  ),
  broken(
    "takes a span for whole seconds",
    within((time, { since, until }) => startOfSecond(since) <= time && time <= endOfSecond(until)),
    "span: begins at its first",
    "span: tells a",
  ),
  broken("leaves versions out of spans", withoutKind("Version"), "span: tells a Version", "span: holds everything"),
  broken(
    "leaves deletions out of spans",
    withoutKind("Deletion"),
    "span: tells a Deletion",
    "span: holds everything",
    "span: holds a deletion that other facts contradict",
  ),
  broken(
    "leaves label changes out of spans",
    withoutKind("LabelChange"),
    "span: tells a LabelChange",
    "span: holds everything",
  ),
  broken(
    "tells one fact of each name in a span",
    (inner) => ({
      factsWithin: (selection, span) => {
        const seen = new Set<string>();
        return filtered(
          inner.factsWithin(selection, span),
          ({ name }) => !seen.has(name) && seen.add(name) !== undefined,
        );
      },
    }),
    "span: holds everything",
    "random facts: are told in the span",
  ),
  broken("can't tell a span again after a stream was left early", leftOpen("factsWithin"), "span: can be left early"),
  broken(
    "can't tell states again after a stream was left early",
    leftOpen("statesAt"),
    "selection: can be left early",
    "selection: can be asked twice",
    "pages: are let go",
  ),
];
