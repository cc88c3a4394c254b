import * as TE from "fp-ts/lib/TaskEither.js";
import { scopedStore } from "../../adapters/decorators/scoped-store.ts";
import type { Scopes } from "../../application/backup/scopes.ts";
import { isSameScope, type Scope, scopeText } from "../../domain/model/scope.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { type SourceError, sourceUnexpected } from "../../ports/source-error.ts";
import { roleOf, type StoredScopes } from "../config/stored-scopes.ts";

/** A Parameter Store, and the store that its parameters are backed up into. */
export interface BothSides {
  readonly source: ParameterSource;
  readonly store: BackupStore;
}

/** The sides of the first scope as the use cases see them, and the sides of all scopes. */
export interface OpenedSides extends BothSides {
  /** Account and region of the first scope; absent where no scope is configured. */
  readonly owner?: Scope;
  readonly scopes?: Scopes;
  /** Closes the Parameter Stores that were opened for the other scopes. */
  readonly closeOthers: () => void;
}

const storeOf = (store: BackupStore, { prefixed }: StoredScopes, scope: Scope): BackupStore =>
  prefixed ? scopedStore(store, scope) : store;

/** The part of a store that holds the first scope; the whole store where no scope is configured. */
export const homeStoreOf = (store: BackupStore, scopes: StoredScopes | undefined): BackupStore =>
  scopes === undefined ? store : storeOf(store, scopes, scopes.all[0]);

/** Opens the Parameter Store of each scope when the scope is first asked for, once. */
const openOnce = (readRole: string, openSource: (url: string) => Promise<ParameterSource>) => {
  const opened = new Map<string, ParameterSource>();
  return {
    of: async (scope: Scope): Promise<ParameterSource> => {
      const key = scopeText(scope);
      const source = opened.get(key) ?? (await openSource(`ssm:${scope.region}?role=${roleOf(readRole, scope)}`));
      // Names of a batch ask at once. The first source stays, and the others are closed.
      const first = opened.get(key) ?? source;
      if (first !== source) source.close();
      opened.set(key, first);
      return first;
    },
    close: (): void => {
      for (const source of opened.values()) source.close();
    },
  };
};

/**
 * Gives each scope its sides: the names in the store carry account and region where several scopes share the store, and
 * the Parameter Store of every other scope is read with a role of that account.
 *
 * @param openSource Opens the Parameter Store that a URL names.
 */
export const openScopes = (
  { source, store }: BothSides,
  scopes: StoredScopes | undefined,
  openSource: (url: string) => Promise<ParameterSource>,
): OpenedSides => {
  if (scopes === undefined) return { source, store, closeOthers: () => {} };
  const [home] = scopes.all;
  const others = openOnce(scopes.readRole ?? "", openSource);
  const sourceOf = async (scope: Scope): Promise<ParameterSource> =>
    isSameScope(scope, home) ? source : others.of(scope);
  return {
    source,
    store: homeStoreOf(store, scopes),
    owner: home,
    scopes: {
      all: scopes.all,
      open: (scope) =>
        TE.tryCatch(
          async () => ({ source: await sourceOf(scope), store: storeOf(store, scopes, scope), owner: scope }),
          (error): SourceError =>
            sourceUnexpected("the Parameter Store of this account and region can't be opened", error),
        ),
    },
    closeOthers: others.close,
  };
};
