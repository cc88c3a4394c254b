import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const version = "5.2.5";
const requirement = `moto[s3,ssm,sqs,server]==${version}`;
const constraints = fileURLToPath(new URL("moto-constraints.txt", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** Ten minutes: a slow link, not a hang. */
const installTimeout = 600_000;

const run = promisify(execFile);

/** moto can't be had on this machine: no Python, or no PyPI. */
export class MotoUnavailable extends Error {
  override readonly name = "MotoUnavailable";
}

const pythonOf = (environment: string): string =>
  process.platform === "win32" ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");

const markerOf = (environment: string): string => join(environment, "complete");

/** What is installed; anything else in the marker is an older wish. */
const wanted = (): string =>
  `${requirement} ${createHash("sha256").update(readFileSync(constraints)).digest("hex").slice(0, 16)}\n`;

const isComplete = (environment: string): boolean =>
  existsSync(pythonOf(environment)) &&
  existsSync(markerOf(environment)) &&
  readFileSync(markerOf(environment), "utf8") === wanted();

const reasonOf = (error: unknown): string => {
  const text = error instanceof Error && "stderr" in error ? String(error.stderr) || error.message : String(error);
  return text.trim().split("\n").slice(-3).join(" / ");
};

const installInto = async (environment: string): Promise<void> => {
  try {
    await run(process.platform === "win32" ? "python" : "python3", ["-m", "venv", environment]);
  } catch (error) {
    throw new MotoUnavailable(`python3 can't make a virtual environment (${reasonOf(error)})`, { cause: error });
  }
  try {
    await run(
      pythonOf(environment),
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", constraints, requirement],
      { timeout: installTimeout },
    );
  } catch (error) {
    throw new MotoUnavailable(`pip can't install ${requirement} (${reasonOf(error)})`, { cause: error });
  }
  await writeFile(markerOf(environment), wanted());
};

/** Moves a finished environment to its place. Another run may have finished first: then its own stays. */
const publish = async (finished: string, environment: string): Promise<void> => {
  if (isComplete(environment)) return;
  await rm(environment, { recursive: true, force: true });
  try {
    await rename(finished, environment);
  } catch (error) {
    if (!isComplete(environment)) throw error;
  }
};

/**
 * Installs moto from PyPI into a virtual environment in the project's cache folder, once, and answers the path of its
 * Python. An interrupted installation is done anew: what is under the final name is whole.
 */
export const installMoto = async (): Promise<string> => {
  const environment = join(cache, `moto-${version}`);
  if (!isComplete(environment)) {
    process.stderr.write(`installing ${requirement} into ${relative(process.cwd(), environment)}, once\n`);
    await mkdir(cache, { recursive: true });
    const unfinished = `${environment}.${process.pid}`;
    try {
      await installInto(unfinished);
      await publish(unfinished, environment);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return pythonOf(environment);
};
