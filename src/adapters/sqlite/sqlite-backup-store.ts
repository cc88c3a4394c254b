import { setImmediate } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { State } from "../../domain/history/state.ts";
import {
  type Fact,
  type FactSummary,
  identityOf,
  isVersion,
  timeOf,
  type VersionFact,
  type VersionSummary,
} from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { AppendRequest, BackupStore, Span, StoreCapabilities, Tail } from "../../ports/backup-store.ts";
import { type StoreError, storeUnexpected } from "../../ports/store-error.ts";
import type { Connect, SqliteConnection } from "./connection.ts";
import { openDatabase } from "./database-file.ts";
import { fromRow } from "./fact-codec.ts";
import { FactWriter } from "./fact-writer.ts";
import { FactsByTime, type FactsPage, type Place } from "./facts-by-time.ts";
import { namesOf } from "./names.ts";
import { ProofChain } from "./proof-chain.ts";
import { ProvenFacts } from "./proven-facts.ts";
import { prepareStatements, type Statements } from "./statements.ts";
import { closedError, orThrow, toStoreError } from "./to-store-error.ts";
import { inSnapshot, inTransaction } from "./transaction.ts";

/** How long the store holds the event loop, in milliseconds: `node:sqlite` blocks. */
const LONGEST_TURN = 20;

/** The most states that one snapshot reads. */
const STATES = 100;

interface StatesPage {
  readonly states: ReadonlyArray<State>;
  readonly isLast: boolean;
}

/**
 * One SQLite file as a {@link BackupStore}, by Node's own `node:sqlite`: the embedded default. Use
 * {@link openSqliteBackupStore} to open a file.
 *
 * Every row has a checksum of its content. Every name and every minute has a proof of the number of rows. A changed row,
 * and a row that SQLite does not find any more, are answered as `StoreCorrupt`.
 */
export class SqliteBackupStore implements BackupStore {
  readonly capabilities: StoreCapabilities = { durable: true };
  readonly #file: string;
  readonly #connection: SqliteConnection;
  readonly #statements: Statements;
  readonly #proofs: ProofChain;
  readonly #facts: ProvenFacts;
  readonly #byTime: FactsByTime;
  readonly #writer: FactWriter;
  #open = true;
  #turnBegan = performance.now();

  /** @param connection To a database with ssmbak's tables. {@link SqliteBackupStore.close} closes the connection. */
  constructor(connection: SqliteConnection, file: string) {
    this.#connection = connection;
    this.#file = file;
    this.#statements = prepareStatements(connection);
    this.#proofs = new ProofChain(this.#statements, file);
    this.#facts = new ProvenFacts(this.#statements, this.#proofs, file);
    this.#byTime = new FactsByTime(this.#statements, this.#proofs, file);
    this.#writer = new FactWriter(this.#statements, this.#proofs, this.#facts, file);
  }

  append(request: AppendRequest): TE.TaskEither<StoreError, number> {
    return this.#call(() => inTransaction(this.#connection, () => this.#writer.append(request)));
  }

  tail(name: ParameterName): TE.TaskEither<StoreError, Tail> {
    return this.#read(() => this.#facts.tail(name));
  }

  facts(name: ParameterName): TE.TaskEither<StoreError, ReadonlyArray<FactSummary>> {
    return this.#read(() => this.#facts.facts(name));
  }

  async *statesAt(
    selection: Selection,
    instant: Millis,
    isRead: (name: ParameterName) => boolean = () => true,
  ): AsyncGenerator<E.Either<StoreError, State>> {
    const names = namesOf(selection, (after, before) => orThrow(this.#facts.nameBetween(after, before)));
    while (true) {
      const page = await this.#read(() => this.#statesPage(names, instant, isRead))();
      if (E.isLeft(page)) {
        yield page;
        return;
      }
      yield* page.right.states.map(E.right);
      if (page.right.isLast) return;
    }
  }

  async *factsWithin(selection: Selection, span: Span): AsyncGenerator<E.Either<StoreError, FactSummary>> {
    let place: Place | undefined = { time: span.since, id: 0 };
    while (place !== undefined) {
      const page: E.Either<StoreError, FactsPage> = await this.#read(this.#factsPage(selection, span, place))();
      if (E.isLeft(page)) {
        yield page;
        return;
      }
      yield* page.right.facts.map(E.right);
      place = page.right.next;
    }
  }

  load(version: VersionSummary): TE.TaskEither<StoreError, VersionFact> {
    const { name, version: number } = version;
    const missing: StoreError = storeUnexpected(`version ${number} of "${name}" is not in "${this.#file}"`);
    return this.#call(() =>
      pipe(
        this.#statements.fact.get(name, identityOf(version)),
        E.fromNullable(missing),
        E.chain((row): E.Either<StoreError, Fact> => fromRow(version)(row)),
        E.chain((fact) => (isVersion(fact) ? E.right(fact) : E.left(missing))),
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

  /** Reads states until the turn is over or the page is full. Reads one name at least. */
  #statesPage(
    names: Iterator<ParameterName, void>,
    instant: Millis,
    isRead: (name: ParameterName) => boolean,
  ): E.Either<StoreError, StatesPage> {
    const states: State[] = [];
    do {
      const next = names.next();
      if (next.done === true) return E.right({ states, isLast: true });
      const state = isRead(next.value) ? orThrow(this.#facts.state(next.value, instant)) : undefined;
      if (state !== undefined) states.push(state);
    } while (states.length < STATES && !this.#isTurnOver());
    return E.right({ states, isLast: false });
  }

  /** A single name's facts are read at once: the facts are few, whatever the span. */
  #factsPage(selection: Selection, { since, until }: Span, place: Place): () => E.Either<StoreError, FactsPage> {
    if (selection._tag !== "Key") return () => this.#byTime.page({ selection, place, until });
    const isWithin = (fact: FactSummary): boolean => since <= timeOf(fact) && timeOf(fact) <= until;
    return () =>
      E.map((facts: ReadonlyArray<FactSummary>) => ({ facts: facts.filter(isWithin) }))(
        this.#facts.facts(selection.name),
      );
  }

  /** Answers from one snapshot of the database, whatever other processes write meanwhile. */
  #read<A>(answer: () => E.Either<StoreError, A>): TE.TaskEither<StoreError, A> {
    return this.#call(() => inSnapshot(this.#connection, answer));
  }

  #call<A>(answer: () => E.Either<StoreError, A>): TE.TaskEither<StoreError, A> {
    return async () => {
      await this.#takeTurn();
      if (!this.#open) return E.left(closedError(this.#file));
      this.#proofs.forget();
      try {
        return answer();
      } catch (error) {
        return E.left(toStoreError(this.#file)(error));
      }
    };
  }

  #isTurnOver(): boolean {
    return performance.now() - this.#turnBegan >= LONGEST_TURN;
  }

  /** Lets timers and sockets run between two calls, when this store's turn is over. */
  async #takeTurn(): Promise<void> {
    if (!this.#isTurnOver()) return;
    await setImmediate();
    this.#turnBegan = performance.now();
  }
}

/**
 * Opens a file as a {@link SqliteBackupStore}. A missing file is made; only the file's owner may read the file. A database
 * of another program or of a newer ssmbak, an empty file, and a file that is no database are refused, unchanged.
 *
 * @param path Absolute, or relative to the working directory. The folder has to exist, on a local disk: SQLite's locks
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
