import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import type { VersionFact } from "../../domain/model/fact.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { type ExistingState, loadState } from "./load-state.ts";

/** Versions that are loaded at once. */
const CONCURRENT_LOADS = 8;

/**
 * Reads every parameter of a selection that existed at an instant, ordered by name, with the value and labels of the
 * instant.
 */
export const readStates =
  (store: BackupStore) =>
  (selection: Selection, instant: Millis): TaskEither<StoreError, ReadonlyArray<VersionFact>> =>
  async () => {
    const existing: ExistingState[] = [];
    for await (const state of store.statesAt(selection, instant)) {
      if (E.isLeft(state)) return state;
      if (state.right._tag === "Exists") existing.push(state.right);
    }
    return E.sequenceArray(
      await pMap(existing, (state) => loadState(store, state, instant)(), { concurrency: CONCURRENT_LOADS }),
    );
  };
