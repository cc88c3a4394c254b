import * as TE from "fp-ts/lib/TaskEither.js";
import { scopedStore } from "../../adapters/decorators/scoped-store.ts";
import type { Scopes } from "../../application/backup/scopes.ts";
import { isSameScope, type Scope, scopeText } from "../../domain/model/scope.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { type SourceError, sourceUnexpected } from "../../ports/source-error.ts";
import { type KeptScopes, roleOf } from "../config/stored-scopes.ts";

/** The sides of the first scope, as they are when no other is known. */
export interface FirstSides {
  readonly source: ParameterSource;
  readonly store: BackupStore;
}

/** The sides of the first scope as its use cases see them, and those of all. */
export interface OpenedScopes extends FirstSides {
  readonly scopes?: Scopes;
}

/**
 * Puts account and region before the names of each scope, where that is wanted. The Parameter Stores of other scopes
 * are opened when they are needed, once, and closed with the first one.
 *
 * @param openSource Opens the Parameter Store that a URL names.
 */
export const openScopes = (
  { source, store }: FirstSides,
  kept: KeptScopes | undefined,
  openSource: (url: string) => Promise<ParameterSource>,
): OpenedScopes => {
  if (kept === undefined) return { source, store };
  const [home] = kept.all;
  const storeOf = (scope: Scope): BackupStore => (kept.prefixed ? scopedStore(store, scope) : store);
  const others = new Map<string, ParameterSource>();
  const sourceOf = async (scope: Scope): Promise<ParameterSource> => {
    if (isSameScope(scope, home)) return source;
    const key = scopeText(scope);
    const opened =
      others.get(key) ?? (await openSource(`ssm:${scope.region}?role=${roleOf(kept.readRole ?? "", scope)}`));
    // Names of a batch ask at once: whoever comes first decides.
    const only = others.get(key) ?? opened;
    if (only !== opened) opened.close();
    others.set(key, only);
    return only;
  };
  const close = (): void => {
    source.close();
    for (const other of others.values()) other.close();
  };
  return {
    source: {
      history: (name) => source.history(name),
      tags: (name) => source.tags(name),
      list: (selection) => source.list(selection),
      close,
    },
    store: storeOf(home),
    scopes: {
      all: kept.all,
      open: (scope) =>
        TE.tryCatch(
          async () => ({ source: await sourceOf(scope), store: storeOf(scope) }),
          (error): SourceError =>
            sourceUnexpected("the Parameter Store of this account and region can't be opened", error),
        ),
    },
  };
};
