import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { ConfigurationError } from "../config/configuration-error.ts";

/** What can go wrong while the service is put together. */
export type CompositionError = ConfigurationError | StoreError;

/**
 * How URLs of one scheme become a store, a source or a target. A package with a store of its own exports a scheme: see
 * docs/write-your-own-store.md.
 */
export interface Scheme<Service> {
  /** The text before the colon of the URL, e.g. `s3`. */
  readonly scheme: string;
  /** The accepted form, for messages, e.g. `s3://BUCKET`. */
  readonly form: string;
  /** Opens what the URL names. Called once per process. */
  open(url: string): TaskEither<CompositionError, Service>;
}

/** A scheme of stores. */
export type StoreScheme = Scheme<BackupStore>;

/** A scheme of parameter sources. */
export type SourceScheme = Scheme<ParameterSource>;

/** A scheme of Parameter Stores to restore into. */
export type TargetScheme = Scheme<ParameterTarget>;
