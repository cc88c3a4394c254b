import { setImmediate } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { newestIn } from "../../src/domain/history/history.ts";
import {
  type BackupRecord,
  compareRecords,
  isRelabelling,
  isRivalOf,
  type RecordSummary,
  summarize,
  type VersionSummary,
} from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { BackupStore, Head } from "../../src/ports/backup-store.ts";
import { type StoreError, storeUnavailable } from "../../src/ports/store-error.ts";
import type { StoreHarness } from "../../src/testing/index.ts";
import { contents, states } from "./broken-answers.ts";
import { appending, type Break, harnessOf, keyOf, sound, telling, tellingOf } from "./broken-store.ts";

const numberOf = (record: RecordSummary): number => (record._tag === "Version" ? record.version : 0);

const identity: Readonly<Record<string, Break>> = {
  "is not idempotent": (inner) => {
    const log: BackupRecord[] = [];
    const append: BackupStore["append"] = (request) =>
      pipe(
        inner.append(request),
        TE.map(() => log.push(...request.records) && request.records.length),
      );
    return {
      append,
      history: (name) =>
        pipe(
          inner.history(name),
          TE.map(() =>
            log
              .filter((record) => record.name === name)
              .map(summarize)
              .sort(compareRecords),
          ),
        ),
    };
  },
  "counts what was there already": (inner) => ({
    append: (request) =>
      pipe(
        inner.append(request),
        TE.map(() => request.records.length),
      ),
  }),
  "tells of the announcement that came last": (inner) => {
    const last = new Map<string, RecordSummary>();
    return {
      ...tellingOf((record) => last.get(keyOf(record)) ?? record)(inner),
      append: (request) => {
        for (const record of request.records) last.set(keyOf(record), summarize(record));
        return inner.append(request);
      },
    };
  },
  "takes the deletions of one second for one": (inner) => {
    const seen = new Map<string, string>();
    const isFirst = (record: RecordSummary): boolean => {
      if (record._tag === "Version") return true;
      const second = `${record.name} ${record.deletedAt}`;
      const first = seen.get(second) ?? keyOf(record);
      seen.set(second, first);
      return first === keyOf(record);
    };
    return appending((records) => records.filter(isFirst))(inner);
  },
  "appends before its task is run": (inner) => ({
    append: (request) => {
      const answer = inner.append(request)();
      return () => answer;
    },
  }),
};

const order: Readonly<Record<string, Break>> = {
  "drops what is older than the head": appending((records, { expected }) =>
    records.filter((record) => O.isNone(expected) || compareRecords(record, expected.value.record) > 0),
  ),
  "takes the record appended last for the head": (inner) => {
    const last = new Map<ParameterName, RecordSummary>();
    return {
      append: (request) => {
        const record = request.records.at(-1);
        const remember = (added: number): number => {
          if (added > 0 && record !== undefined) last.set(request.name, summarize(record));
          return added;
        };
        return pipe(inner.append(request), TE.map(remember));
      },
      head: (name) =>
        pipe(inner.head(name), TE.map(O.map((head) => ({ ...head, record: last.get(name) ?? head.record })))),
    };
  },
  "orders a history by version number only": (inner) => ({
    history: (name) =>
      pipe(
        inner.history(name),
        TE.map((records) => records.toSorted((a, b) => numberOf(a) - numberOf(b))),
      ),
  }),
  "orders by time only, not by rank": telling((records) =>
    records.toSorted((a, b) => a.at - b.at || numberOf(a) - numberOf(b)),
  ),
  "never changes the revision": (inner) => ({
    append: (request) =>
      pipe(
        inner.head(request.name),
        TE.chain((head) => inner.append({ ...request, expected: head })),
      ),
    head: (name) => pipe(inner.head(name), TE.map(O.map(({ record }) => ({ record, revision: "always the same" })))),
  }),
};

