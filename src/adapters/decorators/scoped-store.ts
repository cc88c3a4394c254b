import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { RecordSummary, VersionSummary } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { type Scope, scopedName, scopePrefix, unscopedName } from "../../domain/model/scope.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { BackupStore, Head } from "../../ports/backup-store.ts";

type Renamed = <Named extends { readonly name: ParameterName }>(named: Named) => Named;

const selectionIn = (scope: Scope, selection: Selection): Selection =>
  selection._tag === "Key"
    ? { _tag: "Key", name: scopedName(scope, selection.name) }
    : { _tag: selection._tag, path: `${scopePrefix(scope)}${selection.path}` };

/**
 * The part of a store that one account and region have in it: every name is kept as `/ACCOUNT/REGION` and the name.
 * Closing it closes the store.
 */
export const scopedStore = (store: BackupStore, scope: Scope): BackupStore => {
  const enter: Renamed = (named) => ({ ...named, name: scopedName(scope, named.name) });
  // Stores know the records that they handed out: with another one they would have to look for the version anew.
  const handedOut = new WeakMap<RecordSummary, VersionSummary>();
  const leave: Renamed = (named) => ({ ...named, name: unscopedName(scope, named.name) });
  const handOut = (record: RecordSummary): RecordSummary => {
    const renamed = leave(record);
    if (record._tag === "Version") handedOut.set(renamed, record);
    return renamed;
  };
  const renameHead = (rename: (record: RecordSummary) => RecordSummary) =>
    O.map((head: Head): Head => ({ ...head, record: rename(head.record) }));
  return {
    capabilities: store.capabilities,
    append: ({ name, expected, records }) =>
      store.append({
        name: scopedName(scope, name),
        expected: renameHead(enter)(expected),
        records: records.map(enter),
      }),
    head: (name) => pipe(store.head(scopedName(scope, name)), TE.map(renameHead(handOut))),
    history: (name) =>
      pipe(
        store.history(scopedName(scope, name)),
        TE.map((records) => records.map(handOut)),
      ),
    statesAt: async function* (selection, instant, isRead = () => true) {
      const states = store.statesAt(selectionIn(scope, selection), instant, (name) =>
        isRead(unscopedName(scope, name)),
      );
      for await (const state of states) yield pipe(state, E.map(handOut));
    },
    load: (version) => pipe(store.load(handedOut.get(version) ?? enter(version)), TE.map(leave)),
    close: () => store.close(),
  };
};
