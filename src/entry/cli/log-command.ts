import * as E from "fp-ts/lib/Either.js";
import type { HistoryEntry } from "../../application/query/read-history.ts";
import type { Ssmbak } from "../../composition/services/ssmbak.ts";
import { type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { explainHistory, historyFields, renderHistory } from "./history-view.ts";
import type { Terminal } from "./terminal.ts";

/** How a history is shown. */
export interface LogOptions {
  readonly json: boolean;
  readonly showValues: boolean;
}

const print = (
  name: ParameterName,
  entries: ReadonlyArray<HistoryEntry>,
  { json, showValues }: LogOptions,
  terminal: Terminal,
): void => {
  if (entries.length === 0) terminal.err(`nothing is stored of ${name}\n`);
  if (json) {
    terminal.out(`${JSON.stringify(historyFields(name, entries, showValues), null, 2)}\n`);
  } else if (entries.length > 0) {
    terminal.out(renderHistory(entries, showValues));
    terminal.err(explainHistory(name, entries));
  }
};

/** `ssmbak log`: shows the stored history of one parameter. */
export const runLog = async (
  ssmbak: Ssmbak,
  name: string,
  options: LogOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const parsed = parseParameterName(name);
  if (E.isLeft(parsed)) {
    terminal.err(`NAME: expected ${parsed.left}\n`);
    return exitCode.misused;
  }
  const entries = await ssmbak.readHistory(parsed.right, options.showValues)();
  if (E.isLeft(entries)) {
    terminal.err(`${entries.left.message}\n`);
    return exitCodeOf(entries.left);
  }
  print(parsed.right, entries.right, options, terminal);
  return entries.right.length === 0 ? exitCode.nothingStored : exitCode.done;
};
