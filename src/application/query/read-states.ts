import * as E from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import type { VersionRecord, VersionSummary } from "../../domain/model/backup-record.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { StoreError } from "../../ports/store-error.ts";

/** Records that are read at once. */
const CONCURRENT_NAMES = 8;

/** Reads every parameter of a selection that existed at an instant, with its value, ordered by name. */
export const readStates =
  (store: BackupStore) =>
  (selection: Selection, instant: Millis): TaskEither<StoreError, ReadonlyArray<VersionRecord>> =>
  async () => {
    const existed: VersionSummary[] = [];
    for await (const state of store.statesAt(selection, instant)) {
      if (E.isLeft(state)) return state;
      if (state.right._tag === "Version") existed.push(state.right);
    }
    return E.sequenceArray(await pMap(existed, (version) => store.load(version)(), { concurrency: CONCURRENT_NAMES }));
  };
