import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import type { Row, SqlValue } from "../../../src/adapters/sqlite/connection.ts";
import { COLUMNS, SUMMARY_COLUMNS, toRow } from "../../../src/adapters/sqlite/row-codec.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../../src/adapters/sqlite/schema.ts";
import { DEFAULT_TIME, tombstoneOf, versionRecordOf } from "../../../src/testing/builders.ts";
import { opened } from "../../conformance/sqlite-harness.ts";
import { CANARY } from "./canary.ts";
import { NAMES } from "./foreign-objects.ts";
import { mutated, scrambled } from "./mutations.ts";
import { edgeNumber, oddText } from "./wrong-things.ts";

const validRows: ReadonlyArray<Row> = NAMES.flatMap((name) => [
  versionRecordOf({ name, value: CANARY, announcedBy: { eventId: "an-event", time: DEFAULT_TIME } }),
  versionRecordOf({ name, value: CANARY, labelledAt: DEFAULT_TIME + 2000 }),
  tombstoneOf({ name, deletedAt: DEFAULT_TIME + 5000 }),
]).map((record) => {
  const row = toRow(record, 0);
  if (E.isLeft(row)) throw new Error(row.left.message);
  return Object.fromEntries(COLUMNS.map((column, index) => [column, row.right[index] ?? null]));
});

const wrongJson = fc.constantFrom<unknown>(
  {},
  { announcedBy: { eventId: "an-event", time: DEFAULT_TIME } },
  { tier: "x" },
);

const wrongValue: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constantFrom<SqlValue>(null, CANARY, Buffer.from(CANARY), Buffer.from([0xff]), 2n ** 62n, -1n, 1.5),
  edgeNumber,
  oddText,
  wrongJson
    .chain((json) => mutated(json, (place) => place.at(-1) === "eventId"))
    .map((json) => JSON.stringify(json) ?? ""),
  fc.constantFrom('{"announcedBy":{"eventId":"an-event","time":1}}').chain(scrambled),
);

/** The row with checksums that fit, as a program that knows them would write it. */
const signed = (row: Row): Row => {
  const own = SUMMARY_COLUMNS.filter((column) => column !== "checksum").map((column) => row[column]);
  const checksum = crc32(
    JSON.stringify(own, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value)),
  );
  const { attributes, value } = row;
  const hasContent = typeof attributes === "string" && value instanceof Uint8Array;
  return { ...row, checksum, content_checksum: hasContent ? crc32(value, crc32(attributes, checksum)) : null };
};

/** A row with one or two wrong columns; most have checksums that fit all the same. */
const wrongRow: fc.Arbitrary<Row> = fc
  .tuple(
    fc.constantFrom(...validRows),
    fc.array(fc.tuple(fc.constantFrom(...COLUMNS), wrongValue), { maxLength: 2 }),
    fc.integer({ min: 0, max: 3 }),
  )
  .map(([row, changes, sign]) => {
    const changed = { ...row, ...Object.fromEntries(changes) };
    return sign > 0 ? signed(changed) : changed;
  });

/** Tables that go by our name. */
const FOREIGN_TABLES = [
  `CREATE TABLE records (id INTEGER PRIMARY KEY, name, kind, time, version, at, rank, type, origin, checksum,
     content_checksum, attributes, value, UNIQUE (name, kind, time, version));
   CREATE INDEX position ON records (name, at, rank, time, version)`,
  `CREATE TABLE records (name TEXT COLLATE NOCASE, kind TEXT, time REAL, version TEXT, at NUMERIC, rank, type, origin,
     checksum, content_checksum, attributes, value TEXT, UNIQUE (name, kind, time, version));
   CREATE INDEX position ON records (at)`,
  `CREATE TABLE records (name, kind, time, version, at, rank, type, origin, checksum, content_checksum, attributes,
     value, UNIQUE (name, kind, time, version));
   CREATE INDEX position ON records (name, at, rank, time, version) WHERE rank > 0`,
  `CREATE TABLE records (name, kind, time, version, at, rank, type, origin, checksum, content_checksum, attributes,
     value, UNIQUE (name, kind, time, version));
   CREATE INDEX position ON records (name, at, rank, time, version);
   CREATE TRIGGER spoil AFTER INSERT ON records BEGIN SELECT RAISE(ABORT, '${CANARY}'); END`,
  `CREATE TABLE other (name, value);
   CREATE VIEW records AS SELECT name, 'Version' AS kind, 1 AS time, 1 AS version, 1 AS at, 0 AS rank, 'String' AS type,
     '{}' AS origin, 1 AS checksum, 1 AS content_checksum, '{}' AS attributes, value FROM other`,
  "CREATE TABLE records (name, value)",
  "CREATE TABLE unrelated (x)",
];

/** What a database holds that says it is ours. */
export interface ForeignDatabase {
  /** The SQL that makes the tables; ours where it is left out. */
  readonly tables: string | undefined;
  readonly rows: ReadonlyArray<Row>;
  readonly applicationId: number;
  readonly schemaVersion: number;
}

export const foreignDatabase: fc.Arbitrary<ForeignDatabase> = fc.record({
  tables: fc.option(fc.constantFrom(...FOREIGN_TABLES), { nil: undefined, freq: 1 }),
  rows: fc.array(wrongRow, { maxLength: 6 }),
  applicationId: fc.oneof({ weight: 20, arbitrary: fc.constant(APPLICATION_ID) }, fc.constantFrom(0, 7)),
  schemaVersion: fc.oneof({ weight: 20, arbitrary: fc.constant(SCHEMA_VERSION) }, fc.constantFrom(0, -1, 2 ** 31 - 1)),
});

/** Writes it. Rows that the tables don't take are left out. */
export const makeDatabase = async (
  file: string,
  { tables, rows, applicationId, schemaVersion }: ForeignDatabase,
): Promise<void> => {
  if (tables === undefined) await (await opened(file)).close()();
  const database = new DatabaseSync(file);
  // Rows of ours that no constraint let in may come of another version, or of damage.
  database.exec(`${tables ?? ""}; PRAGMA ignore_check_constraints = ON`);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
  for (const row of rows) {
    try {
      const columns = Object.keys(row);
      const insert = `INSERT INTO records (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
      database.prepare(insert).run(...Object.values(row));
    } catch {
      // Not every table has these columns or takes these values; what it takes is what is asked for.
    }
  }
  database.close();
};
