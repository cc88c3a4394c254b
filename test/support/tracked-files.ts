import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./program.ts";

/** A file that is, or is about to be, under version control. */
export interface TrackedFile {
  readonly path: string;
  readonly text: string;
}

/** All files under version control, and new ones that are not ignored. */
export const trackedFiles = (): ReadonlyArray<TrackedFile> =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const privatePlaces: Readonly<Record<string, RegExp>> = {
  // A folder of one person or one machine. Nobody else has it.
  "machine path":
    /(?<![\w.])\/(?:home|Users)\/[\w.-]+\/|(?<![\w.])\/root\/|(?<![\w.])\/work\/(?:main|shared|\.)|[A-Z]:\\Users\\/,
  // Where packages come from is the setting of whoever installs them, a mirror for many.
  "registry host": /\/\/(?:[\w-]+\.)*(?:registry|npmjs|pypi|pythonhosted)\.[\w.-]+/,
};

/** Lines that name a place which only some machine knows. */
export const privatePlacesIn = (files: ReadonlyArray<TrackedFile>): ReadonlyArray<string> =>
  files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        Object.entries(privatePlaces).flatMap(([what, pattern]) =>
          pattern.test(line) ? [`${path}:${index + 1} ${what}: ${line.trim().slice(0, 100)}`] : [],
        ),
      ),
  );

/** Entries of an npm lock file that say where to download from, or that have no version to check it against. */
export const lockFileFaults = (text: string): ReadonlyArray<string> => {
  const { packages } = JSON.parse(text) as { packages: Record<string, { resolved?: string; version?: string }> };
  return Object.entries(packages).flatMap(([path, { resolved, version }]) => [
    ...(resolved === undefined ? [] : [`${path} says where it was downloaded from`]),
    ...(version === undefined ? [`${path} has no version`] : []),
  ]);
};
