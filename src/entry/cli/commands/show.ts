import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type QueryService, queryService } from "../../../composition/services/query.ts";
import type { VersionFact } from "../../../domain/model/fact.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { type CommonOptions, INSTANT_HELP, withCommonOptions } from "../ui/common-options.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { readInstant, readName } from "../ui/read-arguments.ts";
import { readStates } from "../ui/read-states.ts";
import { printable } from "../ui/table.ts";
import type { Terminal } from "../ui/terminal.ts";

interface ShowOptions extends CommonOptions {
  readonly at: string;
  readonly showValues: boolean;
}

const toFields = (
  { name, version, modifiedAt, modifiedBy, type, value, attributes }: VersionFact,
  showValues: boolean,
) => ({
  name,
  version,
  modifiedAt: new Date(modifiedAt).toISOString(),
  modifiedBy,
  type,
  value: showValues ? value.reveal() : String(value),
  ...attributes,
});

const toText = (field: unknown): string => printable(typeof field === "string" ? field : JSON.stringify(field));

const runShow = async (
  service: QueryService,
  text: string,
  options: ShowOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const name = readName(terminal, "NAME", text);
  const instant = readInstant(terminal, "--at", options.at, service.clock.now());
  if (name === undefined || instant === undefined) return exitCode.misused;
  const states = await readStates(service, { _tag: "Key", name }, instant, terminal);
  if (E.isLeft(states)) return states.left;
  const [version] = states.right;
  if (version === undefined) {
    terminal.err(`${name} did not exist then, or nothing is stored of it\n`);
    return exitCode.nothingStored;
  }
  const fields = toFields(version, options.showValues);
  const lines = Object.entries(fields).flatMap(([key, field]) =>
    field === undefined ? [] : [`${key.padEnd(15)} ${toText(field)}\n`],
  );
  terminal.out(options.json ? `${JSON.stringify(fields, null, 2)}\n` : lines.join(""));
  return exitCode.done;
};

/** Adds `ssmbak show`: prints one parameter with all attributes, as of an instant. */
export const addShow = (program: Command, host: CommandHost): void => {
  withCommonOptions(program.command("show").argument("<name>", "a parameter's name"))
    .description("show a parameter as it was, with all its attributes")
    .option("--at <instant>", INSTANT_HELP, "now")
    .option("--show-values", "show values, secrets included", false)
    .action((name: string, options: ShowOptions) =>
      host.use(queryService, options, (service) => runShow(service, name, options, host.terminal)),
    );
};
