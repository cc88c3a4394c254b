import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import getPort from "get-port";
import { installMoto } from "./moto-install.ts";

const script = fileURLToPath(new URL("moto_server.py", import.meta.url));

const startTimeout = 60_000;
const stopTimeout = 2_000;

/** A running moto server. */
export interface Moto {
  /** To be set as the endpoint of the AWS clients, with path-style addressing for S3. */
  readonly endpoint: string;
  /** Ends it, unless it was running before. */
  stop(): Promise<void>;
}

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    const response = await fetch(`${endpoint}/moto-api/data.json`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};

const isRunning = (server: ChildProcess): boolean => server.exitCode === null && server.signalCode === null;

const stopServer = async (server: ChildProcess): Promise<void> => {
  if (!isRunning(server)) return;
  const exited = once(server, "exit");
  server.kill("SIGTERM");
  const timer = globalThis.setTimeout(() => server.kill("SIGKILL"), stopTimeout);
  await exited;
  clearTimeout(timer);
};

const serve = async (python: string): Promise<Moto> => {
  const port = await getPort({ host: "127.0.0.1" });
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(python, [script, "-H", "127.0.0.1", "-p", String(port)], { stdio: ["pipe", "ignore", "pipe"] });
  const kill = (): void => {
    server.kill("SIGKILL");
  };
  process.once("exit", kill);

  let complaints = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  server.on("error", (error) => {
    complaints += error.message;
  });

  const deadline = performance.now() + startTimeout;
  while (!(await answers(endpoint))) {
    if (!isRunning(server) || performance.now() > deadline) {
      await stopServer(server);
      throw new Error(`moto did not start: ${complaints}`);
    }
    await sleep(50);
  }
  return {
    endpoint,
    stop: async () => {
      process.off("exit", kill);
      await stopServer(server);
    },
  };
};

/**
 * Starts moto on a free port of the loopback address, installing it first where need be. `SSMBAK_TEST_MOTO_URL` names
 * one that runs already. Rejects with `MotoUnavailable` where moto can't be had.
 */
export const startMoto = async (): Promise<Moto> => {
  const running = process.env["SSMBAK_TEST_MOTO_URL"];
  if (running === undefined || running === "") return serve(await installMoto());
  const endpoint = running.replace(/\/+$/, "");
  if (!(await answers(endpoint))) throw new Error(`SSMBAK_TEST_MOTO_URL: no moto answers at ${endpoint}`);
  return { endpoint, stop: async () => {} };
};
