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
  /** Names the store and the Parameter Store: a plan is for this pair alone. */
  readonly origin: RestoreOrigin;
  /** Makes a digest of a text, by which an edited plan is recognised. */
  readonly digest: (text: string) => string;
}

/** How a restore is planned. */
export interface PlanOptions {
  /** Whether to delete parameters that came into being after the instant. Default: false, they are listed and left alone. */
  readonly prune?: boolean;
  /** Only these names of the selection. Default: all. */
  readonly only?: ReadonlyArray<ParameterName>;
  /** The path, with a slash at its end, to restore into in place of the selection's own. Default: none. */
  readonly to?: string;
  /**
   * Whether the Parameter Store to write to is not the one that was backed up (another region or account): its versions
   * then say nothing about the stored versions. Default: false.
   */
  readonly elsewhere?: boolean;
  /**
   * Whether parameters whose version has not changed are compared all the same: labels and tags change without a new
   * version. Reads a stored version, a history and tags of every name. Default: false in place; elsewhere every name is
   * compared.
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

/** A restore that is planned. */
export interface Task extends PlanOptions {
  readonly selection: Selection;
  readonly instant: Millis;
}

/** Whether parameters are restored to where they were: only there do live versions say what was at the instant. */
export const isInPlace = ({ to, elsewhere }: Task): boolean => to === undefined && elsewhere !== true;
