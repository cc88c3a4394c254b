import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { type StoreError, storeCorrupt } from "../../ports/store-error.ts";

/** What a store answers instead of a damaged fact. Nothing of the row is quoted, because the row may hold anything. */
export const damagedFact = (name: ParameterName): StoreError =>
  storeCorrupt(`a fact of "${name}" is damaged in the database: put a copy of the database back`);

/** The failure when the facts of a name do not fit the name's proof. */
export const missingFacts = (name: ParameterName, file: string): StoreError =>
  storeCorrupt(`facts of "${name}" are missing or damaged in the database "${file}": put a copy of it back`);

/** The failure when the facts of a minute do not fit the minute's proof. */
export const missingMinute = (file: string): StoreError =>
  storeCorrupt(`facts are missing or damaged in the database "${file}": put a copy of it back`);

/** The failure when a proof does not fit the proof's checksum, or is missing from the chain. */
export const damagedProofs = (file: string): StoreError =>
  storeCorrupt(`the proofs are damaged in the database "${file}": put a copy of it back`);
