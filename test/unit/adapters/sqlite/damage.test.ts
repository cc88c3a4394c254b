import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteBackupStore } from "../../../../src/adapters/sqlite/sqlite-backup-store.ts";
import type { VersionFact } from "../../../../src/domain/model/fact.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import type { BackupStore } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../../src/testing/index.ts";
import { opened, temporaryFolder } from "../../../conformance/sqlite-harness.ts";

const CANARY = "canary-in-the-damaged-database";
const OWNER = { account: "123456789012", region: "us-east-1" };
const END = DEFAULT_TIME + 100_000;

const version = versionFactOf({ value: CANARY });
const deletion = deletionOf({ at: DEFAULT_TIME + 10_000, aliveSince: DEFAULT_TIME + 10_500 });
const change = labelChangeOf({ at: DEFAULT_TIME + 5_000, eventId: "label-event" });

let folder: string;
let file: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  file = join(folder, "backup.db");
  const store = await opened(file);
  await store.append({ name: version.name, facts: [version, change, deletion], owner: OWNER })();
  await store.close()();
});
afterEach(() => remove());

/** A whole stream, or the failure that ended it. */
const streamed = async <A>(stream: AsyncIterable<E.Either<unknown, A>>): Promise<E.Either<unknown, unknown>> => {
  const answers: A[] = [];
  for await (const answer of stream) {
    if (E.isLeft(answer)) return answer;
    answers.push(answer.right);
  }
  return E.right(answers);
};

/** Everything that a store tells, values included. */
const asked = async (store: BackupStore): Promise<ReadonlyArray<E.Either<unknown, unknown>>> => [
  await store.facts(version.name)(),
  await store.tail(version.name)(),
  E.map((fact: VersionFact) => ({ ...fact, value: fact.value.reveal() }))(await store.load(version)()),
  await streamed(store.statesAt(everything, END)),
  await streamed(store.statesAt(everything, DEFAULT_TIME)),
  await streamed(store.factsWithin(everything, { since: DEFAULT_TIME, until: END })),
];

const alter = (sql: string): void => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};

const VERSION = "kind = 'Version'";
const CORRUPT = { left: { _tag: "StoreCorrupt" } };

const PAGE = 4096;

/** Where the only page of a table or an index begins. */
const pageOf = (part: string): number => {
  const database = new DatabaseSync(file);
  const root = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(part)?.["rootpage"];
  database.close();
  return (Number(root) - 1) * PAGE;
};

/** The page's header, and its end, where the rows are. */
const offsetsOf = (page: Buffer): ReadonlyArray<number> => {
  const content = page.readUInt16BE(5);
  return [...Array(24).keys(), ...Array.from({ length: PAGE - content }, (_, index) => content + index)];
};

/** What a damaged file answers; nothing when it is refused. */
const answersIn = async (damaged: Buffer): Promise<ReadonlyArray<E.Either<unknown, unknown>>> => {
  for (const beside of ["-wal", "-shm"]) await rm(`${file}${beside}`, { force: true });
  await writeFile(file, damaged);
  const opening = await openSqliteBackupStore(file)();
  if (E.isLeft(opening)) return [];
  const answers = await asked(opening.right);
  await opening.right.close()();
  return answers;
};

