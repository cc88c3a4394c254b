import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import type { Row, SqlValue } from "../../../src/adapters/sqlite/connection.ts";
import { COLUMNS, toRow } from "../../../src/adapters/sqlite/fact-codec.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../../src/adapters/sqlite/schema.ts";
import { SUMMARY_COLUMNS } from "../../../src/adapters/sqlite/summary-codec.ts";
import type { Fact } from "../../../src/domain/model/fact.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, versionFactOf } from "../../../src/testing/builders.ts";
import { opened } from "../../conformance/sqlite-harness.ts";
import { CANARY } from "./canary.ts";
import { NAMES } from "./foreign-objects.ts";
import { mutated, scrambled } from "./mutations.ts";
import { edgeNumber, oddText } from "./wrong-things.ts";

const validRows: ReadonlyArray<Row> = NAMES.flatMap(
  (name): ReadonlyArray<Fact> => [
    versionFactOf({ name, value: CANARY }),
    labelChangeOf({ name, at: DEFAULT_TIME + 2000 }),
    deletionOf({ name, at: DEFAULT_TIME + 5000, aliveSince: DEFAULT_TIME + 5500 }),
  ],
).map((fact) => {
  const row = toRow(fact);
  if (E.isLeft(row)) throw new Error(row.left.message);
  return row.right;
});

const DELETION_DETAILS = { source: { _tag: "Event", eventId: "an-event", operation: "Delete" }, aliveSince: 1 };

const wrongJson = fc.constantFrom<unknown>({}, DELETION_DETAILS, { type: "String", modifiedBy: "x" }, { tier: "x" });

const wrongValue: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constantFrom<SqlValue>(null, CANARY, Buffer.from(CANARY), Buffer.from([0xff]), 2n ** 62n, -1n, 1.5),
  edgeNumber,
  oddText,
  wrongJson
    .chain((json) => mutated(json, (place) => place.at(-1) === "eventId"))
    .map((json) => JSON.stringify(json) ?? ""),
  fc.constantFrom(JSON.stringify(DELETION_DETAILS)).chain(scrambled),
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
  `CREATE TABLE facts (id INTEGER PRIMARY KEY, name, kind, time, number, identity, details, checksum,
     content_checksum, attributes, value, UNIQUE (name, identity));
   CREATE INDEX by_name ON facts (name, kind, time, number, checksum)`,
  `CREATE TABLE facts (name TEXT COLLATE NOCASE, kind TEXT, time REAL, number TEXT, identity NUMERIC, details, checksum,
     content_checksum, attributes, value TEXT, UNIQUE (name, identity));
   CREATE INDEX by_name ON facts (time)`,
  `CREATE TABLE facts (name, kind, time, number, identity, details, checksum, content_checksum, attributes, value,
     UNIQUE (name, identity));
   CREATE INDEX by_name ON facts (name, kind, time, number, checksum) WHERE number > 0`,
  `CREATE TABLE facts (name, kind, time, number, identity, details, checksum, content_checksum, attributes, value,
     UNIQUE (name, identity));
   CREATE INDEX by_name ON facts (name, kind, time, number, checksum);
   CREATE TRIGGER spoil AFTER INSERT ON facts BEGIN SELECT RAISE(ABORT, '${CANARY}'); END`,
  `CREATE TABLE other (name, value);
   CREATE VIEW facts AS SELECT name, 'Version' AS kind, 1 AS time, 1 AS number, 'version 1 1' AS identity,
     '{}' AS details, 1 AS checksum, 1 AS content_checksum, '{}' AS attributes, value FROM other`,
  "CREATE TABLE facts (name, value)",
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
      const insert = `INSERT INTO facts (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
      database.prepare(insert).run(...Object.values(row));
    } catch {
      // Not every table has these columns or takes these values; what it takes is what is asked for.
    }
  }
  database.close();
};
