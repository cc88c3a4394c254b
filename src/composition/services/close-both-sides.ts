import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { StoreError } from "../../ports/store-error.ts";

/** Lets go of the connections of a source, then of the files and connections of a store. */
export const closeBothSides =
  ({ source, store }: { readonly source: ParameterSource; readonly store: BackupStore }) =>
  (): TE.TaskEither<StoreError, void> =>
    pipe(
      TE.fromIO<void, StoreError>(() => source.close()),
      TE.chain(() => store.close()),
    );
