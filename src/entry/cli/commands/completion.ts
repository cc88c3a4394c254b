import type { Command } from "commander";
import type { CommandHost } from "../ui/command-host.ts";
import { exitCode } from "../ui/exit-code.ts";

/** The words that can follow the words of `path`. */
interface Step {
  /** Names of a command and a subcommand; empty at the beginning. */
  readonly path: ReadonlyArray<string>;
  readonly commands: ReadonlyArray<string>;
  /** Long forms. */
  readonly options: ReadonlyArray<string>;
}

const stepsOf = (command: Command, path: ReadonlyArray<string> = []): ReadonlyArray<Step> => {
  const help = command.createHelp();
  return [
    {
      path,
      commands: command.commands.map((subcommand) => subcommand.name()),
      options: help.visibleOptions(command).flatMap(({ long }) => (long ? [long] : [])),
    },
    ...command.commands.flatMap((subcommand) => stepsOf(subcommand, [...path, subcommand.name()])),
  ];
};

/** The script for bash. After a word that is no command, such as an option or a parameter's name, no command follows. */
const bash = (steps: ReadonlyArray<Step>): string => `_ssmbak() {
  local word words path=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      ${steps.flatMap(({ path }) => (path.length > 0 ? [`"${path.length === 1 ? " " : ""}${path.join(" ")}"`] : [])).join(" | ")}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${steps.map(({ path, commands, options }) => `    "${path.join(" ")}") words="${[...commands, ...options].join(" ")}" ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ssmbak ssmbak
`;

const zsh = (steps: ReadonlyArray<Step>): string =>
  `#compdef ssmbak\nautoload -U +X bashcompinit && bashcompinit\n${bash(steps)}`;

const fish = (steps: ReadonlyArray<Step>): string =>
  steps
    .flatMap(({ path, commands, options }) => {
      const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
      const open = commands.length > 0 ? [`not __fish_seen_subcommand_from ${commands.join(" ")}`] : [];
      const condition = [...seen, ...open].join("; and ");
      return [
        ...commands.map((name) => `complete -c ssmbak -n '${condition}' -a ${name}`),
        ...options.map((option) => `complete -c ssmbak -n '${condition}' -l ${option.replace("--", "")}`),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");

const SHELLS: Readonly<Record<string, (steps: ReadonlyArray<Step>) => string>> = { bash, zsh, fish };

/** Adds `ssmbak completion`: prints a script made of the program's commands. */
export const addCompletion = (program: Command, host: CommandHost): void => {
  program
    .command("completion")
    .argument("<shell>", "bash, zsh or fish")
    .description("print the completion script for a shell")
    .action((shell: string) => {
      const script = SHELLS[shell]?.(stepsOf(program));
      if (script !== undefined) host.terminal.out(script);
      else {
        host.terminal.err("SHELL: expected bash, zsh or fish\n");
        host.end(exitCode.misused);
      }
    });
};
