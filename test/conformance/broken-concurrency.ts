import { setImmediate } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { addFacts, type FactSet } from "../../src/domain/history/fact-set.ts";
import { summarize } from "../../src/domain/model/fact.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import { Secret } from "../../src/domain/model/secret.ts";
import type { AppendRequest, BackupStore, Tail } from "../../src/ports/backup-store.ts";
import { type StoreError, storeUnavailable } from "../../src/ports/store-error.ts";
import { InMemoryBackupStore, type StoreHarness } from "../../src/testing/index.ts";
import { answering, type Break, type Broken, breaking, broken, harnessOf, sound } from "./broken-store.ts";

const LOST = storeUnavailable("the store is busy");

/** Reads the facts of a name, waits, and writes all of them: what others wrote meanwhile is lost. */
const losingUpdates: Break = (inner) => {
  const sets = new Map<ParameterName, FactSet>();
  const lastWritten = (name: ParameterName) => [...(sets.get(name)?.values() ?? [])].map(summarize);
  return {
    ...answering({ see: (facts) => facts.slice(0, 1).flatMap(({ name }) => lastWritten(name)) })(inner),
    append: (request) => async () => {
      const { all, added } = addFacts(sets.get(request.name) ?? new Map(), request.facts);
      await setImmediate();
      sets.set(request.name, all);
      await inner.append(request)();
      return E.right(added);
    },
  };
};

/** Answers an append at once while another one of the same name runs. */
const whileBusy =
  (answer: (request: AppendRequest) => E.Either<StoreError, number>): Break =>
  (inner) => {
    const busy = new Set<ParameterName>();
    return {
      append: (request) => async () => {
        if (busy.has(request.name)) return answer(request);
        busy.add(request.name);
        await setImmediate();
        const answered = await inner.append(request)();
        busy.delete(request.name);
        return answered;
      },
    };
  };

const isStale = (seen: Tail | undefined, now: Tail): boolean =>
  seen !== undefined && JSON.stringify(seen) !== JSON.stringify(now);

/** Does something else where the caller's tail is not the newest. */
const whenStale =
  (append: (inner: BackupStore, request: AppendRequest) => TE.TaskEither<StoreError, number>): Break =>
  (inner) => ({
    append: (request) =>
      pipe(
        inner.tail(request.name),
        TE.chain((now) => (isStale(request.seen, now) ? append(inner, request) : inner.append(request))),
      ),
  });

const rememberingTails: Break = (inner) => {
  const tails = new Map<ParameterName, ReturnType<ReturnType<BackupStore["tail"]>>>();
  return {
    tail: (name) => () => {
      const first = tails.get(name) ?? inner.tail(name)();
      tails.set(name, first);
      return first;
    },
  };
};

const stale = "append with a stale tail: stores what it is given";

/** Stores that bear no other writer. */
export const CONCURRENCY: ReadonlyArray<Broken> = [
  broken(
    "loses facts when two instances append at once",
    losingUpdates,
    "concurrency: loses no fact of one name",
    "concurrency: loses and doubles",
    "concurrency: stores the smallest evidence",
  ),
  broken(
    "acknowledges appends that come while it is busy",
    whileBusy(({ facts }) => E.right(facts.length)),
    "concurrency: loses no fact",
    "concurrency: loses and doubles",
    "concurrency: stores the smallest evidence",
  ),
  broken(
    "refuses appends that come while it is busy",
    whileBusy(() => E.left(LOST)),
    "concurrency: loses no fact",
    "concurrency: doubles no fact",
  ),
  broken(
    "refuses an append with a stale tail",
    whenStale(() => TE.left(LOST)),
    `${stale} with a tail of`,
    `${stale} with a copy`,
    `${stale} twice`,
    "append with a stale tail: counts",
  ),
  broken(
    "acknowledges and drops an append with a stale tail",
    whenStale((_inner, { facts }) => TE.right(facts.length)),
    `${stale} with a tail from before a version`,
    `${stale} twice with one tail`,
  ),
  broken(
    "takes an append with a stale tail for the newest facts",
    whenStale((inner, request) => inner.append({ ...request, facts: request.facts.slice(-1) })),
    `${stale} with a tail from before a newer version`,
  ),
  broken(
    "counts all facts of an append with a stale tail",
    whenStale((inner, request) =>
      pipe(
        inner.append(request),
        TE.map(() => request.facts.length),
      ),
    ),
    "append with a stale tail: counts",
  ),
  {
    title: "shows another instance an old tail",
    open: harnessOf(sound, rememberingTails),
    fails: ["concurrency: shows through one instance"],
  },
  broken(
    "loses a name that is written beside others",
    (inner) => ({ append: (request) => (request.name.endsWith("5") ? TE.right(1) : inner.append(request)) }),
    "concurrency: loses no name",
  ),
];

const DURABLE = { capabilities: { durable: true } };

/** A store that claims to be durable, and is broken after it was opened again. */
const reopening = (change: Break): (() => Promise<StoreHarness>) =>
  harnessOf(
    () => DURABLE,
    (inner) => ({ ...DURABLE, ...change(inner) }),
  );

const losingValues: Break = (inner) => ({
  load: (version) =>
    pipe(
      inner.load(version),
      TE.map((fact) => ({ ...fact, value: Secret.of("") })),
    ),
});

/** Stores that lose facts when they are closed. */
export const DURABILITY: ReadonlyArray<Broken> = [
  {
    title: "loses everything when it is closed",
    open: async () => {
      const lost = new InMemoryBackupStore();
      return reopening(() => breaking(lost, () => DURABLE))();
    },
    fails: ["durability: keeps", "durability: knows"],
  },
  {
    title: "loses values when it is closed",
    open: reopening(losingValues),
    fails: ["durability: keeps the values"],
  },
  {
    title: "says that another instance is durable",
    open: harnessOf(sound, () => DURABLE),
    fails: ["durability: is told alike"],
  },
];
