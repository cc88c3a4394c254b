import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import type { StoreError } from "../../ports/store-error.ts";
import type { ConfigurationError } from "../config/configuration-error.ts";

/** What can go wrong while the service is put together. */
export type CompositionError = ConfigurationError | StoreError;

/**
 * How URLs of one scheme become a store or a source. An outside package exports one to bring its own: see
 * docs/write-your-own-store.md.
 */
export interface Scheme<Service> {
  /** What stands before the colon of the URL, e.g. `s3`. */
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

/** A scheme of Parameter Stores to restore into: the URL is the source's. */
export type TargetScheme = Scheme<ParameterTarget>;
