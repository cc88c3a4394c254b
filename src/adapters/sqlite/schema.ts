import * as E from "fp-ts/lib/Either.js";
import { type StoreError, storeCorrupt, storeMisconfigured } from "../../ports/store-error.ts";
import type { SqliteConnection } from "./connection.ts";
import { NO_NAME, NOTHING, toProofRow } from "./proof.ts";
import { inTransaction } from "./transaction.ts";

/** `SSMB`, in the header of every file of ours (https://www.sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x53_53_4d_42;

/** Which tables a file has. A file of a newer schema is refused, one of an older schema is brought up to date. */
export const SCHEMA_VERSION = 1;

/** How long a call waits for another process's transaction, in milliseconds. Ours take one disk write each. */
export const BUSY_TIMEOUT = 5_000;

/**
 * One row for each record. `time` is a version's modification time or the second of a deletion: with name, kind,
 * version and `labelled`, the own time of a relabelling and 0 for all else, it is the record's identity, and what makes
 * appending idempotent. The deletions of one second are counted in
 * `version`: their identity is the id of their event, which lies in `origin`. `position` puts a name's records into
 * their order and finds the newest one at an instant in one seek; the checksum lies in it for the sums of the proofs.
 * The large columns come last, so that a summary is read without them.
 */
const TABLE = `
  CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE BINARY,
    kind TEXT NOT NULL CHECK (kind IN ('Version', 'Tombstone')),
    time INTEGER NOT NULL,
    version INTEGER NOT NULL,
    labelled INTEGER NOT NULL,
    at INTEGER NOT NULL,
    rank INTEGER NOT NULL CHECK (rank >= -1),
    type TEXT NOT NULL,
    origin TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    content_checksum INTEGER,
    attributes TEXT,
    value BLOB,
    UNIQUE (name, kind, time, version, labelled)
  ) STRICT`;

const INDEX = "CREATE INDEX position ON records (name, at, rank, time, version, labelled, checksum)";

/** One proof for each name, and one before them all: see docs/decisions/0007-sqlite-proofs.md. */
const NAMES = `
  CREATE TABLE names (
    name TEXT NOT NULL COLLATE BINARY PRIMARY KEY,
    next TEXT NOT NULL,
    records INTEGER NOT NULL,
    checksums INTEGER NOT NULL,
    positions INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`;

const FIRST_PROOF = toProofRow({ ...NOTHING, name: NO_NAME, next: NO_NAME });

const CREATE = `
  ${TABLE};
  ${INDEX};
  ${NAMES};
  INSERT INTO names VALUES (${FIRST_PROOF.map((value) => (typeof value === "string" ? `'${value}'` : value)).join(", ")});
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

type Kind = "Empty" | "Ours";

const numberOf = (connection: SqliteConnection, sql: string): number =>
  Number(Object.values(connection.prepare(sql).get() ?? {})[0] ?? 0);

const inOneLine = (sql: string): string => sql.replaceAll(/\s+/g, " ").trim();

/** Tables of another making could hide rows, and triggers and views could do anything. The index of `UNIQUE` has no SQL. */
const hasOurTables = (connection: SqliteConnection): boolean => {
  const found = connection.prepare("SELECT coalesce(sql, '') AS sql FROM sqlite_schema").all();
  const expected = ["", INDEX, TABLE, NAMES].map(inOneLine);
  return JSON.stringify(found.map(({ sql }) => inOneLine(String(sql))).sort()) === JSON.stringify(expected.sort());
};

/** What a file is, read without changing it. */
const kindOf = (connection: SqliteConnection, file: string): E.Either<StoreError, Kind> => {
  const application = numberOf(connection, "PRAGMA application_id");
  const schema = numberOf(connection, "PRAGMA user_version");
  const isEmpty = application === 0 && schema === 0 && numberOf(connection, "SELECT count(*) FROM sqlite_schema") === 0;
  if (isEmpty) return E.right("Empty");
  if (application !== APPLICATION_ID) {
    return E.left(storeMisconfigured(`"${file}" is the database of another program: name another file`));
  }
  if (schema > SCHEMA_VERSION) {
    return E.left(
      storeMisconfigured(
        `"${file}" was written by a newer ssmbak (schema ${schema}, this one knows ${SCHEMA_VERSION}): update ssmbak`,
      ),
    );
  }
  return hasOurTables(connection)
    ? E.right("Ours")
    : E.left(storeCorrupt(`the tables of "${file}" are not those that ssmbak makes: put a copy of it back`));
};

const create = (connection: SqliteConnection): E.Either<StoreError, void> =>
  inTransaction(connection, () => E.right(connection.exec(CREATE)));

const refuseEmpty = (kind: Kind, file: string): E.Either<StoreError, void> =>
  kind === "Ours"
    ? E.right(undefined)
    : E.left(storeCorrupt(`"${file}" is empty: put a copy of it back, or remove it to begin a new one`));

/**
 * Makes a connection ready for use, and a file that was just made (`isNew`) a database. Throws what SQLite throws. A file that is not ours is
 * refused before anything in it is changed.
 */
export const prepareDatabase = (
  connection: SqliteConnection,
  file: string,
  isNew: boolean,
): E.Either<StoreError, void> => {
  connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  const kind = kindOf(connection, file);
  if (E.isLeft(kind)) return kind;
  const usable = isNew ? E.right(undefined) : refuseEmpty(kind.right, file);
  if (E.isLeft(usable)) return usable;
  const mode = connection.prepare("PRAGMA journal_mode = WAL").get();
  if (mode?.["journal_mode"] !== "wal") {
    return E.left(storeMisconfigured(`"${file}" lies on a file system without write-ahead logging: use a local disk`));
  }
  // FULL: a commit is on the disk when it answers, not only safe from a crash of this process.
  // Old copies of rows would have checksums that fit, should a damaged pointer lead to them: secure_delete wipes them.
  connection.exec(
    "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON",
  );
  return isNew ? create(connection) : E.right(undefined);
};
