import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type State, stateAt } from "../../src/domain/history/state.ts";
import { tailOf } from "../../src/domain/history/tail.ts";
import { type Fact, type FactSummary, timeOf, type VersionFact } from "../../src/domain/model/fact.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { Secret } from "../../src/domain/model/secret.ts";
import { everything, type Selection, selects } from "../../src/domain/model/selection.ts";
import { END_OF_TIME, type Millis } from "../../src/domain/model/time.ts";
import type { AppendRequest, BackupStore, Span, Tail } from "../../src/ports/backup-store.ts";
import type { StoreError } from "../../src/ports/store-error.ts";
import { InMemoryBackupStore, type StoreHarness } from "../../src/testing/index.ts";

/** The broken parts of a store, made from a sound store. */
export type Break = (sound: BackupStore) => Partial<BackupStore>;

/** A store that is wrong in one way. */
export interface Broken {
  /** What is wrong with the store. */
  readonly title: string;
  readonly open: () => Promise<StoreHarness>;
  /** Beginnings of `group: title` of the tests for the rule that is broken; every such test has to fail. */
  readonly fails: ReadonlyArray<string>;
}

/** Breaks nothing. */
export const sound: Break = () => ({});

/** A sound store with broken parts. */
export const breaking = (inner: BackupStore, change: Break): BackupStore => ({
  capabilities: inner.capabilities,
  append: (request) => inner.append(request),
  tail: (name) => inner.tail(name),
  facts: (name) => inner.facts(name),
  statesAt: (...asked) => inner.statesAt(...asked),
  factsWithin: (...asked) => inner.factsWithin(...asked),
  load: (version) => inner.load(version),
  close: () => inner.close(),
  ...change(inner),
});

/** A harness for a broken store. `reopen` answers the same instance unless another break is given for it. */
export const harnessOf =
  (breakIt: Break, reopened?: Break): (() => Promise<StoreHarness>) =>
  async () => {
    const inner = new InMemoryBackupStore();
    const store = breaking(inner, breakIt);
    return {
      store,
      reopen: async () => (reopened === undefined ? store : breaking(inner, reopened)),
      failNext: (when) => inner.failNext(when),
      dispose: async () => {},
    };
  };

/** Makes a {@link Broken} of a break. */
export const broken = (title: string, breakIt: Break, ...fails: ReadonlyArray<string>): Broken => ({
  title,
  open: harnessOf(breakIt),
  fails,
});

/** Appends other facts than it is asked to. */
export const appending =
  (change: (facts: ReadonlyArray<Fact>, request: AppendRequest) => ReadonlyArray<Fact>): Break =>
  (inner) => ({ append: (request) => inner.append({ ...request, facts: change(request.facts, request) }) });

/** Drops facts. */
export const dropping = (isDropped: (fact: Fact) => boolean): Break =>
  appending((facts) => facts.filter((fact) => !isDropped(fact)));

/** Tells facts of one name apart by a rule of its own. */
export const identifying =
  (keyOf: (fact: Fact) => string): Break =>
  (inner) => {
    const seen = new Map<string, Fact>();
    const isFirst = (fact: Fact): boolean => {
      const key = `${fact.name} ${keyOf(fact)}`;
      const first = seen.get(key) ?? fact;
      seen.set(key, first);
      return first === fact;
    };
    return appending((facts) => facts.filter(isFirst))(inner);
  };

/** Counts new facts in a way of its own. */
export const counting =
  (count: (facts: ReadonlyArray<Fact>, added: number) => number): Break =>
  (inner) => ({
    append: (request) =>
      pipe(
        inner.append(request),
        TE.map((added) => count(request.facts, added)),
      ),
  });

/** Stores versions otherwise than they are. */
export const storing = (change: (version: VersionFact) => VersionFact): Break =>
  appending((facts) => facts.map((fact) => (fact._tag === "Version" ? change(fact) : fact)));

/** Stores values otherwise than they are. */
export const storingValues = (change: (value: string) => string): Break =>
  storing((version) => ({ ...version, value: Secret.of(change(version.value.reveal())) }));

/** Loads versions otherwise than they were stored. */
export const loading =
  (change: (version: VersionFact) => VersionFact): Break =>
  (inner) => ({ load: (version) => pipe(inner.load(version), TE.map(change)) });

type Facts = ReadonlyArray<FactSummary>;

/** How a store comes to its answers from the facts of a name. */
export interface Answers {
  /** What the store sees of the facts, whatever it is asked. */
  readonly see: (facts: Facts) => Facts;
  readonly facts: (facts: Facts) => Facts;
  readonly tail: (facts: Facts) => Tail;
  readonly state: (facts: Facts, instant: Millis) => State | undefined;
  readonly isWithin: (fact: FactSummary, span: Span) => boolean;
  readonly selects: (selection: Selection, name: ParameterName) => boolean;
}

const SOUND: Answers = {
  see: (facts) => facts,
  facts: (facts) => facts,
  tail: tailOf,
  state: stateAt,
  isWithin: (fact, { since, until }) => since <= timeOf(fact) && timeOf(fact) <= until,
  selects,
};

const ALL_TIME: Span = { since: 0, until: END_OF_TIME };

async function* byName<A>(
  inner: BackupStore,
  isSelected: (name: ParameterName) => boolean,
  answersOf: (facts: Facts) => ReadonlyArray<A>,
): AsyncGenerator<E.Either<StoreError, A>> {
  const all: FactSummary[] = [];
  for await (const fact of inner.factsWithin(everything, ALL_TIME)) {
    if (E.isLeft(fact)) return yield fact;
    if (isSelected(fact.right.name)) all.push(fact.right);
  }
  const groups = [...Map.groupBy(all, ({ name }) => name)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, ofName] of groups) for (const answer of answersOf(ofName)) yield E.right(answer);
}

/** Comes to its answers in another way than a sound store. */
export const answering =
  (changes: Partial<Answers>): Break =>
  (inner) => {
    const { see, facts, tail, state, isWithin, selects: isSelected } = { ...SOUND, ...changes };
    const stream = <A>(selection: Selection, answersOf: (facts: Facts) => ReadonlyArray<A>) =>
      byName(
        inner,
        (name) => isSelected(selection, name),
        (ofName) => answersOf(see(ofName)),
      );
    return {
      facts: (name) => pipe(inner.facts(name), TE.map(see), TE.map(facts)),
      tail: (name) => pipe(inner.facts(name), TE.map(see), TE.map(tail)),
      statesAt: (selection, instant) =>
        stream(selection, (seen) => [state(seen, instant)].filter((one) => one !== undefined)),
      factsWithin: (selection, span) => stream(selection, (seen) => seen.filter((fact) => isWithin(fact, span))),
    };
  };

/** Lets only some answers of a stream through; failures pass. */
export async function* filtered<A>(
  stream: AsyncIterable<E.Either<StoreError, A>>,
  isTold: (answer: A, index: number) => boolean,
): AsyncGenerator<E.Either<StoreError, A>> {
  let index = 0;
  for await (const answer of stream) {
    if (E.isLeft(answer) || isTold(answer.right, index)) yield answer;
    index += 1;
  }
}

/** All answers of a stream. */
export const allOf = async <A>(stream: AsyncIterable<A>): Promise<A[]> => {
  const answers: A[] = [];
  for await (const answer of stream) answers.push(answer);
  return answers;
};
