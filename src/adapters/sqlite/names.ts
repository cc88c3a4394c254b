import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { type Selection, selects } from "../../domain/model/selection.ts";

/** Sorts after every character of a name. So `path + LAST` sorts after all names in the path. */
const LAST = "~";

/** The text to look on from after `name`. A level below the selected level is passed over in one step, whatever its size. */
const next = (selection: Selection, name: ParameterName): string => {
  if (selection._tag !== "Level" || selects(selection, name)) return name;
  return name.slice(0, name.indexOf("/", selection.path.length) + 1) + LAST;
};

/**
 * The stored names of a selection, in order: from each name straight to the next name. The number of versions does not
 * matter, and no query stays open between two names.
 *
 * @param nameBetween Answers the first stored name between two texts, both excluded.
 */
export function* namesOf(
  selection: Selection,
  nameBetween: (after: string, before: string) => ParameterName | undefined,
): Generator<ParameterName> {
  if (selection._tag === "Key") {
    yield selection.name;
    return;
  }
  const end = selection.path + LAST;
  let name = nameBetween(selection.path, end);
  while (name !== undefined) {
    if (selects(selection, name)) yield name;
    name = nameBetween(next(selection, name), end);
  }
}
