import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { run } from "../../../../../src/entry/cli/run.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";

const scriptFor = async (shell: string): Promise<string> => {
  const terminal = new FakeTerminal();
  expect(await run(["completion", shell], terminal)).toBe(0);
  return terminal.output;
};

/** What bash offers for the last of the words. */
const offered = (script: string, words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const ask = `eval "$1"; shift; COMP_WORDS=(ssmbak "$@"); COMP_CWORD=$#; _ssmbak; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const answer = execFileSync("bash", ["-c", ask, "bash", script, ...words], { encoding: "utf8" });
  return answer.split("\n").filter((word) => word !== "");
};

describe("completion", () => {
  it.each([
    [["ver"], ["verify"]],
    [
      ["dlq", ""],
      ["list", "redrive", "--help"],
    ],
    [["dlq", "list", "--l"], ["--limit"]],
    [["dlq", "--help", "redrive", "--y"], ["--yes"]],
    [["stack", "up"], ["update"]],
    [["stack", "create", "name", "--par"], ["--parameter"]],
    [["backfill", "/app/", "--via"], ["--via-queue"]],
    // The name of a parameter that a command has, too, leads nowhere else.
    [["log", "verify", "--show"], ["--show-values"]],
    [["log", "--rep"], []],
  ])("of bash offers after %j what the commands take: %j", async (words, expected) => {
    expect(offered(await scriptFor("bash"), words)).toEqual(expected);
  });

  it("of bash offers every command at the beginning", async () => {
    const all = offered(await scriptFor("bash"), [""]);
    expect(all).toEqual(expect.arrayContaining(["process", "log", "worker", "dlq", "stack", "--version", "--help"]));
  });

  it("of zsh is that of bash, and of fish names subcommands once theirs is typed", async () => {
    expect(await scriptFor("zsh")).toContain(await scriptFor("bash"));
    const fish = await scriptFor("fish");
    expect(fish).toContain(
      "complete -c ssmbak -n '__fish_seen_subcommand_from dlq; and not __fish_seen_subcommand_from list redrive' -a list\n",
    );
    expect(fish).toContain(
      "complete -c ssmbak -n '__fish_seen_subcommand_from dlq; and __fish_seen_subcommand_from list' -l limit\n",
    );
  });
});
