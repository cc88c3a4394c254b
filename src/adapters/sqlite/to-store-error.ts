import * as E from "fp-ts/lib/Either.js";
import {
  type StoreError,
  storeAccessDenied,
  storeCorrupt,
  storeMisconfigured,
  storeUnavailable,
  storeUnexpected,
} from "../../ports/store-error.ts";

type ToError = (file: string, cause: unknown) => StoreError;

const notOurs: ToError = (file, cause) =>
  storeMisconfigured(
    `"${file}" is not an SQLite database: name another file, or put a copy of it back if it was one`,
    cause,
  );
const unreadable: ToError = (file, cause) =>
  storeCorrupt(
    `the database "${file}" is damaged: put a copy of it back, or recover it with sqlite3's .recover`,
    cause,
  );
const locked: ToError = (file, cause) =>
  storeUnavailable(`another process holds the database "${file}" locked; try again`, cause);
const denied: ToError = (file, cause) =>
  storeAccessDenied(`no right to read and write the database "${file}" and its folder`, cause);
const full: ToError = (file, cause) =>
  storeUnavailable(`no space is left for the database "${file}": make room and try again`, cause);
const failing: ToError = (file, cause) =>
  storeUnavailable(`the disk that holds the database "${file}" failed; try again`, cause);
const cannotOpen: ToError = (file, cause) =>
  storeMisconfigured(`"${file}" can't be opened as a database: name a file in a folder that can be written`, cause);

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html. */
const BY_RESULT_CODE: ReadonlyMap<number, ToError> = new Map([
  // The statements never change. So a refused statement means that the tables were changed.
  [1, unreadable],
  [3, denied],
  [5, locked],
  [6, locked],
  [8, denied],
  [10, failing],
  [11, unreadable],
  [13, full],
  [14, cannotOpen],
  [15, locked],
  [23, denied],
  [26, notOurs],
]);

const BY_NODE_CODE: ReadonlyMap<string, ToError> = new Map([
  ["EACCES", denied],
  ["EPERM", denied],
  ["EROFS", denied],
  ["ENOSPC", full],
  ["EDQUOT", full],
  ["EISDIR", cannotOpen],
  ["ENOENT", cannotOpen],
  ["ENOTDIR", cannotOpen],
  ["ENAMETOOLONG", cannotOpen],
  // We write no integer beyond 2^53.
  ["ERR_OUT_OF_RANGE", unreadable],
]);

const fieldOf = (error: unknown, field: string): unknown =>
  error instanceof Error ? Object.getOwnPropertyDescriptor(error, field)?.value : undefined;

/** SQLite's primary result code of an error of `node:sqlite`; `undefined` for any other error. */
const resultCodeOf = (error: unknown): number | undefined => {
  const extended = fieldOf(error, "errcode");
  return typeof extended === "number" ? extended & 0xff : undefined;
};

/** Carries a {@link StoreError} out of code that only an exception can leave. */
class StoreFailure extends Error {
  readonly failure: StoreError;

  constructor(failure: StoreError) {
    super(failure.message);
    this.name = "StoreFailure";
    this.failure = failure;
  }
}

/** The answer. Throws a {@link StoreFailure} for a failure: generators and callbacks can't answer with a `Left`. */
export const orThrow = <A>(answer: E.Either<StoreError, A>): A => {
  if (E.isRight(answer)) return answer.right;
  throw new StoreFailure(answer.left);
};

/** Whether another connection was in the way. */
export const isBusy = (error: unknown): boolean => resultCodeOf(error) === 5;

/** Translates exceptions of `node:sqlite` and `node:fs`. SQLite's own messages go into `cause` only. */
export const toStoreError =
  (file: string) =>
  (error: unknown): StoreError => {
    if (error instanceof StoreFailure) return error.failure;
    const code = fieldOf(error, "code");
    const known =
      BY_RESULT_CODE.get(resultCodeOf(error) ?? -1) ?? BY_NODE_CODE.get(typeof code === "string" ? code : "");
    return known === undefined
      ? storeUnexpected(
          `unexpected failure of the database "${file}" (${String(fieldOf(error, "errstr") ?? code)})`,
          error,
        )
      : known(file, error);
  };

/** The failure of every call to a closed store. */
export const closedError = (file: string): StoreError =>
  storeUnexpected(`the store "${file}" was closed; open it again`);
