import assert from "node:assert/strict";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { newestIn } from "../../domain/history/history.ts";
import {
  type BackupRecord,
  type RecordSummary,
  summarize,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { everything, type Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { BackupStore, Head } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { END, NAME } from "./records.ts";

const TAGS: Readonly<Record<StoreError["_tag"], true>> = {
  StoreMisconfigured: true,
  StoreAccessDenied: true,
  StoreThrottled: true,
  StoreUnavailable: true,
  StoreCorrupt: true,
  StoreConflict: true,
  StoreUnexpected: true,
};

/** How often an append is tried again after a conflict. */
const ATTEMPTS = 200;

/** What a call answers that has to succeed. */
export const rightOf = async <A>(task: TaskEither<StoreError, A>): Promise<A> => {
  const answer = await task();
  if (E.isLeft(answer)) assert.fail(`the store failed: ${answer.left._tag}: ${answer.left.message}`);
  return answer.right;
};

/** Checks that a failure is one of the port's own and tells what happened. */
export const expectKnownError = (error: StoreError): void => {
  assert.ok(Object.hasOwn(TAGS, error._tag), `"${error._tag}" is no tag of a StoreError`);
  assert.ok(error.message.length > 0, "a failure says what went wrong");
};

/** What a call answers that has to fail: a failure with a known tag, never an absence and never a rejection. */
export const leftOf = async (task: TaskEither<StoreError, unknown>): Promise<StoreError> => {
  const answer = await task();
  if (E.isRight(answer)) assert.fail("the call succeeded, though it could not know");
  expectKnownError(answer.left);
  return answer.left;
};

/** All states of a stream that has to succeed. */
export const statesOf = async (
  store: BackupStore,
  selection: Selection,
  instant: Millis,
): Promise<ReadonlyArray<RecordSummary>> => {
  const states: RecordSummary[] = [];
  for await (const state of store.statesAt(selection, instant)) {
    if (E.isLeft(state)) assert.fail(`the store failed: ${state.left._tag}: ${state.left.message}`);
    states.push(state.right);
  }
  return states;
};

const nameOf = (records: ReadonlyArray<BackupRecord>): ParameterName => records[0]?.name ?? NAME;

/** Appends records of one name to the given head; by default to a name of which nothing is kept. */
export const appendTo = (
  store: BackupStore,
  records: ReadonlyArray<BackupRecord>,
  expected: O.Option<Head> = O.none,
): TaskEither<StoreError, number> => store.append({ name: nameOf(records), expected, records });

/** Reads the head and appends records of one name to it; answers how many were new. */
export const append = async (store: BackupStore, ...records: ReadonlyArray<BackupRecord>): Promise<number> =>
  rightOf(appendTo(store, records, await rightOf(store.head(nameOf(records)))));

/** Appends as {@link append} does, and reads and tries again after a conflict, as a handler would. */
export const appendUntilKept = async (store: BackupStore, records: ReadonlyArray<BackupRecord>): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await appendTo(store, records, await rightOf(store.head(nameOf(records))))();
    if (E.isRight(answer)) return;
    assert.equal(answer.left._tag, "StoreConflict", "only a conflict is answered to one of two appends at once");
  }
  assert.fail(`${ATTEMPTS} times in a row the head was another one than had just been read`);
};

/** Checks a name's whole history: these records, oldest first, and no others. */
export const expectHistory = async (store: BackupStore, records: ReadonlyArray<BackupRecord>): Promise<void> =>
  assert.deepEqual(await rightOf(store.history(nameOf(records))), records.map(summarize));

/** Checks a name's head. */
export const expectHead = async (store: BackupStore, record: BackupRecord): Promise<void> => {
  const head = await rightOf(store.head(record.name));
  assert.deepEqual(O.toNullable(head)?.record, summarize(record));
};

/** Checks the states at an instant: these records, in this order, and no others. */
export const expectStates = async (
  store: BackupStore,
  instant: Millis,
  records: ReadonlyArray<BackupRecord>,
  selection: Selection = everything,
): Promise<void> => assert.deepEqual(await statesOf(store, selection, instant), records.map(summarize));

/** Checks everything that a store tells of a name whose records are these, oldest first. */
export const expectKept = async (store: BackupStore, records: ReadonlyArray<BackupRecord>): Promise<void> => {
  await expectHistory(store, records);
  const [newest, head] = [records.at(-1), newestIn(records)];
  assert.ok(newest !== undefined && head !== undefined);
  await expectHead(store, head);
  await expectStates(store, END, [newest], { _tag: "Key", name: newest.name });
};

/** What a store tells of a version. */
export const summaryOf = ({ value: _value, attributes: _attributes, ...summary }: VersionRecord): VersionSummary =>
  summary;

/** Checks that a version is loaded as it was appended, from the summary that the store tells of it. */
export const expectLoaded = async (store: BackupStore, record: VersionRecord, told: VersionSummary): Promise<void> => {
  const loaded = await rightOf(store.load(told));
  assert.deepEqual(summarize(loaded), summarize(record));
  assert.deepEqual(loaded.attributes, record.attributes);
  assert.ok(loaded.value.equals(record.value), "the value is not the one that was appended, byte for byte");
};

/** Appends a version to an empty store and checks that it comes back whole. */
export const expectRoundTrip = async (store: BackupStore, record: VersionRecord): Promise<void> => {
  assert.equal(await append(store, record), 1);
  const [told] = await rightOf(store.history(record.name));
  assert.ok(told?._tag === "Version");
  await expectLoaded(store, record, told);
};
