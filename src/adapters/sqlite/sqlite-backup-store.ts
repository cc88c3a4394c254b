import { setImmediate } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import {
  type BackupRecord,
  identityOf,
  isRivalOf,
  type RecordSummary,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { AppendRequest, BackupStore, Head, StoreCapabilities } from "../../ports/backup-store.ts";
import { type StoreError, storeConflict, storeUnexpected } from "../../ports/store-error.ts";
import type { Connect, Row, SqliteConnection, SqlValue } from "./connection.ts";
import { openDatabase } from "./database-file.ts";
import { namesOf } from "./names.ts";
import { ProvenRecords } from "./proven-records.ts";
import { COLUMNS, fromRow, labelledOf, toRow } from "./row-codec.ts";
import { prepareStatements, type Statements } from "./statements.ts";
import { closedError, StoreFailure, toStoreError } from "./to-store-error.ts";
import { inSnapshot, inTransaction } from "./transaction.ts";

/** How long the store keeps the event loop to itself, in milliseconds: `node:sqlite` blocks. */
const LONGEST_TURN = 20;

type Step = { readonly done: true } | { readonly done: false; readonly state: O.Option<RecordSummary> };

const revisionOf = (head: O.Option<Head>): string | undefined => O.toUndefined(head)?.revision;

/** A late deletion changes what is decided on the next one, and not the newest record: so records are counted, too. */
const toHead =
  (records: number) =>
  (newest: O.Option<RecordSummary>): O.Option<Head> =>
    pipe(
      newest,
      O.map((record) => ({ record, revision: `${identityOf(record)} of ${records}` })),
    );

/**
 * One SQLite file as a {@link BackupStore}, by Node's own `node:sqlite`: the embedded default. Made by
 * {@link openSqliteBackupStore}.
 *
 * Every row carries a checksum of its content, and every name a proof of how many there are: what does not fit them is
 * answered as `StoreCorrupt`, be it a changed row or one that SQLite does not find any more.
 */
export class SqliteBackupStore implements BackupStore {
  readonly capabilities: StoreCapabilities = { durable: true };
  readonly #file: string;
  readonly #connection: SqliteConnection;
  readonly #statements: Statements;
  readonly #records: ProvenRecords;
  #open = true;
  #turnBegan = performance.now();

  /** @param connection To a database of our schema; it is closed by {@link SqliteBackupStore.close}. */
  constructor(connection: SqliteConnection, file: string) {
    this.#connection = connection;
    this.#file = file;
    this.#statements = prepareStatements(connection);
    this.#records = new ProvenRecords(this.#statements, file);
  }

  append(request: AppendRequest): TE.TaskEither<StoreError, number> {
    return this.#call(() => inTransaction(this.#connection, () => this.#insert(request)));
  }

  head(name: ParameterName): TE.TaskEither<StoreError, O.Option<Head>> {
    return this.#call(() => inSnapshot(this.#connection, () => this.#head(name)));
  }

  history(name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<RecordSummary>> {
    return this.#call(() => inSnapshot(this.#connection, () => this.#records.history(name)));
  }

  async *statesAt(selection: Selection, instant: Millis): AsyncGenerator<E.Either<StoreError, RecordSummary>> {
    const names = namesOf(selection, (after, before) => this.#nameBetween(after, before));
    while (true) {
      const step = await this.#call(() => inSnapshot(this.#connection, () => this.#step(names, instant)))();
      if (E.isLeft(step)) {
        yield step;
        return;
      }
      if (step.right.done) return;
      if (O.isSome(step.right.state)) yield E.right(step.right.state.value);
    }
  }

  load(version: VersionSummary): TE.TaskEither<StoreError, VersionRecord> {
    const { name, modifiedAt, version: number } = version;
    const identity = [name, modifiedAt, number, labelledOf(version)];
    return this.#call(() =>
      pipe(
        E.fromNullable(storeUnexpected(`version ${number} of "${name}" is not in "${this.#file}"`))(
          this.#statements.load.get(...identity),
        ),
        E.chain(fromRow(version)),
      ),
    );
  }

  /** Closing a closed store does nothing. */
  close(): TE.TaskEither<StoreError, void> {
    return async () => {
      if (!this.#open) return E.right(undefined);
      return E.tryCatch(() => {
        this.#connection.close();
        this.#open = false;
      }, toStoreError(this.#file));
    };
  }

  #insert({ name, expected, records }: AppendRequest): E.Either<StoreError, number> {
    return pipe(
      this.#head(name),
      E.filterOrElse(
        (head) => revisionOf(head) === revisionOf(expected),
        (): StoreError => storeConflict(`"${name}" has another newest record than expected; read it again`),
      ),
      E.chain(() => E.traverseArray((record: BackupRecord) => this.#insertRecord(record))(records)),
      E.map((inserted) => inserted.flat()),
      E.chainFirst((inserted) => this.#records.extend(name, inserted)),
      E.map((inserted) => inserted.length),
    );
  }

  /** The row of a record, when it is new. */
  #insertRecord(record: BackupRecord): E.Either<StoreError, ReadonlyArray<Row>> {
    return pipe(
      record._tag === "Tombstone" ? this.#records.ordinalOf(record) : E.right(0),
      E.chain((ordinal) => toRow(record, ordinal)),
      E.chain((values) => this.#insertRow(record, values)),
    );
  }

  #insertRow(record: BackupRecord, values: SqlValue[]): E.Either<StoreError, ReadonlyArray<Row>> {
    const { name } = record;
    const row = Object.fromEntries(COLUMNS.map((column, index) => [column, values[index] ?? null]));
    if (Number(this.#statements.insert.run(...values).changes) > 0) return E.right([row]);
    return pipe(
      this.#records.expectKept(name, row),
      E.filterOrElse(
        (kept) => !isRivalOf(record, kept),
        (): StoreError => storeConflict(`"${name}" has another label's record in that place; read it again`),
      ),
      E.map(() => []),
    );
  }

  #head(name: ParameterName): E.Either<StoreError, O.Option<Head>> {
    return pipe(
      this.#records.count(name),
      E.chain((records) => E.map(toHead(records))(this.#records.head(name))),
    );
  }

  #nameBetween(after: string, before: string): ParameterName | undefined {
    const name = this.#records.nameBetween(after, before);
    if (E.isRight(name)) return name.right;
    throw new StoreFailure(name.left);
  }

  #step(names: Iterator<ParameterName, void>, instant: Millis): E.Either<StoreError, Step> {
    const next = names.next();
    if (next.done === true) return E.right({ done: true });
    return pipe(
      this.#records.newestAt(next.value, instant),
      E.map((state) => ({ done: false, state })),
    );
  }

  #call<A>(answer: () => E.Either<StoreError, A>): TE.TaskEither<StoreError, A> {
    return async () => {
      await this.#takeTurn();
      if (!this.#open) return E.left(closedError(this.#file));
      try {
        return answer();
      } catch (error) {
        return E.left(toStoreError(this.#file)(error));
      }
    };
  }

  /** Lets timers and sockets have their turn between two calls, now and then. */
  async #takeTurn(): Promise<void> {
    if (performance.now() - this.#turnBegan < LONGEST_TURN) return;
    await setImmediate();
    this.#turnBegan = performance.now();
  }
}

/**
 * Opens a file as a {@link SqliteBackupStore}; a file that is not there is made, and only its owner may read it. A database of another program or of a newer ssmbak is refused untouched, and so is a file that
 * is no database, or is empty.
 *
 * @param path Absolute, or relative to the working directory. Its folder has to exist, on a local disk: SQLite's locks
 * do not work on network file systems.
 */
export const openSqliteBackupStore = (path: string, connect?: Connect): TE.TaskEither<StoreError, BackupStore> =>
  pipe(
    openDatabase(path, connect),
    TE.chainEitherK(({ connection, file }) =>
      E.tryCatch((): BackupStore => {
        try {
          return new SqliteBackupStore(connection, file);
        } catch (error) {
          connection.close();
          throw error;
        }
      }, toStoreError(file)),
    ),
  );
