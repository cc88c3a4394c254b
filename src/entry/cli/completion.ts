import type { Command } from "commander";

interface Words {
  readonly command: string;
  readonly options: ReadonlyArray<string>;
}

const wordsOf = (program: Command): ReadonlyArray<Words> =>
  program.commands.map((command) => ({
    command: command.name(),
    options: command.options.flatMap(({ long }) => (long ? [long] : [])),
  }));

const bash = (words: ReadonlyArray<Words>): string => `_ssmbak() {
  local words="${words.map(({ command }) => command).join(" ")}"
  case "\${COMP_WORDS[1]}" in
${words.map(({ command, options }) => `    ${command}) [ "$COMP_CWORD" -gt 1 ] && words="${options.join(" ")}" ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ssmbak ssmbak
`;

const zsh = (words: ReadonlyArray<Words>): string =>
  `#compdef ssmbak\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;

const fish = (words: ReadonlyArray<Words>): string =>
  words
    .flatMap(({ command, options }) => [
      `complete -c ssmbak -n __fish_use_subcommand -a ${command}`,
      ...options.map(
        (option) => `complete -c ssmbak -n '__fish_seen_subcommand_from ${command}' -l ${option.replace("--", "")}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join("");

const SHELLS: Readonly<Record<string, (words: ReadonlyArray<Words>) => string>> = { bash, zsh, fish };

/** The completion script for a shell, made of the commands as they are; `undefined` for a shell that is not known. */
export const completionFor = (shell: string, program: Command): string | undefined => SHELLS[shell]?.(wordsOf(program));
