import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type QueryService, queryService } from "../../../composition/services/query.ts";
import type { VersionFact } from "../../../domain/model/fact.ts";
import { type AttributeDifference, changesBetween as stateChanges } from "../../../domain/restore/parameter-state.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, INSTANT_HELP, PATH_HELP, withCommonOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { hintOn } from "../ui/found-names.ts";
import { readInstant, readSelection } from "../ui/read-arguments.ts";
import { readStates } from "../ui/read-states.ts";
import { printable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

interface DiffOptions extends CommonOptions {
  readonly recursive: boolean;
  readonly from: string;
  readonly to: string;
  readonly showValues: boolean;
}

interface Change {
  readonly sign: "+" | "-" | "~";
  readonly name: string;
  readonly differences: ReadonlyArray<AttributeDifference>;
}

const changesBetween = (
  before: ReadonlyArray<VersionFact>,
  after: ReadonlyArray<VersionFact>,
  showValues: boolean,
): ReadonlyArray<Change> => {
  const earlier = new Map(before.map((version) => [version.name, version]));
  const later = new Map(after.map((version) => [version.name, version]));
  const names = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return names.flatMap((name): ReadonlyArray<Change> => {
    const [was, is] = [earlier.get(name), later.get(name)];
    if (was === undefined) return [{ sign: "+", name, differences: [] }];
    if (is === undefined) return [{ sign: "-", name, differences: [] }];
    const differences = stateChanges(was, is, showValues);
    return differences.length === 0 ? [] : [{ sign: "~", name, differences }];
  });
};

const runDiff = async (
  service: QueryService,
  path: string,
  options: DiffOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const now = service.clock.now();
  const selection = readSelection(terminal, path, options.recursive);
  const from = readInstant(terminal, "--from", options.from, now);
  const to = readInstant(terminal, "--to", options.to, now);
  if (selection === undefined || from === undefined || to === undefined) return exitCode.misused;
  const before = await readStates(service, selection, from, terminal);
  if (E.isLeft(before)) return before.left;
  const after = await readStates(service, selection, to, terminal);
  if (E.isLeft(after)) return after.left;
  if (before.right.length === 0 && after.right.length === 0) {
    terminal.err(`nothing is stored of ${printable(path)} at either instant${hintOn(selection)}\n`);
    return exitCode.nothingStored;
  }
  const changes = changesBetween(before.right, after.right, options.showValues);
  if (options.json) terminal.out(`${JSON.stringify(changes, null, 2)}\n`);
  for (const { sign, name, differences } of options.json ? [] : changes) {
    terminal.out(`${sign} ${name}\n`);
    for (const { attribute, is, was } of differences) {
      terminal.out(`    ${attribute}: ${printable(was ?? "(none)")} -> ${printable(is ?? "(none)")}\n`);
    }
  }
  return exitCode.done;
};

/** Adds `ssmbak diff`: prints the differences of a path between two instants. */
export const addDiff = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("diff").argument("<path>", PATH_HELP))
    .description("show what changed between two instants")
    .requiredOption("--from <instant>", INSTANT_HELP)
    .option("--to <instant>", INSTANT_HELP, "now")
    .option("-r, --recursive", "all that is below the path", false)
    .option("--show-values", "show values, secrets included", false)
    .action((path: string, options: DiffOptions) =>
      host.use(queryService, options, (service) => runDiff(service, path, options, host.terminal)),
    );
};
