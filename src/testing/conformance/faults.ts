import assert from "node:assert/strict";
import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import { type BackupRecord, identityOf, type RecordSummary, summarize } from "../../domain/model/backup-record.ts";
import { everything } from "../../domain/model/selection.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import {
  append,
  appendTo,
  appendUntilKept,
  expectKept,
  expectKnownError,
  leftOf,
  rightOf,
  statesOf,
  summaryOf,
} from "./expectations.ts";
import type { StoreHarness, Suite } from "./harness.ts";
import { at, deletion, END, NAME, twoLives, version } from "./records.ts";

const CANARY = "canary-of-the-conformance-suite";

const SIDES = ["before", "after"] as const;
type Side = (typeof SIDES)[number];

const READS: Readonly<Record<string, (store: BackupStore) => TaskEither<StoreError, unknown>>> = {
  head: (store) => store.head(NAME),
  history: (store) => store.history(NAME),
  load: (store) => store.load(summaryOf(twoLives()[1])),
};

const APPENDS: Readonly<Record<string, { kept: ReadonlyArray<BackupRecord>; added: ReadonlyArray<BackupRecord> }>> = {
  "of a first version": { kept: [], added: [version(1, at(10))] },
  "of several records to an unknown name": { kept: [], added: twoLives() },
  "of several records to a known name": { kept: twoLives().slice(0, 2), added: twoLives().slice(2) },
  "of a deletion": { kept: [version(1, at(10))], added: [deletion(at(20))] },
  "of a re-creation": { kept: [version(1, at(10)), deletion(at(20))], added: [version(1, at(30))] },
};

/** After a failure some of the records may be there, the oldest first. */
const expectPrefix = (told: ReadonlyArray<RecordSummary>, all: ReadonlyArray<BackupRecord>, atLeast: number): void => {
  assert.deepEqual(told.map(identityOf), all.slice(0, told.length).map(identityOf));
  assert.ok(told.length >= atLeast, "records that were acknowledged are gone");
};

const failAppend = async (
  { store, failNext }: StoreHarness,
  side: Side,
  { kept, added }: { readonly kept: ReadonlyArray<BackupRecord>; readonly added: ReadonlyArray<BackupRecord> },
): Promise<void> => {
  if (kept.length > 0) await append(store, ...kept);
  const head = await rightOf(store.head(NAME));
  failNext(side);
  await leftOf(appendTo(store, added, head));
  expectPrefix(await rightOf(store.history(NAME)), [...kept, ...added], kept.length);
  await appendUntilKept(store, added);
  await expectKept(store, [...kept, ...added]);
};

/** A stream under a fault tells true states, then the failure, and ends there. */
const failStates = async ({ store, failNext }: StoreHarness, side: Side): Promise<void> => {
  const records = ["/a", "/b", "/c"].map((name) => version(1, at(10), { name }));
  for (const record of records) await rightOf(appendTo(store, [record]));
  failNext(side);
  const states: E.Either<StoreError, RecordSummary>[] = [];
  for await (const state of store.statesAt(everything, END)) states.push(state);
  const told = states.filter(E.isRight).map((state) => state.right);
  assert.deepEqual(told, records.slice(0, told.length).map(summarize));
  const last = states.at(-1);
  assert.ok(last !== undefined && E.isLeft(last), "the stream ended without its failure");
  expectKnownError(last.left);
  assert.equal(states.length, told.length + 1, "the stream went on after a failure");
  assert.deepEqual(await statesOf(store, everything, END), records.map(summarize));
};

const printed = ({ cause: _, ...error }: StoreError): string => JSON.stringify(error);

/** A failure is told as such, leaves nothing half-told, and is mended by trying again. */
export const faultTests = ({ group, test }: Suite): void =>
  group("failure", () => {
    for (const side of SIDES) {
      for (const [title, records] of Object.entries(APPENDS)) {
        test(`tells of an append ${title} that failed ${side} its effect, and completes it when it is tried again`, (harness) =>
          failAppend(harness, side, records));
      }

      for (const [call, read] of Object.entries(READS)) {
        test(`tells of a ${call} that failed ${side} its effect, and answers the next one`, async ({
          store,
          failNext,
        }) => {
          await append(store, ...twoLives());
          const answer = await rightOf(read(store));
          failNext(side);
          await leftOf(read(store));
          assert.deepEqual(await rightOf(read(store)), answer);
          await expectKept(store, twoLives());
        });
      }

      test(`ends a stream of states with the failure that struck ${side} its effect`, (harness) =>
        failStates(harness, side));

      test(`shows nothing of a value in the failure of an append or a load ${side} its effect`, async ({
        store,
        failNext,
      }) => {
        const record = version(1, at(10), { value: CANARY });
        failNext(side);
        const errors = [await leftOf(appendTo(store, [record]))];
        await appendUntilKept(store, [record]);
        failNext(side);
        errors.push(await leftOf(store.load(summaryOf(record))));
        assert.ok(!errors.map(printed).some((text) => text.includes(CANARY)), "a failure quotes a value");
      });
    }
  });
