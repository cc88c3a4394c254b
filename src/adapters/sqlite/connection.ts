import { DatabaseSync } from "node:sqlite";

/** A value of a column or of a statement's parameter. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A row of SQLite, not yet checked. */
export type Row = Readonly<Record<string, SqlValue>>;

/** The used part of a prepared statement of `node:sqlite`. */
export interface SqliteStatement {
  run(...parameters: SqlValue[]): { readonly changes: number | bigint };
  get(...parameters: SqlValue[]): Row | undefined;
  all(...parameters: SqlValue[]): ReadonlyArray<Row>;
}

/** The used part of a connection of `node:sqlite`. Every call blocks. */
export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** Opens a file. Throws the exceptions of `node:sqlite`. */
export type Connect = (file: string) => SqliteConnection;

/** Opens a file with `node:sqlite`. */
export const connect: Connect = (file) => new DatabaseSync(file);
