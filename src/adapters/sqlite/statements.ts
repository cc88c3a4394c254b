import type { SqliteConnection, SqliteStatement } from "./connection.ts";
import { COLUMNS, MERGED_COLUMNS } from "./fact-codec.ts";
import { PROOF_COLUMNS, SUMS_SQL } from "./proof.ts";
import { SUMMARY_COLUMNS } from "./summary-codec.ts";

/** Two statements that find the version next to a place, among the versions of one name. */
export interface VersionStatements {
  /** Parameters: time, time, number or {@link LOWEST}, name. Answers the totals of all facts, and the version's time. */
  readonly sums: SqliteStatement;
  /** Parameters: name, three times the time, number or {@link LOWEST}. The version. */
  readonly seek: SqliteStatement;
}

/** All statements of a store, prepared once. */
export interface Statements {
  /** Parameters: a row. Changes nothing when the name has a fact with the row's identity. */
  readonly insert: SqliteStatement;
  /** Parameters: the columns of `MERGED_COLUMNS`, name, identity. */
  readonly update: SqliteStatement;
  /** Parameters: name, identity. The whole fact. */
  readonly fact: SqliteStatement;
  /** Parameters: name, kind, time. Counts facts in the index that the proofs check. */
  readonly sameTime: SqliteStatement;
  /** Parameters: name. All facts. */
  readonly facts: SqliteStatement;
  /** Parameters: name. All deletions and label changes. */
  readonly otherFacts: SqliteStatement;
  /** Parameters: name. All deletions. */
  readonly deletions: SqliteStatement;
  /** The newest version before a place. */
  readonly NewestBefore: VersionStatements;
  /** The oldest version after a place. */
  readonly OldestAfter: VersionStatements;
  /**
   * Parameters: time, time, id, last time, first and last time of a minute. The sums of the minute, and how many of its
   * facts come after a place (time, id), until the last time.
   */
  readonly minuteSums: SqliteStatement;
  /**
   * Parameters: first and last time, time, id, a limit. At most `limit` of the facts that `minuteSums` counts, each with
   * the checksum in the fact's entry of the index.
   */
  readonly minuteFacts: SqliteStatement;
  /** Parameters: a key. The proof of the key, or of the last key before. */
  readonly proof: SqliteStatement;
  /** Parameters: a proof's row. Replaces the earlier row of the key. */
  readonly putProof: SqliteStatement;
  /** The owner's row. */
  readonly owner: SqliteStatement;
  /** Parameters: account, region, checksum. */
  readonly putOwner: SqliteStatement;
}

/** In comparisons, the number of a version without a number: less than every number, as in `compareVersions`. */
export const LOWEST = -1e300;

const summary = SUMMARY_COLUMNS.join(", ");
const all = COLUMNS.join(", ");
const proof = PROOF_COLUMNS.join(", ");
const marks = (columns: ReadonlyArray<string>): string => columns.map(() => "?").join(", ");

const number = `coalesce(number, ${LOWEST})`;
const isBefore = `(time < ? OR (time = ? AND ${number} < ?))`;
const isAfter = `(time > ? OR (time = ? AND ${number} > ?))`;
const followsPlace = "(time > ? OR (time = ? AND id > ?))";

const sumsWith = (edge: string): string =>
  `SELECT kind, ${SUMS_SQL}, ${edge} AS sought FROM facts INDEXED BY by_name WHERE name = ? GROUP BY kind`;

/** The next place in the index is sought by time alone: a version of the same time may lie on either side. */
const seek = (comparison: string, isBeyond: string, order: string): string =>
  `SELECT ${summary} FROM facts INDEXED BY by_name
   WHERE name = ? AND kind = 'Version' AND time ${comparison} ? AND ${isBeyond}
   ORDER BY time ${order}, number ${order} LIMIT 1`;

const versionStatements = (connection: SqliteConnection): Pick<Statements, "NewestBefore" | "OldestAfter"> => ({
  NewestBefore: {
    sums: connection.prepare(sumsWith(`max(CASE WHEN ${isBefore} THEN time END)`)),
    seek: connection.prepare(seek("<=", isBefore, "DESC")),
  },
  OldestAfter: {
    sums: connection.prepare(sumsWith(`min(CASE WHEN ${isAfter} THEN time END)`)),
    seek: connection.prepare(seek(">=", isAfter, "ASC")),
  },
});

const minuteStatements = (connection: SqliteConnection): Pick<Statements, "minuteSums" | "minuteFacts"> => ({
  minuteSums: connection.prepare(
    `SELECT ${SUMS_SQL}, coalesce(sum(${followsPlace} AND time <= ?), 0) AS sought
     FROM facts INDEXED BY by_time WHERE time BETWEEN ? AND ?`,
  ),
  minuteFacts: connection.prepare(
    `SELECT entry.id AS id, entry.checksum AS entry_checksum, ${SUMMARY_COLUMNS.map((column) => `fact.${column} AS ${column}`).join(", ")}
     FROM facts AS entry INDEXED BY by_time LEFT JOIN facts AS fact ON fact.id = entry.id
     WHERE entry.time BETWEEN ? AND ? AND (entry.time > ? OR entry.id > ?) ORDER BY entry.time, entry.id LIMIT ?`,
  ),
});

/**
 * Prepares the statements on a database with ssmbak's tables. A statement seeks in one index, or reads the facts of one
 * name or one minute in an index. No statement reads all facts.
 */
export const prepareStatements = (connection: SqliteConnection): Statements => ({
  insert: connection.prepare(
    `INSERT INTO facts (${all}) VALUES (${marks(COLUMNS)}) ON CONFLICT (name, identity) DO NOTHING`,
  ),
  update: connection.prepare(
    `UPDATE facts SET ${MERGED_COLUMNS.map((column) => `${column} = ?`).join(", ")} WHERE name = ? AND identity = ?`,
  ),
  fact: connection.prepare(`SELECT ${all} FROM facts WHERE name = ? AND identity = ?`),
  sameTime: connection.prepare(
    "SELECT count(*) AS facts FROM facts INDEXED BY by_name WHERE name = ? AND kind = ? AND time = ?",
  ),
  facts: connection.prepare(`SELECT ${summary} FROM facts INDEXED BY by_name WHERE name = ?`),
  otherFacts: connection.prepare(`SELECT ${summary} FROM facts INDEXED BY by_name WHERE name = ? AND kind < 'Version'`),
  deletions: connection.prepare(`SELECT ${summary} FROM facts INDEXED BY by_name WHERE name = ? AND kind = 'Deletion'`),
  ...versionStatements(connection),
  ...minuteStatements(connection),
  proof: connection.prepare(`SELECT ${proof} FROM proofs WHERE key <= ? ORDER BY key DESC LIMIT 1`),
  putProof: connection.prepare(`INSERT OR REPLACE INTO proofs (${proof}) VALUES (${marks(PROOF_COLUMNS)})`),
  owner: connection.prepare("SELECT account, region, checksum FROM owner WHERE id = 1"),
  putOwner: connection.prepare("UPDATE owner SET account = ?, region = ?, checksum = ? WHERE id = 1"),
});
