import type { SqliteConnection, SqliteStatement } from "./connection.ts";
import { PROOF_COLUMNS, TOTALS_SQL } from "./proof.ts";
import { COLUMNS, SUMMARY_COLUMNS } from "./row-codec.ts";

/** All statements that a store runs, prepared once. */
export interface Statements {
  /** Parameters: a row. Changes nothing when the record's identity is there. */
  readonly insert: SqliteStatement;
  /** Parameters: name, instant. The newest record at or before it. */
  readonly newestAt: SqliteStatement;
  /** Parameters: name. The newest record that is no relabelling. */
  readonly head: SqliteStatement;
  /** Parameters: name. All records, oldest first. */
  readonly history: SqliteStatement;
  /** Parameters: name, modification time, version number, time of the relabelling. */
  readonly load: SqliteStatement;
  /** Parameters: name, kind, time, version, time of the relabelling. The summary with that identity. */
  readonly same: SqliteStatement;
  /** Parameters: name, time, version, time of the relabelling. How many there are, from the index that the proofs are held to. */
  readonly twins: SqliteStatement;
  /** Parameters: instant, name. The totals of all records and the {@link NewestTimes}, from the index alone. */
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
     ON CONFLICT (name, kind, time, version, labelled) DO NOTHING`,
  ),
  newestAt: connection.prepare(
    `SELECT ${summary} FROM records INDEXED BY position WHERE name = ? AND at <= ?
     ORDER BY at DESC, rank DESC, time DESC, version DESC, labelled DESC LIMIT 1`,
  ),
  head: connection.prepare(
    `SELECT ${summary} FROM records INDEXED BY position WHERE name = ? AND labelled = 0
     ORDER BY at DESC, rank DESC, time DESC, version DESC LIMIT 1`,
  ),
  history: connection.prepare(
    `SELECT ${summary} FROM records INDEXED BY position WHERE name = ? ORDER BY at, rank, time, version, labelled`,
  ),
  load: connection.prepare(
    `SELECT ${all} FROM records WHERE name = ? AND kind = 'Version' AND time = ? AND version = ? AND labelled = ?`,
  ),
  same: connection.prepare(
    `SELECT ${summary} FROM records WHERE name = ? AND kind = ? AND time = ? AND version = ? AND labelled = ?`,
  ),
  twins: connection.prepare(
    `SELECT count(*) AS twins FROM records INDEXED BY position
     WHERE name = ? AND time = ? AND version = ? AND labelled = ?`,
  ),
  totals: connection.prepare(
    `SELECT ${TOTALS_SQL}, max(CASE WHEN at <= ? THEN at END) AS newest, max(CASE WHEN labelled = 0 THEN at END) AS head
     FROM records INDEXED BY position WHERE name = ?`,
  ),
  proof: connection.prepare(`SELECT ${proof} FROM names WHERE name <= ? ORDER BY name DESC LIMIT 1`),
  putProof: connection.prepare(
    `INSERT OR REPLACE INTO names (${proof}) VALUES (${PROOF_COLUMNS.map(() => "?").join(", ")})`,
  ),
});
