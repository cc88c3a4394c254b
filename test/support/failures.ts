import * as source from "../../src/ports/source-error.ts";
import * as store from "../../src/ports/store-error.ts";

/** One failure of every kind that a parameter source knows. */
export const sourceFailures = (message: string, cause?: unknown): ReadonlyArray<source.SourceError> =>
  [
    source.sourceAccessDenied,
    source.sourceKeyUnavailable,
    source.sourceMisconfigured,
    source.sourceThrottled,
    source.sourceUnavailable,
    source.sourceInvalid,
    source.sourceUnexpected,
  ].map((make) => make(message, cause));

/** One failure of every kind that a backup store knows. */
export const storeFailures = (message: string, cause?: unknown): ReadonlyArray<store.StoreError> =>
  [
    store.storeMisconfigured,
    store.storeAccessDenied,
    store.storeThrottled,
    store.storeUnavailable,
    store.storeCorrupt,
    store.storeUnexpected,
  ].map((make) => make(message, cause));
