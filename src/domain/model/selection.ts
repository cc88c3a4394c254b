import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import { type ParameterName, parseParameterName } from "./parameter-name.ts";

/**
 * A choice of names. `Key`: one parameter (`/app/db`). `Level`: the parameters directly in a path (`/app/`). `Tree`:
 * all parameters below a path. A path always ends in a slash, so `/app/` never touches `/apple`.
 */
export type Selection =
  | { readonly _tag: "Key"; readonly name: ParameterName }
  | { readonly _tag: "Level"; readonly path: string }
  | { readonly _tag: "Tree"; readonly path: string };

/** All parameters. */
export const everything: Selection = { _tag: "Tree", path: "/" };

/**
 * Reads a selection as users write one. `/app` is one parameter. `/app/` means the parameters directly in the path;
 * with `recursive`, all parameters below. `/` is the top. The first slash is optional. `Left` holds the expected form.
 */
export const parseSelection = (text: string, recursive: boolean): E.Either<string, Selection> => {
  if (!text.endsWith("/")) {
    return recursive
      ? E.left("a path, with a slash at its end: a parameter has nothing below it")
      : pipe(
          parseParameterName(text),
          E.map((name): Selection => ({ _tag: "Key", name })),
        );
  }
  const _tag = recursive ? "Tree" : "Level";
  return text === "/"
    ? E.right({ _tag, path: text })
    : pipe(
        parseParameterName(text.slice(0, -1)),
        E.map((parent): Selection => ({ _tag, path: `${parent}/` })),
      );
};

/** Whether `name` is in the selection. */
export const selects = (selection: Selection, name: ParameterName): boolean => {
  if (selection._tag === "Key") return name === selection.name;
  if (!name.startsWith(selection.path)) return false;
  return selection._tag === "Tree" || !name.includes("/", selection.path.length);
};

/** The text at the start of every selected name, for stores that list by prefix. */
export const prefixOf = (selection: Selection): string => (selection._tag === "Key" ? selection.name : selection.path);