const loads: Readonly<Record<string, Break>> = {
  "loads the newest version of that number": (inner) => ({
    load: (version) =>
      pipe(
        inner.history(version.name),
        TE.map((records) => records.findLast((record) => numberOf(record) === version.version)),
        TE.chain((record) => inner.load(record?._tag === "Version" ? record : version)),
      ),
  }),
  "loads the newest version where there is none": (inner) => {
    const newest = (name: ParameterName, otherwise: VersionSummary): TE.TaskEither<StoreError, VersionSummary> =>
      pipe(
        inner.history(name),
        TE.map((records) => records.findLast((record) => record._tag === "Version") ?? otherwise),
      );
    const isMissing = ({ _tag }: StoreError): boolean => _tag === "StoreUnexpected";
    return {
      load: (version) =>
        pipe(
          inner.load(version),
          TE.orElse((error) =>
            isMissing(error)
              ? pipe(
                  newest(version.name, version),
                  TE.chain((found) => inner.load(found)),
                )
              : TE.left(error),
          ),
        ),
    };
  },
};

const isSameVersion = (record: RecordSummary, { version, modifiedAt }: VersionSummary): boolean =>
  record._tag === "Version" && record.version === version && record.modifiedAt === modifiedAt;

const labels: Readonly<Record<string, Break>> = {
  "takes a relabelling for its version": (inner) => ({
    append: (request) =>
      pipe(
        inner.history(request.name),
        TE.chain((kept) => {
          const known = [...kept];
          const isNew = (record: BackupRecord): boolean => {
            const repeats = isRelabelling(record) && known.some((other) => isSameVersion(other, record));
            known.push(summarize(record));
            return !repeats;
          };
          return inner.append({ ...request, records: request.records.filter(isNew) });
        }),
      ),
  }),
  "tells of a relabelling as the head": (inner) => ({
    head: (name) =>
      pipe(
        TE.Do,
        TE.bind("head", () => inner.head(name)),
        TE.bind("history", () => inner.history(name)),
        TE.map(({ head, history }) => {
          const record = history.at(-1);
          return O.isSome(head) && record !== undefined ? O.some({ ...head.value, record }) : head;
        }),
      ),
  }),
  "takes one label event for another": (inner) => ({
    append: (request) =>
      pipe(
        inner.history(request.name),
        TE.chain((kept) =>
          inner.append({
            ...request,
            records: request.records.filter((record) => !kept.some((other) => isRivalOf(record, other))),
          }),
        ),
      ),
  }),
  "loads a version for its relabelling": (inner) => ({
    load: ({ labelledAt: _, ...version }) => inner.load(version),
  }),
  "leaves relabellings out of the states": (inner) => ({
    async *statesAt(selection, instant) {
      for await (const state of inner.statesAt(selection, instant)) {
        if (E.isLeft(state) || !isRelabelling(state.right)) {
          yield state;
          continue;
        }
        const { name } = state.right;
        const history = await inner.history(name)();
        const record = E.isRight(history) ? newestIn(history.right.filter(({ at }) => at <= instant)) : undefined;
        if (record !== undefined) yield E.right(record);
      }
    },
  }),
  "puts a relabelling behind all of its millisecond": telling((records) =>
    records.toSorted(
      (a, b) => a.at - b.at || Number(isRelabelling(a)) - Number(isRelabelling(b)) || compareRecords(a, b),
    ),
  ),
};

const orAbsent =
  <A>(absent: A) =>
  (task: TE.TaskEither<StoreError, A>): TE.TaskEither<StoreError, A> =>
    pipe(
      task,
      TE.orElse((): TE.TaskEither<StoreError, A> => TE.right(absent)),
    );

const orThrow =
  <A>(task: TE.TaskEither<StoreError, A>): TE.TaskEither<StoreError, A> =>
  async () => {
    const answer = await task();
    if (E.isLeft(answer) && answer.left._tag === "StoreUnavailable") throw new Error(answer.left.message);
    return answer;
  };

