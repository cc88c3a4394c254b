import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { HistoryEntry } from "../../../application/query/read-history.ts";
import { type QueryService, queryService } from "../../../composition/services/query.ts";
import { type ParameterName, parseParameterName } from "../../../domain/model/parameter-name.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, withCommonOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { explainHistory, historyFields, renderHistory } from "../ui/history-view.ts";
import type { Terminal } from "../ui/terminal.ts";

interface LogOptions extends CommonOptions {
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

const runLog = async (
  service: QueryService,
  name: string,
  options: LogOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const parsed = parseParameterName(name);
  if (E.isLeft(parsed)) {
    terminal.err(`NAME: expected ${parsed.left}\n`);
    return exitCode.misused;
  }
  const entries = await service.readHistory(parsed.right, options.showValues)();
  if (E.isLeft(entries)) {
    terminal.err(`${entries.left.message}\n`);
    return exitCodeOf(entries.left);
  }
  print(parsed.right, entries.right, options, terminal);
  return entries.right.length === 0 ? exitCode.nothingStored : exitCode.done;
};

/** Adds `ssmbak log`: shows the stored history of one parameter. */
export const addLog = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("log").argument("<name>", "a parameter's name"))
    .description("show the stored history of a parameter")
    .option("--show-values", "show values, secrets included", false)
    .action((name: string, options: LogOptions) =>
      host.use(queryService, options, (service) => runLog(service, name, options, host.terminal)),
    );
};
