import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { neutralEnvironment } from "./environment.ts";

const script = fileURLToPath(new URL("../../src/entry/cli/main.ts", import.meta.url));

/** `ssmbak worker` in a process of its own. It is killed when the test ends. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = "";
  #errors = "";

  constructor(args: ReadonlyArray<string>, settings: Readonly<Record<string, string>>) {
    const env = { ...neutralEnvironment(), ...settings };
    this.#child = spawn(process.execPath, [script, "worker", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#closed = once(this.#child, "close");
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    onTestFinished(() => {
      this.#child.kill("SIGKILL");
    });
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /** Sends a signal. */
  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#child.kill(signal);
  }

  /** The exit code, once it has ended; `null` when a signal ended it. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}