const failures: Readonly<Record<string, Break>> = {
  "tells of a failed head or history as an absence": (inner) => ({
    head: (name) => pipe(inner.head(name), orAbsent<O.Option<Head>>(O.none)),
    history: (name) => pipe(inner.history(name), orAbsent<ReadonlyArray<RecordSummary>>([])),
  }),
  "ends a stream of states silently when it fails": (inner) => ({
    async *statesAt(selection, instant) {
      for await (const state of inner.statesAt(selection, instant)) if (E.isRight(state)) yield state;
    },
  }),
  "acknowledges appends that failed": (inner) => ({
    append: (request) =>
      pipe(
        inner.append(request),
        TE.orElse((error) => (error._tag === "StoreConflict" ? TE.left(error) : TE.right(request.records.length))),
      ),
  }),
  "throws instead of answering a failure": (inner) => ({
    append: (request) => orThrow(inner.append(request)),
    head: (name) => orThrow(inner.head(name)),
    history: (name) => orThrow(inner.history(name)),
    load: (version) => orThrow(inner.load(version)),
  }),
  "quotes a value in a failure": (inner) => ({
    append: (request) =>
      pipe(
        inner.append(request),
        TE.mapLeft((error) => {
          const values = request.records.map((record) => (record._tag === "Version" ? record.value.reveal() : ""));
          return error._tag === "StoreConflict" ? error : storeUnavailable(`could not write ${values.join()}`);
        }),
      ),
  }),
  "keeps the newest record first when an append fails in its middle": (inner) => ({
    append: (request) => async () => {
      const answer = await inner.append(request)();
      if (E.isRight(answer) || answer.left._tag === "StoreConflict") return answer;
      await inner.append({ ...request, records: request.records.slice(-1) })();
      return answer;
    },
  }),
};

const concurrency: Readonly<Record<string, Break>> = {
  "loses appends that run at once": (inner) => {
    const busy = new Set<ParameterName>();
    return {
      append: (request) => async () => {
        if (busy.has(request.name)) return E.right(request.records.length);
        busy.add(request.name);
        await setImmediate();
        const answer = await inner.append(request)();
        busy.delete(request.name);
        return answer;
      },
    };
  },
  "acknowledges a stale append and drops it": (inner) => ({
    append: (request) =>
      pipe(
        inner.append(request),
        TE.orElse((error) => (error._tag === "StoreConflict" ? TE.right(request.records.length) : TE.left(error))),
      ),
  }),
};

/** Another instance that goes on telling what it told first. */
const remembering: Break = (inner) => {
  const heads = new Map<ParameterName, ReturnType<ReturnType<BackupStore["head"]>>>();
  return {
    head: (name) => () => {
      const first = heads.get(name) ?? inner.head(name)();
      heads.set(name, first);
      return first;
    },
  };
};

const claimsDurability: Break = () => ({ capabilities: { durable: true } });

const losesAllWhenClosed = async (): Promise<StoreHarness> => {
  let closed = false;
  const opened = await harnessOf((inner) => ({
    ...claimsDurability(inner),
    close: () =>
      pipe(
        inner.close(),
        TE.tapIO(() => () => {
          closed = true;
        }),
      ),
  }))();
  const empty = await harnessOf(claimsDurability)();
  return { ...opened, reopen: async () => (closed ? empty.store : opened.store) };
};

/** Stores that are wrong in one way each, by what is wrong with them. */
export const BROKEN: Readonly<Record<string, () => Promise<StoreHarness>>> = {
  ...Object.fromEntries(
    Object.entries({
      ...identity,
      ...order,
      ...states,
      ...contents,
      ...loads,
      ...labels,
      ...failures,
      ...concurrency,
    }).map(([title, breakIt]) => [title, harnessOf(breakIt)]),
  ),
  "shows another instance an old head": harnessOf(sound, remembering),
  "loses everything when it is closed": losesAllWhenClosed,
};
