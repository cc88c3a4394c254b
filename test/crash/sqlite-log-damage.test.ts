import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import { DEFAULT_TIME, versionFactOf } from "../../src/testing/builders.ts";
import { opened } from "../conformance/sqlite-harness.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { rightOf } from "../support/workshop.ts";
import { type Answers, answersOf } from "./support/answers.ts";
import { damage, damaged } from "./support/damage.ts";

const CANARY = "canary-in-the-damaged-log";
const NAMES = ["/app/a", "/app/b", "/app/c", "/top"];
const TURNS = 6;
const COMMITS = NAMES.length * TURNS;
const LAST = DEFAULT_TIME + COMMITS * 1_000;

const RUNS = Number(process.env["SSMBAK_TEST_DAMAGES"] ?? "60");
const SEEDS = [1, Math.floor(Math.random() * 2 ** 31)];

/** The database and its write-ahead log, as they lay on the disk right after a commit was acknowledged. */
interface Moment {
  readonly main: Buffer;
  readonly log: Buffer;
}

const checkpoint = (file: string): void => {
  const connection = new DatabaseSync(file);
  connection.exec("PRAGMA wal_checkpoint(PASSIVE)");
  connection.close();
};

/** A store that is in use: it is not closed, so that its log is there. Checkpoints come after so many commits. */
const momentsOf = async (file: string, checkpoints: ReadonlyArray<number>): Promise<ReadonlyArray<Moment>> => {
  const store = await opened(file);
  const moments: Moment[] = [];
  const look = (): void => {
    moments.push({ main: readFileSync(file), log: readFileSync(`${file}-wal`) });
  };
  look();
  for (let commit = 1; commit <= COMMITS; commit += 1) {
    const name = NAMES[commit % NAMES.length] ?? "";
    const value = CANARY.repeat(1 + (commit % 5) * 60);
    const fact = versionFactOf({ name, version: commit, modifiedAt: DEFAULT_TIME + commit * 1_000, value });
    await rightOf(store.append({ name: fact.name, facts: [fact] }));
    if (checkpoints.includes(commit)) checkpoint(file);
    look();
  }
  await rightOf(store.close());
  return moments;
};

/** What a store answers that finds these two files after a crash. */
const answersIn = async (file: string, { main, log }: Moment): Promise<Answers> => {
  rmSync(`${file}-shm`, { force: true });
  writeFileSync(file, main);
  writeFileSync(`${file}-wal`, log);
  const store = await openSqliteBackupStore(file)();
  if (E.isLeft(store)) return new Map([["open", store]]);
  const answers = await answersOf(store.right, NAMES, LAST);
  await store.right.close()();
  return answers;
};

const isOf = (truth: Answers, answers: Answers): boolean =>
  [...answers].every(
    ([question, answer]) => E.isLeft(answer) || JSON.stringify(truth.get(question)) === JSON.stringify(answer),
  );

describe.each([
  ["none of which is in the database yet", []],
  ["the first half of which is in the database", [COMMITS / 2]],
  ["all of which is in the database already", [COMMITS]],
])("the log of a SQLite file, %s, that is damaged anywhere", (_, checkpoints) => {
  it.each(SEEDS)("leaves a moment of the past, or is refused (seed %i)", async (seed) => {
    const folder = temporaryFolder();
    const moments = await momentsOf(join(folder, "backup.db"), checkpoints);
    const file = join(folder, "damaged.db");
    const truths: Answers[] = [];
    for (const moment of moments) truths.push(await answersIn(file, moment));
    const last = moments.at(-1);
    if (last === undefined) throw new Error("nothing was stored");
    const found = { older: 0, refused: 0 };

    const details = await fc.check(
      fc.asyncProperty(damage, async (how) => {
        const answers = await answersIn(file, { main: last.main, log: damaged(last.log, how) });
        const place = truths.findLastIndex((truth) => isOf(truth, answers));
        expect(place, "all answers are of one moment").toBeGreaterThanOrEqual(0);
        const refusals = [...answers.values()].filter(E.isLeft);
        expect(JSON.stringify(refusals)).not.toContain(CANARY);
        if (refusals.length > 0) found.refused += 1;
        else if (place < COMMITS) found.older += 1;
      }),
      { seed, numRuns: RUNS, endOnFailure: true },
    );
    if (details.failed) {
      throw new Error(`seed ${seed}: ${fc.defaultReportMessage(details)}`, { cause: details.errorInstance });
    }
    // Most of it looks like a crash in the middle of a commit: what was acknowledged is gone, and nothing tells.
    expect(found.older).toBeGreaterThan(RUNS / 2);
  });
});
