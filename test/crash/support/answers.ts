import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { RecordSummary, VersionRecord } from "../../../src/domain/model/backup-record.ts";
import { everything, type Selection } from "../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import type { StoreError } from "../../../src/ports/store-error.ts";
import { DEFAULT_TIME, name } from "../../../src/testing/builders.ts";

/** What a store answers to each question: a text, or why it does not answer. */
export type Answers = ReadonlyMap<string, E.Either<StoreError, string>>;

const textOf = (answer: unknown): string => JSON.stringify(answer);

const streamed = async (
  store: BackupStore,
  selection: Selection,
  instant: number,
): Promise<E.Either<StoreError, ReadonlyArray<RecordSummary>>> => {
  const states: RecordSummary[] = [];
  for await (const state of store.statesAt(selection, instant)) {
    if (E.isLeft(state)) return state;
    states.push(state.right);
  }
  return E.right(states);
};

const revealed = (record: VersionRecord): unknown => ({ ...record, value: record.value.reveal() });

/** Asks for everything that a store can tell of the names, and of all names at several instants. */
export const answersOf = async (store: BackupStore, names: ReadonlyArray<string>, last: number): Promise<Answers> => {
  const answers = new Map<string, E.Either<StoreError, string>>();
  for (const asked of names) {
    const history = await store.history(name(asked))();
    answers.set(`history ${asked}`, E.map(textOf)(history));
    answers.set(`head ${asked}`, E.map(textOf)(await store.head(name(asked))()));
    for (const record of E.isRight(history) ? history.right : []) {
      if (record._tag === "Tombstone") continue;
      const loaded = E.map((version: VersionRecord) => textOf(revealed(version)))(await store.load(record)());
      answers.set(`load ${asked} ${record.modifiedAt}`, loaded);
    }
  }
  for (const instant of [DEFAULT_TIME, (DEFAULT_TIME + last) / 2, last]) {
    answers.set(`all at ${instant}`, E.map(textOf)(await streamed(store, everything, instant)));
    const level = await streamed(store, { _tag: "Level", path: "/app/" }, instant);
    answers.set(`level at ${instant}`, E.map(textOf)(level));
  }
  return answers;
};

/** Appends what is there already: nothing may be added, and nothing claimed to be kept that is not. */
export const appendAgain = async (store: BackupStore, record: VersionRecord): Promise<E.Either<StoreError, number>> => {
  const head = await store.head(record.name)();
  const expected = E.isRight(head) ? head.right : O.none;
  return store.append({ name: record.name, expected, records: [record] })();
};
