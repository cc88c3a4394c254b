import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { neutralEnvironment } from "./environment.ts";

const relay = fileURLToPath(new URL("on_terminal.py", import.meta.url));

/** What a process showed on its terminal, as it was, and how it ended. */
export interface Shown {
  readonly code: number | null;
  /** Without control sequences; lines end with CR and LF. */
  readonly text: string;
  readonly raw: string;
}

/** How a script is run on a terminal. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly settings: Readonly<Record<string, string>>;
  /** What is typed as soon as some text is shown. Ctrl-C is `\x03`, Ctrl-D is `\x04`, the enter key `\r`. */
  readonly typed?: { readonly after: string; readonly keys: string };
  /** Gets what types at any other time. */
  readonly onStarted?: (type: (keys: string) => void) => void;
}

/** Runs a script on a terminal of 80 columns, which the `pty` module of Python makes. */
export const runOnTerminal = async (
  script: URL,
  args: ReadonlyArray<string>,
  { cwd, settings, typed, onStarted }: TerminalOptions,
): Promise<Shown> => {
  const child = spawn("python3", [relay, process.execPath, fileURLToPath(script), ...args], {
    cwd,
    env: { ...neutralEnvironment(), TERM: "xterm", ...settings },
  });
  // It may have ended before it is told.
  child.stdin.on("error", () => {});
  const type = (keys: string): void => void child.stdin.write(keys);
  onStarted?.(type);
  let raw = "";
  let isTyped = false;
  child.stdout.on("data", (chunk: Buffer) => {
    raw += chunk.toString();
    if (isTyped || typed === undefined || !raw.includes(typed.after)) return;
    isTyped = true;
    type(typed.keys);
  });
  await once(child, "close");
  return { code: child.exitCode, raw, text: stripVTControlCharacters(raw) };
};
