import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { State } from "../../domain/history/state.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { isSameScope, type Scope, scopedName, scopePrefix, scopeText, unscopedName } from "../../domain/model/scope.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { AppendRequest, BackupStore, Tail } from "../../ports/backup-store.ts";
import { type StoreError, storeMisconfigured } from "../../ports/store-error.ts";

/** Gives the name inside the scope, or the name inside the whole store. */
type Rename = <Named extends { readonly name: ParameterName }>(named: Named) => Named;

const selectionIn = (scope: Scope, selection: Selection): Selection =>
  selection._tag === "Key"
    ? { _tag: "Key", name: scopedName(scope, selection.name) }
    : { _tag: selection._tag, path: `${scopePrefix(scope)}${selection.path}` };

const renameTail =
  (rename: Rename) =>
  ({ newest, deletions, ...hint }: Tail): Tail => ({
    ...hint,
    ...(newest === undefined ? {} : { newest: rename(newest) }),
    deletions: deletions.map(rename),
  });

const renameState =
  (rename: Rename) =>
  (state: State): State =>
    state._tag === "Deleted"
      ? { ...rename(state), deletion: rename(state.deletion) }
      : { ...rename(state), version: rename(state.version), labelChanges: state.labelChanges.map(rename) };

const foreignOwner = (scope: Scope, owner: Scope): StoreError =>
  storeMisconfigured(
    `this part of the store is for the parameters of ${scopeText(scope)}, and these are of ${scopeText(owner)}: use the part of that account and region`,
  );

async function* renamed<A>(
  answers: AsyncIterable<E.Either<StoreError, A>>,
  rename: (answer: A) => A,
): AsyncGenerator<E.Either<StoreError, A>> {
  for await (const answer of answers) yield E.map(rename)(answer);
}

/**
 * The part of a store that belongs to one account and region. The store has every name of the part under
 * `/ACCOUNT/REGION`. The part takes only facts of this account and region; the whole store has no owner. Closing the part
 * closes the store.
 */
export const scopedStore = (store: BackupStore, scope: Scope): BackupStore => {
  const enter: Rename = (named) => ({ ...named, name: scopedName(scope, named.name) });
  const leave: Rename = (named) => ({ ...named, name: unscopedName(scope, named.name) });
  const append = ({ name, facts, seen }: AppendRequest): TE.TaskEither<StoreError, number> =>
    store.append({
      name: scopedName(scope, name),
      facts: facts.map(enter),
      ...(seen === undefined ? {} : { seen: renameTail(enter)(seen) }),
    });
  return {
    capabilities: store.capabilities,
    append: (request) => {
      const { owner } = request;
      const isForeign = owner !== undefined && !isSameScope(owner, scope);
      return isForeign ? TE.left(foreignOwner(scope, owner)) : append(request);
    },
    tail: (name) => pipe(store.tail(scopedName(scope, name)), TE.map(renameTail(leave))),
    facts: (name) =>
      pipe(
        store.facts(scopedName(scope, name)),
        TE.map((facts) => facts.map(leave)),
      ),
    statesAt: (selection, instant, isRead = () => true) =>
      renamed(
        store.statesAt(selectionIn(scope, selection), instant, (name) => isRead(unscopedName(scope, name))),
        renameState(leave),
      ),
    factsWithin: (selection, span) => renamed(store.factsWithin(selectionIn(scope, selection), span), leave),
    load: (version) => pipe(store.load(enter(version)), TE.map(leave)),
    close: () => store.close(),
  };
};
