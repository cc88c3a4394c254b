import { type Failure, failureOf } from "./failure.ts";

/**
 * The store does not exist or has wrong settings (missing bucket, versioning off, not a database, another account's
 * parameters). A person has to correct the settings.
 */
export type StoreMisconfigured = Failure<"StoreMisconfigured">;
/** The store refused: rights are missing. */
export type StoreAccessDenied = Failure<"StoreAccessDenied">;
/** The store asked for fewer requests, after the adapter's own retries. Trying again later helps. */
export type StoreThrottled = Failure<"StoreThrottled">;
/** The store did not answer (network, timeout, server error, a lock held too long). Whether the effect came is open. */
export type StoreUnavailable = Failure<"StoreUnavailable">;
/** Something in the store can't be read as a fact. The store never guesses. */
export type StoreCorrupt = Failure<"StoreCorrupt">;
/** Anything else; `message` names the kind of error, `cause` holds it. */
export type StoreUnexpected = Failure<"StoreUnexpected">;

/** Every way in which a {@link BackupStore} fails. An absence is no failure. */
export type StoreError =
  | StoreMisconfigured
  | StoreAccessDenied
  | StoreThrottled
  | StoreUnavailable
  | StoreCorrupt
  | StoreUnexpected;

/** Makes a {@link StoreMisconfigured}; the message holds no value of a parameter. */
export const storeMisconfigured = failureOf("StoreMisconfigured");
/** Makes a {@link StoreAccessDenied}; the message holds no value of a parameter. */
export const storeAccessDenied = failureOf("StoreAccessDenied");
/** Makes a {@link StoreThrottled}; the message holds no value of a parameter. */
export const storeThrottled = failureOf("StoreThrottled");
/** Makes a {@link StoreUnavailable}; the message holds no value of a parameter. */
export const storeUnavailable = failureOf("StoreUnavailable");
/** Makes a {@link StoreCorrupt}; the message holds no value of a parameter. */
export const storeCorrupt = failureOf("StoreCorrupt");
/** Makes a {@link StoreUnexpected}; the message holds no value of a parameter. */
export const storeUnexpected = failureOf("StoreUnexpected");
