import type { SqliteConnection, SqliteStatement } from "./connection.ts";
import { COLUMNS, SUMMARY_COLUMNS } from "./row-codec.ts";

/** All statements that a store runs, prepared once. */
export interface Statements {
  /** Parameters: a row. Changes nothing when the record's identity is there. */
  readonly insert: SqliteStatement;
  /** Parameters: name, instant. The newest record at or before it. */
  readonly newestAt: SqliteStatement;
  /** Parameters: name. All records, oldest first. */
  readonly history: SqliteStatement;
  /** Parameters: name, modification time, version number. */
  readonly load: SqliteStatement;
  /** Parameters: two texts. The first name between them, both excluded. */
  readonly nextName: SqliteStatement;
}

const summary = SUMMARY_COLUMNS.join(", ");
const all = COLUMNS.join(", ");

/** Prepares the statements on a database of our schema. Each is a seek in one index; none reads all records. */
export const prepareStatements = (connection: SqliteConnection): Statements => ({
  insert: connection.prepare(
    `INSERT INTO records (${all}) VALUES (${COLUMNS.map(() => "?").join(", ")})
     ON CONFLICT (name, kind, time, version) DO NOTHING`,
  ),
  newestAt: connection.prepare(
    `SELECT ${summary} FROM records INDEXED BY position WHERE name = ? AND at <= ?
     ORDER BY at DESC, rank DESC, time DESC, version DESC LIMIT 1`,
  ),
  history: connection.prepare(
    `SELECT ${summary} FROM records INDEXED BY position WHERE name = ? ORDER BY at, rank, time, version`,
  ),
  load: connection.prepare(
    `SELECT ${all} FROM records WHERE name = ? AND kind = 'Version' AND time = ? AND version = ?`,
  ),
  nextName: connection.prepare(
    "SELECT name FROM records INDEXED BY position WHERE name > ? AND name < ? ORDER BY name LIMIT 1",
  ),
});
