import * as E from "fp-ts/lib/Either.js";
import { type StoreError, storeCorrupt, storeMisconfigured } from "../../ports/store-error.ts";
import type { SqliteConnection, SqlValue } from "./connection.ts";
import { toOwnerRow } from "./owner.ts";
import { NO_KEY, NOTHING, toProofRow } from "./proof.ts";
import { inTransaction } from "./transaction.ts";

/** `SSMB`, in the header of every file of ours (https://www.sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x53_53_4d_42;

/** The number of the schema. A file of a newer schema is refused. */
export const SCHEMA_VERSION = 1;

/** How long a call waits for another process's transaction, in milliseconds. A transaction of ssmbak takes one disk write. */
export const BUSY_TIMEOUT = 5_000;

/**
 * One row for each fact. `identity` comes from `identityOf`: name and identity make appending idempotent. `time` comes
 * from `timeOf`; `number` is a version's number, NULL when unknown. `details` is JSON with all fields that no query asks
 * for. The large columns come last: SQLite reads a summary without reading the large columns.
 */
const TABLE = `
  CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE BINARY,
    kind TEXT NOT NULL CHECK (kind IN ('Version', 'Deletion', 'LabelChange')),
    time INTEGER NOT NULL,
    number INTEGER CHECK (number IS NULL OR kind = 'Version'),
    identity TEXT NOT NULL COLLATE BINARY,
    details TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    content_checksum INTEGER,
    attributes TEXT,
    value BLOB,
    UNIQUE (name, identity)
  ) STRICT`;

/** Finds the version next to any place in one seek, and the few deletions of a name. Proofs need `checksum`. */
const BY_NAME = "CREATE INDEX by_name ON facts (name, kind, time, number, checksum)";

/** Finds the facts of a span of time over all names. */
const BY_TIME = "CREATE INDEX by_time ON facts (time, id, number, checksum)";

/** A proof for each name and for each minute, and a first proof before all names: see docs/decisions/0007-sqlite-proofs.md. */
const PROOFS = `
  CREATE TABLE proofs (
    key TEXT NOT NULL COLLATE BINARY PRIMARY KEY,
    next TEXT NOT NULL,
    facts INTEGER NOT NULL,
    deletions INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    checksums INTEGER NOT NULL,
    positions INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`;

/** The owner of all parameters: one row, with empty texts until an owner is known. */
const OWNER = `
  CREATE TABLE owner (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT`;

const inSql = (values: ReadonlyArray<SqlValue>): string =>
  values.map((value) => (typeof value === "string" ? `'${value}'` : value)).join(", ");

const CREATE = `
  ${TABLE};
  ${BY_NAME};
  ${BY_TIME};
  ${PROOFS};
  ${OWNER};
  INSERT INTO proofs VALUES (${inSql(toProofRow({ ...NOTHING, key: NO_KEY, next: NO_KEY }))});
  INSERT INTO owner VALUES (1, ${inSql(toOwnerRow())});
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

type Kind = "Empty" | "Ours";

const numberOf = (connection: SqliteConnection, sql: string): number =>
  Number(Object.values(connection.prepare(sql).get() ?? {})[0] ?? 0);

const inOneLine = (sql: string): string => sql.replaceAll(/\s+/g, " ").trim();

/** Other tables could hide rows, and triggers and views could do anything. The index of `UNIQUE` has no SQL. */
const hasOurTables = (connection: SqliteConnection): boolean => {
  const found = connection.prepare("SELECT coalesce(sql, '') AS sql FROM sqlite_schema").all();
  const expected = ["", BY_NAME, BY_TIME, TABLE, PROOFS, OWNER].map(inOneLine);
  return JSON.stringify(found.map(({ sql }) => inOneLine(String(sql))).sort()) === JSON.stringify(expected.sort());
};

/** Tells the kind of a file, without changing the file. */
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
 * Makes a connection ready for use. A file of another program is refused unchanged. Throws SQLite's exceptions.
 *
 * @param isNew Whether the file was just made. Then the tables are made, too.
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
  // FULL: an answered commit is on the disk, and not only safe from a crash of this process.
  // secure_delete wipes old copies of rows. A damaged pointer could lead to an old copy, whose checksum would fit.
  connection.exec(
    "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON",
  );
  return isNew ? create(connection) : E.right(undefined);
};
