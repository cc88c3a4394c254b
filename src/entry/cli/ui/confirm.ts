import { createInterface } from "node:readline";
import type { Terminal } from "./terminal.ts";

/** What is asked, and what is said when the answer isn't yes. */
export interface Question {
  readonly text: string;
  /** What then did not happen: `nothing was written`. */
  readonly declined: string;
  /** What somebody without a terminal should look at before giving `--yes`. */
  readonly lookAt: string;
}

/** What is typed; `undefined` when it is broken off with Ctrl-C or Ctrl-D. */
const answerTo = (text: string, { stdin, screen }: Terminal): Promise<string | undefined> => {
  const prompt = createInterface({ input: stdin, ...(screen === undefined ? {} : { output: screen }) });
  return new Promise((resolve) => {
    prompt.once("close", () => resolve(undefined));
    prompt.question(text, (answer) => {
      resolve(answer);
      prompt.close();
    });
  });
};

/** Whether somebody says yes: with `--yes` beforehand, else on the terminal; where there is none, nobody does. */
export const confirm = async (
  { text, declined, lookAt }: Question,
  { yes }: { readonly yes: boolean },
  terminal: Terminal,
): Promise<boolean> => {
  if (yes) return true;
  if (terminal.screen === undefined || !terminal.hasKeyboard) {
    terminal.err(`${declined}: there is no terminal to ask on; look at ${lookAt}, and give --yes\n`);
    return false;
  }
  const answer = await answerTo(`${text} Type yes: `, terminal);
  if (answer?.trim().toLowerCase() === "yes") return true;
  terminal.err(`${answer === undefined ? "\n" : ""}${declined}\n`);
  return false;
};
