import { createInterface } from "node:readline/promises";
import type { Terminal } from "./terminal.ts";

/** What is asked, and what is said when the answer isn't yes. */
export interface Question {
  readonly text: string;
  /** What then did not happen: `nothing was written`. */
  readonly declined: string;
  /** What somebody without a terminal should look at before giving `--yes`. */
  readonly lookAt: string;
}

/** Whether somebody says yes: with `--yes` beforehand, else on the terminal; where there is none, nobody does. */
export const confirm = async (
  { text, declined, lookAt }: Question,
  { yes }: { readonly yes: boolean },
  terminal: Terminal,
): Promise<boolean> => {
  if (yes) return true;
  if (terminal.screen === undefined) {
    terminal.err(`${declined}: there is no terminal to ask on; look at ${lookAt}, and give --yes\n`);
    return false;
  }
  const prompt = createInterface({ input: terminal.stdin, output: terminal.screen });
  try {
    if ((await prompt.question(`${text} Type yes: `)).trim().toLowerCase() === "yes") return true;
    terminal.err(`${declined}\n`);
    return false;
  } finally {
    prompt.close();
  }
};
