import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { neutralEnvironment } from "../../support/environment.ts";
import type { Assignment } from "./host.ts";

const HOST = fileURLToPath(new URL("host.ts", import.meta.url));

/** How a host ended, and what it had acknowledged by then. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly acknowledged: ReadonlyArray<string>;
  readonly complaints: string;
}

/**
 * Runs a host to its end.
 *
 * @param killAfter Milliseconds after it is ready at which it is killed from outside; default: it is not.
 */
export const runHost = async (
  assignment: Assignment,
  settings: Readonly<Record<string, string>>,
  killAfter?: number,
): Promise<Ending> => {
  const child = spawn(process.execPath, [HOST], { env: { ...neutralEnvironment(), ...settings } });
  const ended = once(child, "close");
  const complaints = text(child.stderr);
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(assignment));
  const acknowledged: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== "ready") acknowledged.push(...JSON.parse(line));
    else if (killAfter !== undefined) timer = setTimeout(() => child.kill("SIGKILL"), killAfter);
  }
  clearTimeout(timer);
  await ended;
  return { code: child.exitCode, signal: child.signalCode, acknowledged, complaints: await complaints };
};
