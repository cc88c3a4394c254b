import type { SqliteConnection, SqliteStatement } from "./connection.ts";
import { PROOF_COLUMNS, TOTALS_SQL } from "./proof.ts";
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
  /** Parameters: name, kind, time, version. The summary with that identity. */
  readonly same: SqliteStatement;
  /** Parameters: name, time, version. How many there are, from the index that the proofs are held to. */
  readonly twins: SqliteStatement;
  /** Parameters: instant, name. The totals of all records and the newest time up to the instant, from the index alone. */
  readonly totals: SqliteStatement;
  /** Parameters: a text. The proof of that name, or of the last one before it. */
  readonly proof: SqliteStatement;
  /** Parameters: a proof's row. Takes the place of the one before. */
  readonly putProof: SqliteStatement;
}

const summary = SUMMARY_COLUMNS.join(", ");
const all = COLUMNS.join(", ");
const proof = PROOF_COLUMNS.join(", ");

/**
 * Prepares the statements on a database of our schema. Each is a seek in one index, or reads the records of one name
 * there; none reads all records.
 */
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
  same: connection.prepare(`SELECT ${summary} FROM records WHERE name = ? AND kind = ? AND time = ? AND version = ?`),
  twins: connection.prepare(
    "SELECT count(*) AS twins FROM records INDEXED BY position WHERE name = ? AND time = ? AND version = ?",
  ),
  totals: connection.prepare(
    `SELECT ${TOTALS_SQL}, max(CASE WHEN at <= ? THEN at END) AS newest
     FROM records INDEXED BY position WHERE name = ?`,
  ),
  proof: connection.prepare(`SELECT ${proof} FROM names WHERE name <= ? ORDER BY name DESC LIMIT 1`),
  putProof: connection.prepare(
    `INSERT OR REPLACE INTO names (${proof}) VALUES (${PROOF_COLUMNS.map(() => "?").join(", ")})`,
  ),
});
