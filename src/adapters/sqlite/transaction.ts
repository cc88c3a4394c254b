import * as E from "fp-ts/lib/Either.js";
import type { SqliteConnection } from "./connection.ts";

const rollBack = (connection: SqliteConnection): void => {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // No transaction is open: none had begun, SQLite has rolled back already, or the commit succeeded. The caller gets
    // the first failure, and not the failure to roll back.
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
 * Runs `body` as a write transaction: whole or not at all. The lock is taken at the beginning, so facts that `body` reads
 * are still the facts of the database at the commit. Throws SQLite's exceptions.
 */
export const inTransaction = within("BEGIN IMMEDIATE");

/** Runs `body` on one snapshot of the database, whatever others write meanwhile. Throws SQLite's exceptions. */
export const inSnapshot = within("BEGIN");
