import * as O from "fp-ts/lib/Option.js";
import { expect } from "vitest";
import type { InMemoryParameterStore } from "../../../src/adapters/memory/in-memory-parameter-store.ts";
import type { RecordSummary } from "../../../src/domain/model/backup-record.ts";
import { startOfSecond } from "../../../src/domain/model/time.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import { name } from "../../../src/testing/builders.ts";
import { rightOf } from "../../support/workshop.ts";

/** What must be kept, each record in a line with its second first, by name; oldest first. */
export type Expected = ReadonlyMap<string, ReadonlyArray<string>>;

/** Every change has a second of its own, so that a record's second tells which change it is. */
export const secondOf = (line: string): string => line.slice(0, line.indexOf(" "));

const timeOf = (record: RecordSummary): number => (record._tag === "Version" ? record.modifiedAt : record.deletedAt);

const versionLine = (modifiedAt: number, version: number, value: string): string =>
  `${startOfSecond(modifiedAt)} v${version} ${modifiedAt} ${JSON.stringify(value)}`;

/** All versions that a Parameter Store has of the names. */
export const liveIn = async (ssm: InMemoryParameterStore, names: ReadonlyArray<string>): Promise<Expected> => {
  const entries = names.map(async (named): Promise<[string, ReadonlyArray<string>]> => {
    const history = await rightOf(ssm.history(name(named)));
    const versions = O.isSome(history) ? history.value : [];
    return [named, versions.map(({ modifiedAt, version, value }) => versionLine(modifiedAt, version, value.reveal()))];
  });
  return new Map(await Promise.all(entries));
};

const lineOf = async (store: BackupStore, record: RecordSummary): Promise<string> => {
  if (record._tag === "Tombstone") return `${record.deletedAt} deleted`;
  const { value } = await rightOf(store.load(record));
  return versionLine(record.modifiedAt, record.version, value.reveal());
};

/** All that a store keeps of the names. */
export const keptIn = async (store: BackupStore, names: ReadonlyArray<string>): Promise<Expected> => {
  const kept = new Map<string, ReadonlyArray<string>>();
  for (const named of names) {
    const history = await rightOf(store.history(name(named)));
    expect(history.map(timeOf)).toEqual(history.map(timeOf).toSorted((a, b) => a - b));
    const lines: string[] = [];
    for (const record of history) lines.push(await lineOf(store, record));
    kept.set(named, lines);
  }
  return kept;
};

/**
 * Fails when a head is not the newest record. Between the two writes of a deletion in S3 a process may die: until the
 * event is handled again, the history has the deletion and the head doesn't (docs/decisions/0003-s3-aside.md).
 */
export const expectHeads = async (store: BackupStore, names: ReadonlyArray<string>): Promise<void> => {
  for (const named of names) {
    const history = await rightOf(store.history(name(named)));
    const head = await rightOf(store.head(name(named)));
    expect(O.toUndefined(head)?.record).toEqual(history.at(-1));
  }
};
