import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { RestoreOrigin } from "../../domain/restore/restore-plan.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";

/** What planning needs of the outside. */
export interface PlanDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly clock: Clock;
  /** Which store and Parameter Store these are; a plan is for them alone. */
  readonly origin: RestoreOrigin;
  /** A digest of a text, so that an edited plan is told. */
  readonly digest: (text: string) => string;
}

/** How a restore is planned. */
export interface PlanOptions {
  /** Whether to delete what came into being after the instant. Default: false, it is listed and kept. */
  readonly prune?: boolean;
  /** Only these names of the selection. Default: all. */
  readonly only?: ReadonlyArray<ParameterName>;
  /** The path, with a slash at its end, to restore into in place of the selection's own. Default: none. */
  readonly to?: string;
  /**
   * Whether Parameter Store is another one than that which was backed up (another region or account): its versions
   * then say nothing about the kept ones. Default: false.
   */
  readonly elsewhere?: boolean;
  /**
   * Whether what has not changed by its version is compared all the same: labels and tags change without one. Reads a
   * record, a history and tags of every name. Default: false, in place; elsewhere every name is compared.
   */
  readonly thorough?: boolean;
  /** Whether to delete and re-create where SSM takes nothing else. Default: false. */
  readonly allowRecreate?: boolean;
  /** Whether values are told in the plan. Default: false, they read `[redacted]`. */
  readonly showValues?: boolean;
}

/** The instant has not come yet. */
export type InstantInFuture = Failure<"InstantInFuture">;
/** Nothing is known of the selection at the instant. */
export type NothingKept = Failure<"NothingKept">;
/** The options contradict each other or the selection. */
export type BadRestore = Failure<"BadRestore">;
/** Why a restore can't be planned. */
export type PlanError = SourceError | StoreError | InstantInFuture | NothingKept | BadRestore;

/** Makes an {@link InstantInFuture}. */
export const instantInFuture = failureOf("InstantInFuture");
/** Makes a {@link NothingKept}. */
export const nothingKept = failureOf("NothingKept");
/** Makes a {@link BadRestore}. */
export const badRestore = failureOf("BadRestore");

/** A restore that is planned. */
export interface Task extends PlanOptions {
  readonly selection: Selection;
  readonly instant: Millis;
}

/** Whether it is restored to where it was: only there do live versions say what was at the instant. */
export const isInPlace = ({ to, elsewhere }: Task): boolean => to === undefined && elsewhere !== true;
