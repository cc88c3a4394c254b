import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import { findState, searchNow, type VersionQuery } from "../../domain/history/find-state.ts";
import type { State } from "../../domain/history/state.ts";
import { tailOf } from "../../domain/history/tail.ts";
import { type FactSummary, identityOf, isVersion, type VersionSummary } from "../../domain/model/fact.ts";
import { isStorableName, type ParameterName } from "../../domain/model/parameter-name.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Tail } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { Row } from "./connection.ts";
import { damagedProofs, missingFacts } from "./damage.ts";
import { fromSummaryRow } from "./fact-codec.ts";
import { fromKindRows, isWhole, NO_KEY, type Totals, totalsOf } from "./proof.ts";
import type { ProofChain } from "./proof-chain.ts";
import { LOWEST, type Statements } from "./statements.ts";
import { orThrow } from "./to-store-error.ts";

/** After every version of a name. */
const NEWEST: VersionQuery = { _tag: "NewestBefore", bound: { modifiedAt: Infinity } };

/**
 * The facts of a name. Each answer is proven to be whole: checksums of rows do not tell that SQLite lost a row. The
 * caller reads each answer within one snapshot of the database.
 */
export class ProvenFacts {
  readonly #statements: Statements;
  readonly #proofs: ProofChain;
  readonly #file: string;

  constructor(statements: Statements, proofs: ProofChain, file: string) {
    this.#statements = statements;
    this.#proofs = proofs;
    this.#file = file;
  }

  /** All facts of a name. */
  facts(name: ParameterName): E.Either<StoreError, ReadonlyArray<FactSummary>> {
    const rows = this.#statements.facts.all(name);
    return pipe(
      this.#decode(name, rows),
      E.chainFirst(() => this.#expectWhole(name, totalsOf(rows))),
    );
  }

  /** The newest version of a name, and the deletions in the version's second and later. */
  tail(name: ParameterName): E.Either<StoreError, Tail> {
    return pipe(
      E.Do,
      E.bind("newest", () => this.#version(name, NEWEST)),
      E.bind("deletions", () => this.#deletions(name)),
      E.map(({ newest, deletions }) => tailOf(newest === undefined ? deletions : [newest, ...deletions])),
    );
  }

  /** The state of a name at an instant, from all deletions and label changes and the few versions that matter. */
  state(name: ParameterName, instant: Millis): E.Either<StoreError, State | undefined> {
    return pipe(
      this.#otherFacts(name),
      E.map((others) => searchNow(findState(others, instant), (query) => orThrow(this.#version(name, query)))),
    );
  }

  /** The first stored name between two texts, both excluded. */
  nameBetween(after: string, before: string): E.Either<StoreError, ParameterName | undefined> {
    return pipe(
      this.#proofs.at(after),
      E.chain(({ next }) => {
        if (next === NO_KEY || next >= before) return E.right(undefined);
        return isStorableName(next) ? E.right(next) : E.left(damagedProofs(this.#file));
      }),
    );
  }

  /** Finds a version. The scan that proves the name also tells the version's time, so a seek that went astray is noticed. */
  #version(name: ParameterName, query: VersionQuery): E.Either<StoreError, VersionSummary | undefined> {
    const { sums, seek } = this.#statements[query._tag];
    const { modifiedAt, version = LOWEST } = query.bound;
    const found = fromKindRows(sums.all(modifiedAt, modifiedAt, version, name));
    const row = seek.get(name, modifiedAt, modifiedAt, modifiedAt, version);
    if (found === undefined || (row?.["time"] ?? null) !== found.sought) return E.left(this.#missing(name));
    return pipe(
      this.#expectWhole(name, found),
      E.chain(() => (row === undefined ? E.right(undefined) : fromSummaryRow(name)(row))),
      E.filterOrElse(
        (fact) => fact === undefined || isVersion(fact),
        () => this.#missing(name),
      ),
    );
  }

  #otherFacts(name: ParameterName): E.Either<StoreError, ReadonlyArray<FactSummary>> {
    const rows = this.#statements.otherFacts.all(name);
    return this.#expectCount(name, rows, ({ deletions, changes }) => deletions + changes);
  }

  #deletions(name: ParameterName): E.Either<StoreError, ReadonlyArray<FactSummary>> {
    return this.#expectCount(name, this.#statements.deletions.all(name), ({ deletions }) => deletions);
  }

  /** Sound and different rows, as many as the proof counts, are all rows. */
  #expectCount(
    name: ParameterName,
    rows: ReadonlyArray<Row>,
    countOf: (totals: Totals) => number,
  ): E.Either<StoreError, ReadonlyArray<FactSummary>> {
    const found = totalsOf(rows);
    return pipe(
      this.#proofs.totalsOf(name),
      E.filterOrElse(
        (expected) => rows.length === countOf(expected) && countOf(found) === rows.length,
        () => this.#missing(name),
      ),
      E.chain(() => this.#decode(name, rows)),
    );
  }

  #decode(name: ParameterName, rows: ReadonlyArray<Row>): E.Either<StoreError, ReadonlyArray<FactSummary>> {
    return pipe(
      rows,
      E.traverseArray(fromSummaryRow(name)),
      E.filterOrElse(
        (facts) => new Set(facts.map(identityOf)).size === facts.length,
        () => this.#missing(name),
      ),
    );
  }

  #expectWhole(name: ParameterName, found: Totals): E.Either<StoreError, void> {
    return pipe(
      this.#proofs.totalsOf(name),
      E.chain((expected) => (isWhole(expected, found) ? E.right(undefined) : E.left(this.#missing(name)))),
    );
  }

  #missing(name: ParameterName): StoreError {
    return missingFacts(name, this.#file);
  }
}
