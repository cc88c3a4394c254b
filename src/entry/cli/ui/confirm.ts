import { createInterface } from "node:readline";
import type { Terminal } from "./terminal.ts";

/** A question, and the message when the answer isn't yes. */
export interface Question {
  readonly text: string;
  /** The message after any answer but yes: `nothing was written`. */
  readonly declined: string;
  /** The command to look at before `--yes`, for the message where no terminal is there to ask on. */
  readonly lookAt: string;
}

/** The typed answer; `undefined` after Ctrl-C or Ctrl-D. */
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

/** Whether the answer is yes: by `--yes`, or typed on the terminal. Without a terminal and `--yes` the answer is no. */
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
