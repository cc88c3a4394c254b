import { DatabaseSync } from "node:sqlite";

/** What SQLite takes and gives. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A row as SQLite answers it, not yet checked. */
export type Row = Readonly<Record<string, SqlValue>>;

/** The part of a prepared statement of `node:sqlite` that is used here. */
export interface SqliteStatement {
  run(...parameters: SqlValue[]): { readonly changes: number | bigint };
  get(...parameters: SqlValue[]): Row | undefined;
  all(...parameters: SqlValue[]): ReadonlyArray<Row>;
}

/** The part of a connection of `node:sqlite` that is used here. All of it blocks. */
export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** Opens a file; throws what `node:sqlite` throws. */
export type Connect = (file: string) => SqliteConnection;

/** Opens a file with `node:sqlite`. */
export const connect: Connect = (file) => new DatabaseSync(file);
