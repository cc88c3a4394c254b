import { open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type StoreError, storeMisconfigured } from "../../ports/store-error.ts";
import { type Connect, connect as connectWithNode, type SqliteConnection } from "./connection.ts";
import { BUSY_TIMEOUT, prepareDatabase } from "./schema.ts";
import { isBusy, toStoreError } from "./to-store-error.ts";

/** How long to wait before a file is prepared again that another process was preparing, in milliseconds. */
const PAUSE = 25;

/** A connection to a database of our schema, and the absolute path of its file. */
export interface Database {
  readonly connection: SqliteConnection;
  readonly file: string;
}

/** SQLite gives these a meaning of their own: databases that are gone when they are closed. */
const NOT_A_FILE = new Set(["", ":memory:"]);

const readPath = (path: string): E.Either<StoreError, string> =>
  NOT_A_FILE.has(path) || path.includes("\0")
    ? E.left(storeMisconfigured("the SQLite store needs the path of a file; for a store without one use memory:"))
    : E.right(resolve(path));

const checkFolder = (file: string): TE.TaskEither<StoreError, void> => {
  const folder = dirname(file);
  const missing = storeMisconfigured(`the folder "${folder}" does not exist: make it, or name a file in another one`);
  return pipe(
    TE.tryCatch(() => stat(folder), toStoreError(file)),
    TE.mapLeft((error) => (error._tag === "StoreMisconfigured" ? missing : error)),
    TE.chain((found) => (found.isDirectory() ? TE.right(undefined) : TE.left(missing))),
  );
};

/** Values lie in it in plain text: a new file is its owner's alone, and SQLite makes those beside it alike. */
const createFile = async (file: string): Promise<void> => {
  try {
    await (await open(file, "wx", 0o600)).close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
};

const prepareOnce = (file: string, connect: Connect): E.Either<StoreError, Database> => {
  const connection = connect(file);
  try {
    const prepared = prepareDatabase(connection, file);
    if (E.isLeft(prepared)) connection.close();
    return E.map(() => ({ connection, file }))(prepared);
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** Switching to write-ahead logging does not wait for other processes that do the same, whatever `busy_timeout` says. */
const prepare = async (file: string, connect: Connect): Promise<E.Either<StoreError, Database>> => {
  const deadline = performance.now() + BUSY_TIMEOUT;
  while (true) {
    try {
      return prepareOnce(file, connect);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await setTimeout(PAUSE);
    }
  }
};

/** Opens a file as a database of our schema, making it when it is not there. */
export const openDatabase = (path: string, connect: Connect = connectWithNode): TE.TaskEither<StoreError, Database> =>
  pipe(
    TE.fromEither(readPath(path)),
    TE.chainFirst(checkFolder),
    TE.chain((file) =>
      pipe(
        TE.tryCatch(async () => {
          await createFile(file);
          return prepare(file, connect);
        }, toStoreError(file)),
        TE.chainEitherK((prepared) => prepared),
      ),
    ),
  );
