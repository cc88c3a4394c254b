import { randomUUID } from "node:crypto";
import { link, open, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type StoreError, storeMisconfigured } from "../../ports/store-error.ts";
import { type Connect, connect as connectWithNode, type SqliteConnection } from "./connection.ts";
import { BUSY_TIMEOUT, prepareDatabase } from "./schema.ts";
import { isBusy, toStoreError } from "./to-store-error.ts";

/** How long to wait while another process prepares the file, in milliseconds. */
const PAUSE = 25;

/** A connection to a database with ssmbak's tables, and the absolute path of the file. */
export interface Database {
  readonly connection: SqliteConnection;
  readonly file: string;
}

/** SQLite takes these paths for databases without a file, which are lost when the connection closes. */
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

const isThere = async (file: string): Promise<boolean> => {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
};

const prepareOnce = (file: string, isNew: boolean, connect: Connect): E.Either<StoreError, Database> => {
  const connection = connect(file);
  try {
    const prepared = prepareDatabase(connection, file, isNew);
    if (E.isLeft(prepared)) connection.close();
    return E.map(() => ({ connection, file }))(prepared);
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** Renames the draft to the file, unless another process was faster. */
const publish = async (draft: string, file: string): Promise<void> => {
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
};

/**
 * Makes a database file. The file appears whole, so an empty file is always a file that lost its content. The file holds
 * values in plain text, so only the file's owner may read the file. SQLite gives the files beside the database the same
 * rights.
 */
const makeFile = async (file: string, connect: Connect): Promise<E.Either<StoreError, void>> => {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    await (await open(draft, "wx", 0o600)).close();
    const made = prepareOnce(draft, true, connect);
    if (E.isLeft(made)) return made;
    made.right.connection.close();
    await publish(draft, file);
    return E.right(undefined);
  } finally {
    for (const beside of ["", "-wal", "-shm"]) await rm(`${draft}${beside}`, { force: true });
  }
};

/** Two processes may switch to write-ahead logging at once, and SQLite does not wait then, whatever `busy_timeout` says. */
const prepare = async (file: string, connect: Connect): Promise<E.Either<StoreError, Database>> => {
  const deadline = performance.now() + BUSY_TIMEOUT;
  while (true) {
    try {
      return prepareOnce(file, false, connect);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await setTimeout(PAUSE);
    }
  }
};

/** Opens a file as a database of our schema. A missing file is made. */
export const openDatabase = (path: string, connect: Connect = connectWithNode): TE.TaskEither<StoreError, Database> =>
  pipe(
    TE.fromEither(readPath(path)),
    TE.chainFirst(checkFolder),
    TE.chain((file) =>
      pipe(
        TE.tryCatch(async () => {
          const made = (await isThere(file)) ? E.right(undefined) : await makeFile(file, connect);
          return E.isLeft(made) ? made : prepare(file, connect);
        }, toStoreError(file)),
        TE.chainEitherK((prepared) => prepared),
      ),
    ),
  );
