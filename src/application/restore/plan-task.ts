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

/** The ports that planning uses. */
export interface PlanDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly clock: Clock;
  /** The store and the Parameter Store. A plan is for this pair only. */
  readonly origin: RestoreOrigin;
  /** Makes a digest of a text. The digest reveals an edited plan. */
  readonly digest: (text: string) => string;
}

/** How a restore is planned. */
export interface PlanOptions {
  /**
   * Whether to delete parameters that were created after the instant. Default: false, such parameters are listed and
   * left alone.
   */
  readonly prune?: boolean;
  /** Only these names of the selection. Default: all. */
  readonly only?: ReadonlyArray<ParameterName>;
  /** Another path to restore into, with a slash at its end. Default: the path of the selection. */
  readonly to?: string;
  /**
   * Whether the restore writes to another Parameter Store than the backed-up one (another region or account). The live
   * versions then say nothing about the stored versions. Default: false.
   */
  readonly elsewhere?: boolean;
  /**
   * Whether to compare parameters whose version has not changed. Labels and tags change without a new version. Reads a
   * stored version, a history and tags of every name. Default: false in place; elsewhere every name is compared.
   */
  readonly thorough?: boolean;
  /** Whether to delete and re-create where SSM takes nothing else. Default: false. */
  readonly allowRecreate?: boolean;
  /** Whether the plan shows values. Default: false, a value reads `[redacted]`. */
  readonly showValues?: boolean;
}

/** The instant has not come yet. */
export type InstantInFuture = Failure<"InstantInFuture">;
/** The store has nothing of the selection at the instant. */
export type NothingStored = Failure<"NothingStored">;
/** The options contradict each other or the selection. */
export type BadRestore = Failure<"BadRestore">;
/** Why a restore can't be planned. */
export type PlanError = SourceError | StoreError | InstantInFuture | NothingStored | BadRestore;

/** Makes an {@link InstantInFuture}. */
export const instantInFuture = failureOf("InstantInFuture");
/** Makes a {@link NothingStored}. */
export const nothingStored = failureOf("NothingStored");
/** Makes a {@link BadRestore}. */
export const badRestore = failureOf("BadRestore");

/** A restore to plan. */
export interface Task extends PlanOptions {
  readonly selection: Selection;
  readonly instant: Millis;
}

/**
 * Whether the restore writes to the place of the backed-up parameters. Only there do live versions show the state at
 * the instant.
 */
export const isInPlace = ({ to, elsewhere }: Task): boolean => to === undefined && elsewhere !== true;
