import type { ParameterName } from "../../../domain/model/parameter-name.ts";
import { prefixOf, type Selection, selects } from "../../../domain/model/selection.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

const describe = (selection: Selection): string => {
  switch (selection._tag) {
    case "Key":
      return `nothing is known of ${selection.name}, which is one parameter; ${selection.name}/ would be a path`;
    case "Level":
      return `nothing is known directly in ${selection.path}; --recursive takes in what is further below`;
    case "Tree":
      return `nothing is known below ${selection.path}`;
  }
};

/** What the user may have meant by a selection that matches no name, to put behind a message. */
export const hintOn = (selection: Selection): string => {
  switch (selection._tag) {
    case "Key":
      return `; ${selection.name} is one parameter, ${selection.name}/ would be a path`;
    case "Level":
      return "; --recursive takes in what is further below";
    case "Tree":
      return "";
  }
};

/** Finds selections of a command line that match no name. A typing error in a path must not look like success. */
export class FoundNames {
  #empty: ReadonlyArray<Selection>;

  /** @param selections The selections on the command line. */
  constructor(selections: ReadonlyArray<Selection>) {
    this.#empty = selections.filter((selection) => prefixOf(selection) !== "/");
  }

  /** Takes a name that was found. */
  add(name: ParameterName): void {
    if (this.#empty.length > 0) this.#empty = this.#empty.filter((selection) => !selects(selection, name));
  }

  /** Prints the selections that matched no name. After such a selection the exit code is not that of success. */
  check(code: ExitCode, terminal: Pick<Terminal, "err">): ExitCode {
    for (const selection of this.#empty) terminal.err(`${describe(selection)}\n`);
    return code === exitCode.done && this.#empty.length > 0 ? exitCode.nothingStored : code;
  }
}
