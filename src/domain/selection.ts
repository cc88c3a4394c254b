import type { ParameterName } from "./parameter-name.ts";

/**
 * Which names are meant. `Key`: one parameter (`/app/db`). `Level`: the parameters directly in a path (`/app/`).
 * `Tree`: a path with all below it. A path always ends in a slash, so `/app/` never touches `/apple`.
 */
export type Selection =
  | { readonly _tag: "Key"; readonly name: ParameterName }
  | { readonly _tag: "Level"; readonly path: string }
  | { readonly _tag: "Tree"; readonly path: string };

/** Every parameter there is. */
export const everything: Selection = { _tag: "Tree", path: "/" };

/** Whether `name` is in the selection. */
export const selects = (selection: Selection, name: ParameterName): boolean => {
  if (selection._tag === "Key") return name === selection.name;
  if (!name.startsWith(selection.path)) return false;
  return selection._tag === "Tree" || !name.includes("/", selection.path.length);
};

/** The text that every selected name begins with: for stores that list by prefix. */
export const prefixOf = (selection: Selection): string => (selection._tag === "Key" ? selection.name : selection.path);
