import * as t from "io-ts";

/**
 * Objects of one key, each with a newer version and written onto the object before: `start` is the version id of the
 * oldest object, `length` the number of writes since then, this object's own included.
 *
 * Where a listing shows `start` exactly `length` places below an object, everything in between belongs to the chain,
 * and so stands in the order of time: each of those `length - 1` objects was written after `start` and before this
 * one, and there are only so many places. Whatever another writer put in between makes one too many.
 */
export interface Chain {
  readonly start: string;
  readonly length: number;
}

/** After so many writes a new chain begins: where a lifecycle rule has removed the start, so many are walked at most. */
const LONGEST_CHAIN = 32;

/** AWS's version ids have 32 characters; an endless one of another S3 must not make a write fail. */
const VERSION_ID = /^\S{1,100}$/;

const Length = t.refinement(t.number, (length) => Number.isInteger(length) && length > 0, "a whole number from 1");

/** io-ts codec of a {@link Chain}. */
export const Chain: t.Type<Chain> = t.readonly(t.type({ start: t.string, length: Length }));

/** The chain of what is written onto the object `versionId`, which ends `chain`; none where it can't be named. */
export const chainOnto = (versionId: string | undefined, chain: Chain | undefined): Chain | undefined => {
  if (chain !== undefined && chain.length < LONGEST_CHAIN) return { start: chain.start, length: chain.length + 1 };
  return versionId !== undefined && VERSION_ID.test(versionId) ? { start: versionId, length: 1 } : undefined;
};
