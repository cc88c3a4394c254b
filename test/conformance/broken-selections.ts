import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Selection } from "../../src/domain/model/selection.ts";
import { allOf, answering, type Break, type Broken, broken, dropping, filtered } from "./broken-store.ts";

const isBelow = (path: string, name: string): boolean => name.startsWith(path);
const isDirectly = (path: string, name: string): boolean => name.lastIndexOf("/") < path.length;

const selecting = (selects: (selection: Selection, name: string) => boolean): Break => answering({ selects });

const sound = (selection: Selection, name: string): boolean => {
  if (selection._tag === "Key") return name === selection.name;
  return isBelow(selection.path, name) && (selection._tag === "Tree" || isDirectly(selection.path, name));
};

const asKeyPrefix = (selection: Selection, name: string): boolean =>
  selection._tag === "Key" ? name.startsWith(selection.name) : sound(selection, name);

/** Stores that misunderstand a selection. */
export const SELECTIONS: ReadonlyArray<Broken> = [
  broken(
    "takes /app/ for /apple",
    selecting((selection, name) => {
      if (selection._tag === "Key") return name === selection.name;
      return (
        isBelow(selection.path.slice(0, -1), name) && (selection._tag === "Tree" || isDirectly(selection.path, name))
      );
    }),
    "selection: means one level",
    "selection: means a path with all below",
    "selection: means nothing for a path below",
  ),
  broken(
    "takes a key for everything that begins like the key",
    selecting(asKeyPrefix),
    "selection: means a key without what its name begins",
    "selection: means a key in a path",
  ),
  broken(
    "takes a level for all below",
    selecting((selection, name) =>
      selection._tag === "Key" ? name === selection.name : isBelow(selection.path, name),
    ),
    "selection: means one level",
    "selection: means the top level",
    "selection: means nothing for a level",
    "pages: cut no stream",
  ),
  broken(
    "takes a path for its first level",
    selecting((selection, name) =>
      sound(selection._tag === "Tree" ? { ...selection, _tag: "Level" } : selection, name),
    ),
    "selection: means a path with",
    "selection: means a path inside",
    "selection: means everything",
  ),
  broken(
    "ignores case",
    selecting((selection, name) =>
      selection._tag === "Key" ? name.toLowerCase() === selection.name.toLowerCase() : sound(selection, name),
    ),
    "selection: means nothing for a key that differs in case",
  ),
  broken(
    "takes a key for its path",
    selecting((selection, name) =>
      selection._tag === "Key"
        ? selection.name.startsWith(name) && selection.name.length >= name.length
        : sound(selection, name),
    ),
    "selection: means nothing for a key that is only a path",
  ),
  broken(
    "ignores the deepest level",
    selecting((selection, name) => sound(selection, name) && name.split("/").length < 16),
    "selection: means a path as deep",
    "selection: means everything",
    "selection: takes the deepest",
  ),
  broken(
    "tells of names that have no facts",
    (inner) => ({
      async *factsWithin(selection, span) {
        let count = 0;
        for await (const fact of inner.factsWithin(selection, span)) {
          count += 1;
          yield fact;
        }
        const name = selection._tag === "Key" ? selection.name : undefined;
        if (count === 0 && name !== undefined)
          yield E.right({ _tag: "Deletion", name, at: 0, source: { _tag: "Sweep" } });
      },
    }),
    "selection: means nothing at all",
  ),
  broken(
    "tells nothing that the caller reads",
    (inner) => ({
      statesAt: (selection, instant, isRead) =>
        filtered(inner.statesAt(selection, instant), ({ name }) => isRead?.(name) !== true),
    }),
    "selection: tells the names that the caller reads",
  ),
  broken(
    "takes no long names",
    dropping(({ name }) => name.length > 500),
    "selection: takes the longest name",
  ),
  broken(
    "mixes up names that begin alike",
    (inner) => ({
      facts: (name) =>
        pipe(
          inner.facts(name),
          TE.chain((facts) =>
            name === "/app"
              ? pipe(
                  inner.facts("/app/x" as typeof name),
                  TE.map((more) => [...facts, ...more]),
                )
              : TE.right(facts),
          ),
        ),
    }),
    "selection: keeps the facts of names apart",
  ),
  broken(
    "orders names as a dictionary does",
    (inner) => ({
      async *statesAt(selection, instant) {
        const all = await allOf(inner.statesAt(selection, instant));
        const nameOf = (state: (typeof all)[number]): string => (E.isRight(state) ? state.right.name : "~");
        yield* all.sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
      },
    }),
    "selection: means everything, ordered",
  ),
];
