import * as E from "fp-ts/lib/Either.js";
import type { RestoreService } from "../../composition/services/compose-restore.ts";
import type { VersionFact } from "../../domain/model/fact.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import { type AttributeDifference, changesBetween as stateChanges } from "../../domain/restore/parameter-state.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { readInstant, readName, readSelection } from "./restore-arguments.ts";
import { printable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** The options of `ssmbak show`. */
export interface ShowOptions {
  readonly json: boolean;
  readonly at: string;
  readonly showValues: boolean;
}

/** The options of `ssmbak diff`. */
export interface DiffOptions {
  readonly json: boolean;
  readonly recursive: boolean;
  readonly from: string;
  readonly to: string;
  readonly showValues: boolean;
}

/** The options of `ssmbak export`. */
export interface ExportOptions {
  readonly json: boolean;
  readonly recursive: boolean;
  readonly at: string;
  readonly format: string;
}

type States = E.Either<ExitCode, ReadonlyArray<VersionFact>>;

const statesAt = async (
  service: RestoreService,
  selection: Selection,
  instant: Millis,
  terminal: Terminal,
): Promise<States> => {
  const states = await service.readStates(selection, instant)();
  if (E.isRight(states)) return states;
  terminal.err(`${states.left.message}\n`);
  return E.left(exitCodeOf(states.left));
};

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

/** `ssmbak show`: one parameter as it was at an instant, with all its attributes. */
export const runShow = async (
  service: RestoreService,
  text: string,
  options: ShowOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const name = readName(terminal, "NAME", text);
  const instant = readInstant(terminal, "--at", options.at, service.clock.now());
  if (name === undefined || instant === undefined) return exitCode.misused;
  const states = await statesAt(service, { _tag: "Key", name }, instant, terminal);
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

/** `ssmbak diff`: what changed in a selection between two instants. */
export const runDiff = async (
  service: RestoreService,
  path: string,
  options: DiffOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const now = service.clock.now();
  const selection = readSelection(terminal, path, options.recursive);
  const from = readInstant(terminal, "--from", options.from, now);
  const to = readInstant(terminal, "--to", options.to, now);
  if (selection === undefined || from === undefined || to === undefined) return exitCode.misused;
  const before = await statesAt(service, selection, from, terminal);
  if (E.isLeft(before)) return before.left;
  const after = await statesAt(service, selection, to, terminal);
  if (E.isLeft(after)) return after.left;
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

/** `/app/db-host` below `/app/` is `DB_HOST`. */
const variableOf = (name: string, path: string): string => {
  const variable = name
    .slice(path.length)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "_");
  return /^\d/.test(variable) ? `_${variable}` : variable;
};

const FORMATS: Readonly<Record<string, (variable: string, value: string) => string>> = {
  // JSON's escapes are those that dotenv readers know in double quotes; a dollar would be expanded.
  dotenv: (variable, value) => `${variable}=${JSON.stringify(value).replaceAll("$", "\\$")}\n`,
  shell: (variable, value) => `export ${variable}='${value.replaceAll("'", `'\\''`)}'\n`,
};

/** `ssmbak export`: the values of a selection at an instant, secrets included, for other tools. */
export const runExport = async (
  service: RestoreService,
  path: string,
  options: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const selection = readSelection(terminal, path, options.recursive);
  const instant = readInstant(terminal, "--at", options.at, service.clock.now());
  const format = FORMATS[options.format];
  if (options.json && options.format !== "json") {
    terminal.err(`--json and --format ${printable(options.format)} contradict each other\n`);
    return exitCode.misused;
  }
  if (format === undefined && options.format !== "json") terminal.err("--format: expected json, dotenv or shell\n");
  if (selection === undefined || instant === undefined || (format === undefined && options.format !== "json")) {
    return exitCode.misused;
  }
  const states = await statesAt(service, selection, instant, terminal);
  if (E.isLeft(states)) return states.left;
  if (states.right.length === 0) {
    terminal.err(`nothing is stored of ${printable(path)} at that instant\n`);
    return exitCode.nothingStored;
  }
  if (format === undefined) {
    const values = states.right.map(({ name, value }) => [name, value.reveal()]);
    terminal.out(`${JSON.stringify(Object.fromEntries(values), null, 2)}\n`);
    return exitCode.done;
  }
  const prefix =
    selection._tag === "Key" ? selection.name.slice(0, selection.name.lastIndexOf("/") + 1) : selection.path;
  const variables = states.right.map(({ name, value }) => [variableOf(name, prefix), value.reveal()] as const);
  const doubled = variables.find(([variable], index) => variables.findIndex(([other]) => other === variable) !== index);
  if (doubled !== undefined) {
    terminal.err(`two names would both be ${doubled[0]}: export them apart, or as json\n`);
    return exitCode.failed;
  }
  for (const [variable, value] of variables) terminal.out(format(variable, value));
  return exitCode.done;
};