describe("a damaged SQLite store", () => {
  it.each([
    ["time of a version", `UPDATE facts SET time = time + 1 WHERE ${VERSION}`],
    ["number of a version", `UPDATE facts SET number = 3 WHERE ${VERSION}`],
    ["number that is gone", `UPDATE facts SET number = NULL WHERE ${VERSION}`],
    ["identity of a version", `UPDATE facts SET identity = 'version 1 1' WHERE ${VERSION}`],
    ["type of a version", `UPDATE facts SET details = '{"type":"SecureString"}' WHERE ${VERSION}`],
    ["checksum", `UPDATE facts SET checksum = checksum + 1 WHERE ${VERSION}`],
    ["kind", `UPDATE facts SET kind = 'LabelChange', number = NULL WHERE ${VERSION}`],
    ["source of a deletion", `UPDATE facts SET details = replace(details, 'Delete', 'Expiration')`],
    ["evidence of a deletion", `UPDATE facts SET details = replace(details, '500', '600')`],
    ["label", `UPDATE facts SET details = replace(details, 'stable', 'canary')`],
    ["time beyond what JavaScript counts", `UPDATE facts SET time = 9223372036854775807 WHERE ${VERSION}`],
    ["row that is gone", `DELETE FROM facts WHERE ${VERSION}`],
    ["deletion that is gone", "DELETE FROM facts WHERE kind = 'Deletion'"],
    ["label change that is gone", "DELETE FROM facts WHERE kind = 'LabelChange'"],
    ["proof of the name", "UPDATE proofs SET facts = 2 WHERE key = '/app/prod/db/password'"],
    ["proof that is gone", "DELETE FROM proofs WHERE key LIKE '/%'"],
  ])("tells of a changed %s instead of answering it", async (_, sql) => {
    alter(sql);
    const store = await opened(file);
    expect(await store.facts(version.name)()).toMatchObject(CORRUPT);
    expect(await streamed(store.statesAt(everything, END))).toMatchObject(CORRUPT);
    await store.close()();
  });

  it.each([
    ["fact", "UPDATE facts SET checksum = checksum + 1"],
    ["fact that is gone", `DELETE FROM facts WHERE ${VERSION}`],
    ["proof of a minute", "UPDATE proofs SET positions = 1 WHERE key > '0'"],
    ["proof that is gone", "DELETE FROM proofs WHERE key > '0'"],
  ])("tells of a changed %s when a span of time is asked for", async (_, sql) => {
    alter(sql);
    const store = await opened(file);
    expect(await streamed(store.factsWithin(everything, { since: 0, until: END }))).toMatchObject(CORRUPT);
    await store.close()();
  });

  it.each([
    ["account", "UPDATE owner SET account = '210987654321'"],
    ["row that is gone", "DELETE FROM owner"],
  ])("tells of a changed owner, %s, instead of comparing with it", async (_, sql) => {
    alter(sql);
    const store = await opened(file);
    expect(await store.append({ name: version.name, facts: [version], owner: OWNER })()).toMatchObject(CORRUPT);
    await store.close()();
  });

  it("does not take a fact for stored whose row is damaged", async () => {
    alter(`UPDATE facts SET checksum = checksum + 1 WHERE ${VERSION}`);
    const store = await opened(file);
    expect(await store.append({ name: version.name, facts: [version] })()).toMatchObject(CORRUPT);
    await store.close()();
  });

  it.each([
    ["value", `UPDATE facts SET value = CAST('another' AS BLOB) WHERE ${VERSION}`],
    ["value that is no UTF-8", `UPDATE facts SET value = x'ff' WHERE ${VERSION}`],
    ["value that is gone", `UPDATE facts SET value = NULL WHERE ${VERSION}`],
    ["description", `UPDATE facts SET attributes = '{"description":"x"}' WHERE ${VERSION}`],
    ["content checksum", `UPDATE facts SET content_checksum = content_checksum + 1 WHERE ${VERSION}`],
  ])("tells of a changed %s when the version is loaded, and still tells that it is there", async (_, sql) => {
    alter(sql);
    const store = await opened(file);
    expect(await store.load(version)()).toMatchObject(CORRUPT);
    expect(await store.tail(version.name)()).toMatchObject({ right: { newest: { version: 1 } } });
    await store.close()();
  });

  it("tells of rows of which one got the content of another", async () => {
    const store = await opened(file);
    const other = versionFactOf({ name: "/other", value: "other" });
    await store.append({ name: other.name, facts: [other] })();
    await store.close()();
    alter(`UPDATE facts SET (content_checksum, attributes, value) =
              (SELECT content_checksum, attributes, value FROM facts WHERE name = '/other') WHERE ${VERSION}`);
    const again = await opened(file);
    expect(await again.load(version)()).toMatchObject(CORRUPT);
    await again.close()();
  });

  it("tells of a name that can't be one, without quoting it", async () => {
    alter(`UPDATE facts SET name = '/app/prod ${CANARY}'`);
    const store = await opened(file);
    const states = await streamed(store.statesAt(everything, END));
    expect(states).toMatchObject(CORRUPT);
    expect(JSON.stringify(states)).not.toContain(CANARY);
    await store.close()();
  });

  it.each(["facts", "by_name", "by_time", "proofs", "sqlite_autoindex_facts_1"])(
    "never answers wrongly, whichever bit of %s flips",
    async (part) => {
      const store = await opened(file);
      const other = versionFactOf({ name: "/other" });
      await store.append({ name: other.name, facts: [other] })();
      const truth = (await asked(store)).map((answer) => JSON.stringify(answer));
      await store.close()();
      const page = pageOf(part);
      const bytes = await readFile(file);
      let told = 0;
      for (const offset of offsetsOf(bytes.subarray(page, page + PAGE))) {
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(page + offset) ^ (1 << (offset % 8)), page + offset);
        for (const [index, answer] of (await answersIn(damaged)).entries()) {
          if (E.isLeft(answer)) told += 1;
          else expect(JSON.stringify(answer), `bit ${offset % 8} of byte ${offset}`).toBe(truth[index]);
          expect(E.isLeft(answer) && JSON.stringify(answer).includes(CANARY)).toBe(false);
        }
      }
      expect(told).toBeGreaterThan(50);
    },
  );
});
