import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { withLabelsAt } from "../../domain/history/labels.ts";
import type { State } from "../../domain/history/state.ts";
import { identityOf, type VersionFact, type VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Millis } from "../../domain/model/time.ts";
import { changesBetween } from "../../domain/restore/parameter-state.ts";
import type { RestoreRow } from "../../domain/restore/restore-plan.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";
import type { StoreError } from "../../ports/store-error.ts";

/** A fact that was stored after the planning changed the state of a row. */
export type Outdated = Failure<"Outdated">;

const outdated = failureOf("Outdated");

/** @param news The store's present answer about the parameter at the instant. */
const outdatedBy = (news: string): Outdated =>
  outdated(`${news}: the store learned that after this was planned, and nothing was written; plan again`);

const describeVersion = ({ version, modifiedAt }: VersionSummary): string =>
  `${version === undefined ? "the version" : `version ${version}`} of ${new Date(modifiedAt).toISOString()}`;

type Checked<A> = TE.TaskEither<StoreError | Outdated, A>;

const stateOf =
  (store: BackupStore, name: ParameterName, instant: Millis): TE.TaskEither<StoreError, State | undefined> =>
  async () => {
    for await (const state of store.statesAt({ _tag: "Key", name }, instant)) return state;
    return E.right(undefined);
  };

/**
 * Loads the version of a row, with the labels of the instant. A late fact may have changed the state at the instant, so
 * the state is read again. Another version, other labels or a deletion make the row `Outdated`. Costs one read of
 * states and one load.
 *
 * @param version The version in the row.
 * @param labelChanges The label changes in the row.
 */
export const loadPlanned = (
  store: BackupStore,
  version: VersionSummary,
  labelChanges: NonNullable<RestoreRow["labelChanges"]>,
  instant: Millis,
): Checked<VersionFact> =>
  pipe(
    stateOf(store, version.name, instant),
    TE.chainW((state): Checked<VersionFact> => {
      if (state?._tag !== "Exists") return TE.left(outdatedBy("it did not exist at the instant"));
      if (identityOf(state.version) !== identityOf(version)) {
        return TE.left(outdatedBy(`it was ${describeVersion(state.version)} at the instant`));
      }
      return pipe(
        store.load(version),
        TE.chainW((stored): Checked<VersionFact> => {
          const current = withLabelsAt(stored, state.labelChanges, instant);
          const isSame = changesBetween(withLabelsAt(stored, labelChanges, instant), current).length === 0;
          return isSame ? TE.right(current) : TE.left(outdatedBy("its labels at the instant were others"));
        }),
      );
    }),
  );

/**
 * Checks that the parameter still did not exist at the instant, by the store. Only then may a row delete the parameter.
 */
export const checkAbsent = (store: BackupStore, name: ParameterName, instant: Millis): Checked<void> =>
  pipe(
    stateOf(store, name, instant),
    TE.chainW(
      (state): Checked<void> =>
        state?._tag === "Exists"
          ? TE.left(outdatedBy(`it existed at the instant, as ${describeVersion(state.version)}`))
          : TE.right(undefined),
    ),
  );
