import * as E from "fp-ts/lib/Either.js";
import type { State } from "../../../src/domain/history/state.ts";
import { type FactSummary, identityOf, isVersion, type VersionFact } from "../../../src/domain/model/fact.ts";
import { everything, type Selection } from "../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import type { StoreError } from "../../../src/ports/store-error.ts";
import { DEFAULT_TIME, name } from "../../../src/testing/builders.ts";

/** What a store answers to each question: a text, or why it does not answer. */
export type Answers = ReadonlyMap<string, E.Either<StoreError, string>>;

const textOf = (answer: unknown): string => JSON.stringify(answer);

const streamed = async <A>(
  stream: AsyncIterable<E.Either<StoreError, A>>,
): Promise<E.Either<StoreError, ReadonlyArray<A>>> => {
  const answers: A[] = [];
  for await (const answer of stream) {
    if (E.isLeft(answer)) return answer;
    answers.push(answer.right);
  }
  return E.right(answers);
};

const byIdentity = (facts: ReadonlyArray<FactSummary>): ReadonlyArray<FactSummary> =>
  facts.toSorted((a, b) => (`${a.name} ${identityOf(a)}` < `${b.name} ${identityOf(b)}` ? -1 : 1));

const revealed = (fact: VersionFact): unknown => ({ ...fact, value: fact.value.reveal() });

const answersOfName = async (
  store: BackupStore,
  asked: string,
): Promise<ReadonlyArray<readonly [string, E.Either<StoreError, string>]>> => {
  const facts = await store.facts(name(asked))();
  const answers: Array<readonly [string, E.Either<StoreError, string>]> = [
    [`facts ${asked}`, E.map((found: ReadonlyArray<FactSummary>) => textOf(byIdentity(found)))(facts)],
    [`tail ${asked}`, E.map(textOf)(await store.tail(name(asked))())],
  ];
  for (const version of (E.isRight(facts) ? facts.right : []).filter(isVersion)) {
    const loaded = E.map((fact: VersionFact) => textOf(revealed(fact)))(await store.load(version)());
    answers.push([`load ${asked} ${version.modifiedAt}`, loaded]);
  }
  return answers;
};

const SELECTIONS: ReadonlyArray<Selection> = [everything, { _tag: "Level", path: "/app/" }];

/** Asks for everything that a store can tell of the names, of all names at several instants, and of spans of time. */
export const answersOf = async (store: BackupStore, names: ReadonlyArray<string>, last: number): Promise<Answers> => {
  const answers = new Map<string, E.Either<StoreError, string>>();
  for (const asked of names) {
    for (const [question, answer] of await answersOfName(store, asked)) answers.set(question, answer);
  }
  const middle = (DEFAULT_TIME + last) / 2;
  for (const selection of SELECTIONS) {
    for (const instant of [DEFAULT_TIME, middle, last]) {
      const states = await streamed<State>(store.statesAt(selection, instant));
      answers.set(`${selection._tag} at ${instant}`, E.map(textOf)(states));
    }
    const facts = await streamed(store.factsWithin(selection, { since: middle, until: last }));
    const told = E.map((found: ReadonlyArray<FactSummary>) => textOf(byIdentity(found)))(facts);
    answers.set(`${selection._tag} since the middle`, told);
  }
  return answers;
};
