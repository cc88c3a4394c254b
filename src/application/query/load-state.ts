import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { withLabelsAt } from "../../domain/history/labels.ts";
import type { State } from "../../domain/history/state.ts";
import type { VersionFact } from "../../domain/model/fact.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";

/** The state of a parameter that existed at an instant. */
export type ExistingState = Extract<State, { readonly _tag: "Exists" }>;

/** Loads the version of a state. The version and older versions get the labels that they had at the instant. */
export const loadState = (
  store: BackupStore,
  { version, labelChanges }: Pick<ExistingState, "version" | "labelChanges">,
  instant: Millis,
): TE.TaskEither<StoreError, VersionFact> =>
  pipe(
    store.load(version),
    TE.map((stored) => withLabelsAt(stored, labelChanges, instant)),
  );
