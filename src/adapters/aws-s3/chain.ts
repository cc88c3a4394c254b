import * as t from "io-ts";

/**
 * Objects of one key. Each object has a newer version than the object before, and was written onto the object before.
 * `start` is the version id of the oldest object. `length` is the number of writes after `start`, up to and with the object
 * that carries the chain in its metadata.
 *
 * Where a listing shows `start` exactly `length` places below this object, all objects between the two belong to the
 * chain, and lie in the order of time. The chain has `length - 1` objects between the two, and the listing has no more
 * places: an object of another writer would be one too many.
 */
export interface Chain {
  readonly start: string;
  readonly length: number;
}

/** Writes after which a new chain begins. At most so many objects are walked where a lifecycle rule removed the start. */
const LONGEST_CHAIN = 32;

/** Version ids that fit into metadata. AWS's have 32 characters; an endless id of another S3 must not make a write fail. */
const VERSION_ID = /^\S{1,100}$/;

const Length = t.refinement(t.number, (length) => Number.isInteger(length) && length > 0, "a whole number from 1");

/** io-ts codec of a {@link Chain}. */
export const Chain: t.Type<Chain> = t.readonly(t.type({ start: t.string, length: Length }));

/**
 * The chain of an object that is written onto the object `versionId`, the last of `chain`. `undefined` where a new chain
 * begins and the metadata can't hold the version id.
 */
export const chainOnto = (versionId: string | undefined, chain: Chain | undefined): Chain | undefined => {
  if (chain !== undefined && chain.length < LONGEST_CHAIN) return { start: chain.start, length: chain.length + 1 };
  return versionId !== undefined && VERSION_ID.test(versionId) ? { start: versionId, length: 1 } : undefined;
};
