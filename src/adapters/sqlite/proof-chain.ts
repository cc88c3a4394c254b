import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import type { StoreError } from "../../ports/store-error.ts";
import { damagedProofs } from "./damage.ts";
import { added, covers, fromProofRow, NOTHING, type Proof, type Totals, toProofRow } from "./proof.ts";
import type { Statements } from "./statements.ts";

/**
 * The proofs of a database. Each proof names the next key, so a lost proof is noticed. The chain remembers the last proof
 * that was read, because one answer often needs the same proof several times. Call {@link ProofChain.forget} before each
 * snapshot.
 */
export class ProofChain {
  readonly #statements: Pick<Statements, "proof" | "putProof">;
  readonly #file: string;
  #last: Proof | undefined;

  constructor(statements: Pick<Statements, "proof" | "putProof">, file: string) {
    this.#statements = statements;
    this.#file = file;
  }

  /** Forgets the remembered proof: another snapshot may hold other proofs. */
  forget(): void {
    this.#last = undefined;
  }

  /** The proof of a key, or of the last key before. */
  at(key: string): E.Either<StoreError, Proof> {
    if (this.#last?.key === key) return E.right(this.#last);
    const row = this.#statements.proof.get(key);
    this.#last = row === undefined ? undefined : fromProofRow(row);
    const proof = this.#last;
    return proof !== undefined && covers(proof, key) ? E.right(proof) : E.left(damagedProofs(this.#file));
  }

  /** The totals that the facts of a key must have. */
  totalsOf(key: string): E.Either<StoreError, Totals> {
    return E.map((proof: Proof) => (proof.key === key ? proof : NOTHING))(this.at(key));
  }

  /** Adds a change to the totals of a key. A key without a proof gets a proof. */
  add(key: string, change: Totals): E.Either<StoreError, void> {
    return pipe(
      this.at(key),
      E.map((proof) => {
        const isKnown = proof.key === key;
        if (!isKnown) this.#put({ ...proof, next: key });
        return this.#put({ key, next: proof.next, ...added(isKnown ? proof : NOTHING, change) });
      }),
    );
  }

  #put(proof: Proof): void {
    this.forget();
    this.#statements.putProof.run(...toProofRow(proof));
  }
}
