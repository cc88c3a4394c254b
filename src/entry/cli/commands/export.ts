import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type QueryService, queryService } from "../../../composition/services/query.ts";
import type { VersionFact } from "../../../domain/model/fact.ts";
import type { Selection } from "../../../domain/model/selection.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, INSTANT_HELP, PATH_HELP, withCommonOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { hintOn } from "../ui/found-names.ts";
import { readInstant, readSelection } from "../ui/read-arguments.ts";
import { readStates } from "../ui/read-states.ts";
import { printable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

interface ExportOptions extends CommonOptions {
  readonly recursive: boolean;
  readonly at: string;
  readonly format: string;
}

/** `/app/db-host` below `/app/` is `DB_HOST`. */
const variableOf = (name: string, path: string): string => {
  const variable = name
    .slice(path.length)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "_");
  return /^\d/.test(variable) ? `_${variable}` : variable;
};

/** Makes a line of the output. */
type LineFormat = (variable: string, value: string) => string;

const LINE_FORMATS: Readonly<Record<string, LineFormat>> = {
  // Readers of dotenv know JSON's escapes in double quotes. A bare dollar would be expanded.
  dotenv: (variable, value) => `${variable}=${JSON.stringify(value).replaceAll("$", "\\$")}\n`,
  shell: (variable, value) => `export ${variable}='${value.replaceAll("'", `'\\''`)}'\n`,
};

/** The problem with `--format`; `undefined` for a right format. */
const problemWith = ({ json, format }: ExportOptions): string | undefined => {
  if (json && format !== "json") return `--json and --format ${printable(format)} contradict each other`;
  return format === "json" || format in LINE_FORMATS ? undefined : "--format: expected json, dotenv or shell";
};

const parentOf = (selection: Selection): string =>
  selection._tag === "Key" ? selection.name.slice(0, selection.name.lastIndexOf("/") + 1) : selection.path;

const printLines = (
  versions: ReadonlyArray<VersionFact>,
  parent: string,
  format: LineFormat,
  terminal: Terminal,
): ExitCode => {
  const variables = versions.map(({ name, value }) => [variableOf(name, parent), value.reveal()] as const);
  const doubled = variables.find(([variable], index) => variables.findIndex(([other]) => other === variable) !== index);
  if (doubled !== undefined) {
    terminal.err(`two names would both be ${doubled[0]}: export them apart, or as json\n`);
    return exitCode.failed;
  }
  for (const [variable, value] of variables) terminal.out(format(variable, value));
  return exitCode.done;
};

const printJson = (versions: ReadonlyArray<VersionFact>, terminal: Terminal): ExitCode => {
  const values = versions.map(({ name, value }) => [name, value.reveal()]);
  terminal.out(`${JSON.stringify(Object.fromEntries(values), null, 2)}\n`);
  return exitCode.done;
};

const runExport = async (
  service: QueryService,
  path: string,
  options: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const selection = readSelection(terminal, path, options.recursive);
  const instant = readInstant(terminal, "--at", options.at, service.clock.now());
  const problem = problemWith(options);
  if (problem !== undefined) terminal.err(`${problem}\n`);
  if (selection === undefined || instant === undefined || problem !== undefined) return exitCode.misused;
  const states = await readStates(service, selection, instant, terminal);
  if (E.isLeft(states)) return states.left;
  if (states.right.length === 0) {
    terminal.err(`nothing is stored of ${printable(path)} at that instant${hintOn(selection)}\n`);
    return exitCode.nothingStored;
  }
  const format = LINE_FORMATS[options.format];
  return format === undefined
    ? printJson(states.right, terminal)
    : printLines(states.right, parentOf(selection), format, terminal);
};

/** Adds `ssmbak export`: prints the values of a path at an instant, secrets included, for other tools. */
export const addExport = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("export").argument("<path>", PATH_HELP))
    .description("print the values of a path at an instant, secrets included")
    .requiredOption("--at <instant>", INSTANT_HELP)
    .option("--format <format>", "json, dotenv or shell", "json")
    .option("-r, --recursive", "all that is below the path", false)
    .action((path: string, options: ExportOptions) =>
      host.use(queryService, options, (service) => runExport(service, path, options, host.terminal)),
    );
};
