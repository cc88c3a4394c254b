import * as E from "fp-ts/lib/Either.js";
import type { SqliteConnection } from "./connection.ts";

const rollBack = (connection: SqliteConnection): void => {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // None had begun, SQLite has rolled back already, or the commit came through: there is no transaction any more.
    // What made us roll back is what the caller is told.
  }
};

const within =
  (begin: string) =>
  <L, A>(connection: SqliteConnection, body: () => E.Either<L, A>): E.Either<L, A> => {
    try {
      connection.exec(begin);
      const answer = body();
      connection.exec(E.isRight(answer) ? "COMMIT" : "ROLLBACK");
      return answer;
    } catch (error) {
      rollBack(connection);
      throw error;
    }
  };

/**
 * Runs `body` as a write transaction: whole or not at all. The lock is taken at the beginning, so that what `body`
 * reads is still true when it is committed. Throws what SQLite throws.
 */
export const inTransaction = within("BEGIN IMMEDIATE");

/** Runs `body` on one state of the database, whatever others write meanwhile. Throws what SQLite throws. */
export const inSnapshot = within("BEGIN");
