import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { neutralEnvironment } from "./environment.ts";

/** How a script is run. */
export interface RunOptions {
  /** The working directory. */
  readonly cwd: string;
  /** Settings; those of whoever runs the tests are left out. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What comes through standard input. Default: nothing. */
  readonly input?: string;
  /** Whether anybody reads its standard output. Default: yes. */
  readonly isRead?: boolean;
  /** Gets the process when it runs, to send it signals. */
  readonly onStarted?: (child: ChildProcess) => void;
}

/** What a process printed, and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a process of its own. */
export const runNode = async (
  script: URL,
  args: ReadonlyArray<string>,
  { cwd, settings = {}, input = "", isRead = true, onStarted }: RunOptions,
): Promise<Finished> => {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    cwd,
    env: { ...neutralEnvironment(), ...settings },
  });
  onStarted?.(child);
  // It need not read what it is given.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  if (!isRead) child.stdout.destroy();
  const output = isRead ? text(child.stdout) : "";
  const [stdout, stderr] = await Promise.all([output, text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
};
