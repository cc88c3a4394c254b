import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import {
  compareRecords,
  identityOf,
  isRelabelling,
  type RecordSummary,
  type Tombstone,
} from "../../domain/model/backup-record.ts";
import { isKeptName, type ParameterName } from "../../domain/model/parameter-name.ts";
import type { Millis } from "../../domain/model/time.ts";
import { type StoreError, storeCorrupt } from "../../ports/store-error.ts";
import type { Row } from "./connection.ts";
import {
  added,
  covers,
  fromProofRow,
  fromTotalsRow,
  isWhole,
  type NewestTimes,
  NO_NAME,
  NOTHING,
  type Proof,
  type Totals,
  toProofRow,
  totalsOf,
} from "./proof.ts";
import { fromSummaryRow } from "./row-codec.ts";
import type { Statements } from "./statements.ts";

/** What makes a record itself, within its name. */
const IDENTITY_COLUMNS = ["kind", "time", "version", "labelled"] as const;

const isInOrder = (records: ReadonlyArray<RecordSummary>): boolean =>
  records.every((record, index) => {
    const before = records[index - 1];
    return before === undefined || compareRecords(before, record) <= 0;
  }) && new Set(records.map(identityOf)).size === records.length;

/**
 * The records of a database, each answer proven to be whole: the checksums of rows can't see a row that SQLite does not
 * find. All calls of one question have to see one state of the database.
 */
export class ProvenRecords {
  readonly #statements: Statements;
  readonly #file: string;

  constructor(statements: Statements, file: string) {
    this.#statements = statements;
    this.#file = file;
  }

