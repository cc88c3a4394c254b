import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import { addFacts, mergeFacts } from "../../domain/history/fact-set.ts";
import { compareForWriting, type Fact, identityOf } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { AppendRequest } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { Row, SqlValue } from "./connection.ts";
import { missingFacts } from "./damage.ts";
import { COLUMNS, fromRow, MERGED_COLUMNS, toRow } from "./fact-codec.ts";
import { minuteKey } from "./minutes.ts";
import { checkOwner } from "./owner.ts";
import { added, NOTHING, type Totals, totalsOfChange, totalsOfRow } from "./proof.ts";
import type { ProofChain } from "./proof-chain.ts";
import type { ProvenFacts } from "./proven-facts.ts";
import type { Statements } from "./statements.ts";

/** The effect of a stored fact: the written row, and by how much the totals grew. */
interface Change {
  readonly row: Row;
  readonly isNew: boolean;
  readonly totals: Totals;
}

const valuesOf = (row: Row, columns: ReadonlyArray<string>): SqlValue[] => columns.map((column) => row[column] ?? null);

const totalsByMinute = (changes: ReadonlyArray<Change>): ReadonlyMap<string, Totals> => {
  const minutes = new Map<string, Totals>();
  for (const { row, totals } of changes) {
    const key = minuteKey(Number(row["time"]));
    minutes.set(key, added(minutes.get(key) ?? NOTHING, totals));
  }
  return minutes;
};

/** Adds facts to a database. The caller runs each request in one write transaction. */
export class FactWriter {
  readonly #statements: Statements;
  readonly #proofs: ProofChain;
  readonly #facts: ProvenFacts;
  readonly #file: string;

  constructor(statements: Statements, proofs: ProofChain, facts: ProvenFacts, file: string) {
    this.#statements = statements;
    this.#proofs = proofs;
    this.#facts = facts;
    this.#file = file;
  }

  /** Adds the facts of a request, each once, and answers how many facts are new. */
  append({ name, facts, owner }: AppendRequest): E.Either<StoreError, number> {
    const distinct = [...addFacts(new Map(), facts).all.values()].sort(compareForWriting);
    return pipe(
      checkOwner(this.#statements, this.#file, owner),
      E.chain(() => E.traverseArray((fact: Fact) => this.#add(fact))(distinct)),
      E.map((changes) => changes.flat()),
      E.chainFirst((changes) => this.#prove(name, changes)),
      E.map((changes) => changes.filter(({ isNew }) => isNew)),
      E.chainFirst((changes) => this.#expectNew(name, changes)),
      E.map((changes) => changes.length),
    );
  }

  #add(fact: Fact): E.Either<StoreError, ReadonlyArray<Change>> {
    return pipe(
      toRow(fact),
      E.chain((row) =>
        Number(this.#statements.insert.run(...valuesOf(row, COLUMNS)).changes) > 0
          ? E.right([{ row, isNew: true, totals: totalsOfRow(row) }])
          : this.#merge(fact),
      ),
    );
  }

  /**
   * Stores the additions of a second copy of a fact. To find additions, the stored fact is also merged with itself, and the
   * two rows are compared: a merge may write the same attributes in another order.
   */
  #merge(fact: Fact): E.Either<StoreError, ReadonlyArray<Change>> {
    const { name } = fact;
    const row = this.#statements.fact.get(name, identityOf(fact));
    return pipe(
      row === undefined ? E.left(missingFacts(name, this.#file)) : fromRow(fact)(row),
      E.chain((stored) =>
        pipe(E.Do, E.apS("before", toRow(mergeFacts(stored, stored))), E.apS("after", toRow(mergeFacts(stored, fact)))),
      ),
      E.map(({ before, after }) => (this.#isSame(before, after) ? [] : [this.#update(fact, before, after)])),
    );
  }

  #isSame(before: Row, after: Row): boolean {
    return MERGED_COLUMNS.every((column) => before[column] === after[column]);
  }

  #update(fact: Fact, before: Row, after: Row): Change {
    this.#statements.update.run(...valuesOf(after, MERGED_COLUMNS), fact.name, identityOf(fact));
    return { row: after, isNew: false, totals: totalsOfChange(before, after) };
  }

  /** Takes changes into the proof of the name, and of each minute. */
  #prove(name: ParameterName, changes: ReadonlyArray<Change>): E.Either<StoreError, void> {
    if (changes.length === 0) return E.right(undefined);
    const ofName: readonly [string, Totals] = [name, changes.map(({ totals }) => totals).reduce(added, NOTHING)];
    return pipe(
      [ofName, ...totalsByMinute(changes)],
      E.traverseArray(([key, totals]) => this.#proofs.add(key, totals)),
      E.map(() => undefined),
    );
  }

  /** A damaged index of identities can let a fact in twice: the index `by_name` tells of the first copy. */
  #expectNew(name: ParameterName, changes: ReadonlyArray<Change>): E.Either<StoreError, void> {
    const hasTwin = changes.some(({ row }) => {
      const { kind = null, time = null } = row;
      return this.#statements.sameTime.get(name, kind, time)?.["facts"] !== 1;
    });
    return hasTwin ? E.map(() => undefined)(this.#facts.facts(name)) : E.right(undefined);
  }
}
