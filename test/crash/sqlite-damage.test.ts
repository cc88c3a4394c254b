import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import type { Fact } from "../../src/domain/model/fact.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../src/testing/builders.ts";
import { opened } from "../conformance/sqlite-harness.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { rightOf } from "../support/workshop.ts";
import { type Answers, answersOf } from "./support/answers.ts";
import { type Damage, damage, damaged } from "./support/damage.ts";

const CANARY = "canary-in-the-damaged-database";
const VERSIONS = 8;
const LAST = DEFAULT_TIME + VERSIONS * 10_000;
const NAMES = ["/top", ...Array.from({ length: 60 }, (_, index) => `/app/${index % 4}/name-${index}`), "/app/x"];
const ABSENT = ["/app/0/none", "/zzz", "/a"];

const RUNS = Number(process.env["SSMBAK_TEST_DAMAGES"] ?? "40");
const SEEDS = [1, Math.floor(Math.random() * 2 ** 31)];

const factOf = (named: string, turn: number): Fact => {
  const time = DEFAULT_TIME + turn * 10_000;
  if (turn === VERSIONS - 1 && named.endsWith("3")) return deletionOf({ name: named, at: time });
  if (turn === 3 && named.endsWith("5")) return labelChangeOf({ name: named, at: time });
  // Some values take pages of their own.
  const value = CANARY.repeat(named.endsWith("7") && turn === 2 ? 300 : 1 + (turn % 3));
  return versionFactOf({ name: named, version: turn + 1, modifiedAt: time, value });
};

const append = (store: BackupStore, fact: Fact) => store.append({ name: fact.name, facts: [fact] });

/** A store whose facts came in turn, so that they lie scattered over many pages. */
const filled = async (file: string): Promise<BackupStore> => {
  const store = await opened(file);
  for (let turn = 0; turn < VERSIONS; turn += 1)
    for (const named of NAMES) await rightOf(append(store, factOf(named, turn)));
  return store;
};

const lay = (file: string, main: Buffer, log?: Buffer): void => {
  for (const beside of ["-wal", "-shm"]) rmSync(`${file}${beside}`, { force: true });
  writeFileSync(file, main);
  if (log !== undefined) writeFileSync(`${file}-wal`, log);
};

/** What a damaged file answers; none when it is refused. */
const answersIn = async (file: string): Promise<Answers> => {
  const store = await openSqliteBackupStore(file)();
  if (E.isLeft(store)) return new Map([["open", store]]);
  const answers = new Map(await answersOf(store.right, [...NAMES, ...ABSENT], LAST));
  answers.set("append again", E.map(String)(await append(store.right, factOf("/app/x", 0))()));
  await store.right.close()();
  return answers;
};

const REFUSALS = ["StoreCorrupt", "StoreMisconfigured", "StoreUnexpected", "StoreUnavailable"];

/** Every answer is the undamaged file's, or a typed failure that tells no value. */
const expectTrueOrRefused = (answers: Answers, truths: ReadonlyArray<Answers>): void => {
  for (const [question, answer] of answers) {
    if (E.isLeft(answer)) {
      expect(REFUSALS, question).toContain(answer.left._tag);
      expect(JSON.stringify(answer.left)).not.toContain(CANARY);
    } else {
      const isTrue = truths.some((truth) => JSON.stringify(truth.get(question)) === JSON.stringify(answer));
      expect(isTrue, `${question} is answered as before`).toBe(true);
    }
  }
};

const flips = [
  [0.3955577672306895, 0],
  [0.9248383063822985, 7],
  [0.021584120579063892, 1],
  [0.6159737017005682, 4],
  [0.22887787967920303, 1],
  [0.5172579046338797, 1],
].map(([place = 0, bit = 0]) => ({ place, bit }));

/** What was once answered wrongly: another fact under the identity that was asked for, and a fact that was stored twice. */
const REGRESSIONS: ReadonlyArray<Damage> = [
  { does: "flip", bits: flips },
  { does: "page", place: 0.04046275932341814, source: 0.6015367163345218 },
];

const check = async (seed: number, holds: (how: Damage) => Promise<void>): Promise<void> => {
  const details = await fc.check(fc.asyncProperty(damage, holds), {
    ...{ seed, numRuns: RUNS, endOnFailure: true },
    examples: REGRESSIONS.map((how): [Damage] => [how]),
  });
  if (details.failed) {
    throw new Error(`seed ${seed}: ${fc.defaultReportMessage(details)}`, { cause: details.errorInstance });
  }
};

describe("a SQLite file that is damaged anywhere", () => {
  it.each(SEEDS)("answers as before or not at all (seed %i)", async (seed) => {
    const file = join(temporaryFolder(), "backup.db");
    await rightOf((await filled(file)).close());
    const truth = await answersIn(file);
    expect([...truth.values()].filter(E.isLeft)).toEqual([]);
    const whole = readFileSync(file);
    let refused = 0;

    await check(seed, async (how) => {
      lay(file, damaged(whole, how));
      const answers = await answersIn(file);
      if ([...answers.values()].some(E.isLeft)) refused += 1;
      expectTrueOrRefused(answers, [truth]);
    });

    expect(refused).toBeGreaterThan(RUNS / 4);
  });
});
