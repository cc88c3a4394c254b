import * as O from "fp-ts/lib/Option.js";
import { expect } from "vitest";
import type { InMemoryParameterStore } from "../../../src/adapters/memory/in-memory-parameter-store.ts";
import { newestVersion } from "../../../src/domain/history/tail.ts";
import { compareForWriting, type FactSummary, identityOf } from "../../../src/domain/model/fact.ts";
import { startOfSecond } from "../../../src/domain/model/time.ts";
import type { BackupStore } from "../../../src/ports/backup-store.ts";
import { name } from "../../../src/testing/builders.ts";
import { rightOf } from "../../support/workshop.ts";

/** What must be stored, each fact in a line with its second first, by name; oldest first. */
export type Expected = ReadonlyMap<string, ReadonlyArray<string>>;

/** Every change has a second of its own, so that a fact's second tells its change. */
export const secondOf = (line: string): string => line.slice(0, line.indexOf(" "));

const versionLine = (modifiedAt: number, version: number | undefined, value: string): string =>
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

const lineOf = async (store: BackupStore, fact: FactSummary): Promise<string> => {
  if (fact._tag !== "Version") return `${fact.at} deleted`;
  const { value } = await rightOf(store.load(fact));
  return versionLine(fact.modifiedAt, fact.version, value.reveal());
};

/** Everything that a store has of the names. */
export const storedIn = async (store: BackupStore, names: ReadonlyArray<string>): Promise<Expected> => {
  const stored = new Map<string, ReadonlyArray<string>>();
  for (const named of names) {
    const facts = await rightOf(store.facts(name(named)));
    const lines: string[] = [];
    for (const fact of facts.toSorted(compareForWriting)) lines.push(await lineOf(store, fact));
    stored.set(named, lines);
  }
  return stored;
};

/** Fails when a tail does not begin with the newest version. */
export const expectTails = async (store: BackupStore, names: ReadonlyArray<string>): Promise<void> => {
  for (const named of names) {
    const facts = await rightOf(store.facts(name(named)));
    const { newest, deletions } = await rightOf(store.tail(name(named)));
    const expected = newestVersion(facts);
    // A store may leave out to look behind a deletion.
    if (newest === undefined && deletions.length > 0) continue;
    expect(newest && identityOf(newest)).toEqual(expected && identityOf(expected));
  }
};