  /** The newest record at or before an instant: the scan that proves the name tells its time, so a seek can't go astray. */
  newestAt(name: ParameterName, instant: Millis): E.Either<StoreError, O.Option<RecordSummary>> {
    return pipe(
      this.#newestTimes(name, instant),
      E.chain(({ newest }) => this.#expectAt(name, this.#statements.newestAt.get(name, instant), newest)),
    );
  }

  /** The newest record that is no relabelling, proven in the same way. */
  head(name: ParameterName): E.Either<StoreError, O.Option<RecordSummary>> {
    return pipe(
      this.#newestTimes(name, Number.MAX_SAFE_INTEGER),
      E.chain(({ head }) => this.#expectAt(name, this.#statements.head.get(name), head)),
      E.filterOrElse(
        (record) => O.isNone(record) || !isRelabelling(record.value),
        () => this.#incomplete(name),
      ),
    );
  }

  /** How many records there are. */
  count(name: ParameterName): E.Either<StoreError, number> {
    return E.map((proof: Proof) => (proof.name === name ? proof.records : 0))(this.#proofAt(name));
  }

  /** The place of a deletion among those of its second: its own, or the next free one. */
  ordinalOf(tombstone: Tombstone): E.Either<StoreError, number> {
    const { name, deletedAt } = tombstone;
    for (let ordinal = 0; ; ordinal += 1) {
      const row = this.#statements.same.get(name, "Tombstone", deletedAt, ordinal, 0);
      if (row === undefined) return E.right(ordinal);
      const kept = fromSummaryRow(name)(row);
      if (E.isLeft(kept)) return kept;
      if (row["kind"] !== "Tombstone" || row["time"] !== deletedAt || row["version"] !== ordinal) {
        return E.left(this.#incomplete(name));
      }
      if (identityOf(kept.right) === identityOf(tombstone)) return E.right(ordinal);
    }
  }

  /** All records, oldest first. */
  history(name: ParameterName): E.Either<StoreError, ReadonlyArray<RecordSummary>> {
    const rows = this.#statements.history.all(name);
    return pipe(
      E.traverseArray(fromSummaryRow(name))(rows),
      E.chainFirst(() => this.#expectWhole(name, totalsOf(rows))),
      E.filterOrElse(isInOrder, () => this.#incomplete(name)),
    );
  }

  /** The first name between two texts, both excluded. */
  nameBetween(after: string, before: string): E.Either<StoreError, ParameterName | undefined> {
    return pipe(
      this.#proofAt(after),
      E.chain(({ next }) => {
        if (next === NO_NAME || next >= before) return E.right(undefined);
        return isKeptName(next) ? E.right(next) : E.left(this.#damagedNames());
      }),
    );
  }

  /** Proves a row that the store claims to have already, and answers its record. */
  expectKept(name: ParameterName, row: Row): E.Either<StoreError, RecordSummary> {
    const same = this.#statements.same.get(name, ...IDENTITY_COLUMNS.map((column) => row[column] ?? null));
    return pipe(
      same === undefined ? E.left(this.#incomplete(name)) : fromSummaryRow(name)(same),
      E.filterOrElse(
        () => IDENTITY_COLUMNS.every((column) => same?.[column] === row[column]),
        () => this.#incomplete(name),
      ),
    );
  }

  /** Takes rows that were inserted into the proof of their name. */
  extend(name: ParameterName, rows: ReadonlyArray<Row>): E.Either<StoreError, void> {
    if (rows.length === 0) return E.right(undefined);
    return pipe(
      this.#proofAt(name),
      E.map((proof) => {
        const known = proof.name === name;
        if (!known) this.#put({ ...proof, next: name });
        return this.#put({ name, next: proof.next, ...added(known ? proof : NOTHING, totalsOf(rows)) });
      }),
      E.chain(() => this.#expectNew(name, rows)),
    );
  }

  /** A damaged index of identities lets a record in that is there already. Twins may be a deletion and a version. */
  #expectNew(name: ParameterName, rows: ReadonlyArray<Row>): E.Either<StoreError, void> {
    const hasTwin = rows.some((row) => {
      const columns = [row["time"] ?? null, row["version"] ?? null, row["labelled"] ?? null];
      return this.#statements.twins.get(name, ...columns)?.["twins"] !== 1;
    });
    return hasTwin ? E.map(() => undefined)(this.history(name)) : E.right(undefined);
  }

  #put(proof: Proof): void {
    this.#statements.putProof.run(...toProofRow(proof));
  }

  #newestTimes(name: ParameterName, instant: Millis): E.Either<StoreError, NewestTimes> {
    const totals = fromTotalsRow(this.#statements.totals.get(instant, name) ?? {});
    return totals === undefined ? E.left(this.#incomplete(name)) : E.map(() => totals)(this.#expectWhole(name, totals));
  }

  #expectAt(
    name: ParameterName,
    row: Row | undefined,
    time: Millis | null,
  ): E.Either<StoreError, O.Option<RecordSummary>> {
    return pipe(
      O.fromNullable(row),
      O.traverse(E.Applicative)(fromSummaryRow(name)),
      E.filterOrElse(
        (record) => (O.toUndefined(record)?.at ?? null) === time,
        () => this.#incomplete(name),
      ),
    );
  }

  #expectWhole(name: ParameterName, found: Totals): E.Either<StoreError, void> {
    return pipe(
      this.#proofAt(name),
      E.chain((proof) =>
        isWhole(proof.name === name ? proof : NOTHING, found) ? E.right(undefined) : E.left(this.#incomplete(name)),
      ),
    );
  }

  #proofAt(key: string): E.Either<StoreError, Proof> {
    const row = this.#statements.proof.get(key);
    const proof = row === undefined ? undefined : fromProofRow(row);
    return proof !== undefined && covers(proof, key) ? E.right(proof) : E.left(this.#damagedNames());
  }

  #incomplete(name: ParameterName): StoreError {
    return storeCorrupt(
      `records of "${name}" are missing or damaged in the database "${this.#file}": put a copy of it back`,
    );
  }

  #damagedNames(): StoreError {
    return storeCorrupt(`the names are damaged in the database "${this.#file}": put a copy of it back`);
  }
}
