import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import type { FactSummary } from "../../domain/model/fact.ts";
import { isStorableName } from "../../domain/model/parameter-name.ts";
import { type Selection, selects } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { Row, SqlValue } from "./connection.ts";
import { missingMinute } from "./damage.ts";
import { fromSummaryRow } from "./fact-codec.ts";
import { endOfMinute, isMinuteKey, minuteKey, startOfMinute } from "./minutes.ts";
import { fromSumsRow, isSame, type Proof } from "./proof.ts";
import type { ProofChain } from "./proof-chain.ts";
import type { Statements } from "./statements.ts";

/** How many facts are read at once. */
const PAGE = 500;

/** A place among all facts, ordered by time. Facts after the place are still to be read. */
export interface Place {
  readonly time: Millis;
  /** Id of the row before the place; 0 is before all rows of `time`. */
  readonly id: number;
}

/** Some facts of a span, and where to read on; nothing is left when `next` is absent. */
export interface FactsPage {
  readonly facts: ReadonlyArray<FactSummary>;
  readonly next?: Place;
}

type PathSelection = Exclude<Selection, { readonly _tag: "Key" }>;

interface Question {
  readonly selection: PathSelection;
  readonly place: Place;
  /** The last millisecond of the question. */
  readonly until: Millis;
}

const placeOf = (row: Row): Place => ({ time: Number(row["time"]), id: Number(row["id"]) });

/** A damaged index entry can lead to a sound row of another entry. */
const isOfItsEntry = (row: Row): boolean => row["checksum"] === row["entry_checksum"];

const lastPlace = (rows: ReadonlyArray<Row>): Place | undefined => {
  const last = rows.at(-1);
  return last === undefined || rows.length < PAGE ? undefined : placeOf(last);
};

/**
 * The facts of a database by time, over all names. Each minute has a proof, as each name has: the store misses a fact
 * when SQLite does not find the fact any more. A page has to be read from one state of the database.
 */
export class FactsByTime {
  readonly #statements: Pick<Statements, "minuteSums" | "minuteFacts">;
  readonly #proofs: ProofChain;
  readonly #file: string;

  constructor(statements: Pick<Statements, "minuteSums" | "minuteFacts">, proofs: ProofChain, file: string) {
    this.#statements = statements;
    this.#proofs = proofs;
    this.#file = file;
  }

  /** A page of the facts of a path: from the first minute that has facts at or after a place. */
  page(question: Question): E.Either<StoreError, FactsPage> {
    const { place, until } = question;
    const key = minuteKey(place.time);
    return pipe(
      this.#proofs.at(key),
      E.chain((proof) =>
        proof.key === key
          ? this.#pageOfMinute(proof, question)
          : E.right({ facts: [], ...this.#nextMinute(proof, until) }),
      ),
    );
  }

  #nextMinute({ next }: Proof, until: Millis): { readonly next?: Place } {
    return isMinuteKey(next) && startOfMinute(next) <= until ? { next: { time: startOfMinute(next), id: 0 } } : {};
  }

  #pageOfMinute(proof: Proof, { selection, place, until }: Question): E.Either<StoreError, FactsPage> {
    const last = Math.min(until, endOfMinute(proof.key));
    const rows = this.#statements.minuteFacts.all(place.time, last, place.time, place.id, PAGE);
    const next = lastPlace(rows);
    return pipe(
      this.#expectWhole(proof, rows.length, [place.time, place.time, place.id, last]),
      E.filterOrElse(
        () => rows.every(isOfItsEntry),
        () => missingMinute(this.#file),
      ),
      E.chain(() => E.traverseArray((row: Row) => this.#decode(row))(rows)),
      E.map((facts) => ({
        facts: facts.filter(({ name }) => selects(selection, name)),
        ...(next === undefined ? this.#nextMinute(proof, until) : { next }),
      })),
    );
  }

  /** Proves a minute. The same scan counts the wanted facts, so a seek that went astray is noticed. */
  #expectWhole(proof: Proof, read: number, asked: ReadonlyArray<SqlValue>): E.Either<StoreError, void> {
    const row = this.#statements.minuteSums.get(...asked, startOfMinute(proof.key), endOfMinute(proof.key));
    const found = fromSumsRow(row ?? {});
    return found !== undefined && isSame(proof, found) && read === Math.min(found.sought, PAGE)
      ? E.right(undefined)
      : E.left(missingMinute(this.#file));
  }

  #decode(row: Row): E.Either<StoreError, FactSummary> {
    const { name } = row;
    return isStorableName(name) ? fromSummaryRow(name)(row) : E.left(missingMinute(this.#file));
  }
}
