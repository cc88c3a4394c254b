import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { compareForWriting, type Fact, type FactSummary, identityOf, isVersion } from "../../src/domain/model/fact.ts";
import type { AppendRequest, BackupStore, Tail } from "../../src/ports/backup-store.ts";
import { type StoreError, storeUnavailable } from "../../src/ports/store-error.ts";
import { type Break, type Broken, broken, loading } from "./broken-store.ts";

const orAbsent =
  <A>(absent: A) =>
  (task: TE.TaskEither<StoreError, A>): TE.TaskEither<StoreError, A> =>
    pipe(
      task,
      TE.orElse(() => TE.right<StoreError, A>(absent)),
    );

const orThrow =
  <A>(task: TE.TaskEither<StoreError, A>): TE.TaskEither<StoreError, A> =>
  async () => {
    const answer = await task();
    if (E.isLeft(answer) && answer.left._tag === "StoreUnavailable") throw new Error(answer.left.message);
    return answer;
  };

async function* untilFailure<A>(
  stream: AsyncIterable<E.Either<StoreError, A>>,
): AsyncGenerator<E.Either<StoreError, A>> {
  for await (const answer of stream) if (E.isRight(answer)) yield answer;
}

async function* beyondFailure<A>(
  stream: AsyncIterable<E.Either<StoreError, A>>,
): AsyncGenerator<E.Either<StoreError, A>> {
  for await (const answer of stream) {
    yield answer;
    if (E.isLeft(answer)) yield answer;
  }
}

/** Fails for ever after the first failure. */
const sticky: Break = (inner) => {
  let failure: StoreError | undefined;
  const keep =
    <A>(task: TE.TaskEither<StoreError, A>): TE.TaskEither<StoreError, A> =>
    async () => {
      if (failure !== undefined) return E.left(failure);
      const answer = await task();
      if (E.isLeft(answer)) failure = answer.left;
      return answer;
    };
  return {
    tail: (name) => keep(inner.tail(name)),
    facts: (name) => keep(inner.facts(name)),
    load: (version) => keep(inner.load(version)),
  };
};

const whenFailed =
  (mend: (inner: BackupStore, request: AppendRequest, error: StoreError) => TE.TaskEither<StoreError, number>): Break =>
  (inner) => ({
    append: (request) =>
      pipe(
        inner.append(request),
        TE.orElse((error) => mend(inner, request, error)),
      ),
  });

const writesOne = (choose: (facts: ReadonlyArray<Fact>) => ReadonlyArray<Fact>): Break =>
  whenFailed((inner, request, error) =>
    pipe(
      inner.append({ ...request, facts: choose(request.facts) }),
      TE.chain(() => TE.left(error)),
    ),
  );

const newestFirst = writesOne((facts) => facts.toSorted(compareForWriting).slice(-1));

const inGivenOrder = writesOne((facts) => facts.slice(0, 1));

const appends = "failures: before the effect of an append";

const dropsWhatFailed: Break = (inner) => {
  const failed = new Set<string>();
  return {
    append: (request) =>
      pipe(
        inner.append({
          ...request,
          facts: request.facts.filter((fact) => !failed.has(identityOf(fact))),
        }),
        TE.mapLeft((error) => {
          for (const fact of request.facts) failed.add(identityOf(fact));
          return error;
        }),
      ),
  };
};

/** Stores that hide or spread their failures. */
export const FAILURES: ReadonlyArray<Broken> = [
  broken(
    "answers a failure as an absence",
    (inner) => ({
      tail: (name) => pipe(inner.tail(name), orAbsent<Tail>({ deletions: [] })),
      facts: (name) => pipe(inner.facts(name), orAbsent<ReadonlyArray<FactSummary>>([])),
    }),
    "failures: before the effect of tail are",
    "failures: before the effect of facts are",
    "failures: after the effect of tail are",
    "failures: after the effect of facts are",
  ),
  broken(
    "ends a stream silently when it fails",
    (inner) => ({
      statesAt: (...asked) => untilFailure(inner.statesAt(...asked)),
      factsWithin: (...asked) => untilFailure(inner.factsWithin(...asked)),
    }),
    "failures: before the effect of statesAt",
    "failures: before the effect of factsWithin",
  ),
  broken(
    "goes on after a stream's failure",
    (inner) => ({
      statesAt: (...asked) => beyondFailure(inner.statesAt(...asked)),
      factsWithin: (...asked) => beyondFailure(inner.factsWithin(...asked)),
    }),
    "failures: after the effect of statesAt",
    "failures: after the effect of factsWithin",
  ),
  broken(
    "acknowledges appends that failed",
    whenFailed((_inner, { facts }) => TE.right(facts.length)),
    appends,
    "failures: after the effect of an append",
  ),
  broken(
    "throws in place of a failure",
    (inner) => ({
      append: (request) => orThrow(inner.append(request)),
      tail: (name) => orThrow(inner.tail(name)),
      facts: (name) => orThrow(inner.facts(name)),
      load: (version) => orThrow(inner.load(version)),
    }),
    appends,
    "failures: before the effect of load are",
    "failures: after the effect of load are",
  ),
  broken(
    "goes on failing after a failure",
    sticky,
    "failures: before the effect of tail are",
    "failures: before the effect of facts are",
    "failures: before the effect of load are",
  ),
  broken("stores the newest fact first", newestFirst, `${appends} of several facts`),
  broken("writes facts in the given order", inGivenOrder, `${appends} of several facts`),
  broken("drops what failed once", dropsWhatFailed, appends),
];

const whole = (inner: BackupStore, fact: FactSummary): TE.TaskEither<StoreError, FactSummary> =>
  isVersion(fact) ? inner.load(fact) : TE.right(fact);

/** Stores that show values where nobody asked for them. */
export const SECRETS: ReadonlyArray<Broken> = [
  broken(
    "loads a version that shows its value",
    loading((version) => ({ ...version, attributes: { ...version.attributes, description: version.value.reveal() } })),
    "secrets: are not shown by a loaded version",
  ),
  broken(
    "answers with whole versions where summaries are asked for",
    (inner) => ({
      facts: (name) => pipe(inner.facts(name), TE.chain(TE.traverseSeqArray((fact) => whole(inner, fact)))),
    }),
    "secrets: are in no answer but that of load",
  ),
  broken(
    "quotes a value in a failure",
    (inner) => ({
      append: (request) =>
        pipe(
          inner.append(request),
          TE.mapLeft(() =>
            storeUnavailable(
              `could not write ${request.facts.map((fact) => (fact._tag === "Version" ? fact.value.reveal() : "")).join()}`,
            ),
          ),
        ),
      load: (version) => async () => {
        const answer = await inner.load(version)();
        if (E.isRight(answer)) return answer;
        const again = await inner.load(version)();
        return E.isRight(again) ? E.left(storeUnavailable(`could not read ${again.right.value.reveal()}`)) : again;
      },
    }),
    "secrets: are not shown by the failure",
  ),
];
