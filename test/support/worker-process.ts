import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { neutralEnvironment } from "./environment.ts";

const source = fileURLToPath(new URL("../../src/entry/cli/main.ts", import.meta.url));

/** `ssmbak worker` in a process of its own. Whoever starts it has to end it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = "";
  #errors = "";
  #handled = 0;

  /** @param script The command line to run; default: its source. */
  constructor(args: ReadonlyArray<string>, settings: Readonly<Record<string, string>>, script = source) {
    const env = { ...neutralEnvironment(), ...settings };
    this.#child = spawn(process.execPath, [script, "worker", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#closed = once(this.#child, "close");
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    if (this.#child.stdout !== null) {
      createInterface(this.#child.stdout).on("line", (line) => {
        this.#handled += Number(/"events":(\d+).*"appended":/.exec(line)?.[1] ?? 0);
      });
    }
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /** How many events its log tells of as handled; one that is delivered twice counts twice. */
  get handled(): number {
    return this.#handled;
  }

  /** Whether a message of its log starts so. */
  tells(start: string): boolean {
    return [this.#output, this.#errors].some((log) => log.includes(`"message":"${start}`));
  }

  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get id(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends a signal; nothing once it has ended. */
  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#child.kill(signal);
  }

  /** The exit code, once it has ended; `null` when a signal ended it. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}
