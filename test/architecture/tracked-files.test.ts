import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/program.ts";
import { lockFileFaults, privatePlacesIn, trackedFiles } from "../support/tracked-files.ts";

// In pieces, or this file would be found itself.
const path = (...parts: ReadonlyArray<string>): string => ["", ...parts, ""].join("/");
const host = (...labels: ReadonlyArray<string>): string => `https://${labels.join(".")}/a/-/a-1.0.0.tgz`;

describe("files under version control", () => {
  it("name no machine's folders and no registries", () => {
    expect(privatePlacesIn(trackedFiles())).toEqual([]);
  });

  it.each([
    ["machine path", `cd ${path("home", "someone", "project")}`],
    ["machine path", `"${path("Users", "someone")}x"`],
    ["machine path", `source=${path("root", "project")}`],
    ["machine path", `see ${path("work", "main", "src")}`],
    ["registry host", host("registry", "example", "org")],
    ["registry host", host("mirror", "npmjs", "com")],
    ["registry host", host("files", "pythonhosted", "org")],
  ])("would be found with a %s (%#)", (what, line) => {
    expect(privatePlacesIn([{ path: "a.md", text: `\n${line}\n` }])).toEqual([
      expect.stringContaining(`a.md:2 ${what}`),
    ]);
  });

  it.each([
    "/home of the brave",
    "https://example.com/work/in/progress",
    "/app/db, /work/db and ./home/a/b",
    "an entry of the registry",
  ])("may say %s", (line) => {
    expect(privatePlacesIn([{ path: "a.md", text: line }])).toEqual([]);
  });
});

describe("the lock file", () => {
  it("is whole and says nothing about registries", () => {
    expect(lockFileFaults(readFileSync(join(root, "package-lock.json"), "utf8"))).toEqual([]);
  });

  it("would be found at fault", () => {
    const packages = {
      "": { version: "1.0.0" },
      "node_modules/a": { version: "1.0.0", resolved: host("example", "org") },
      "node_modules/b": { optional: true },
    };

    expect(lockFileFaults(JSON.stringify({ packages }))).toEqual([
      "node_modules/a says where it was downloaded from",
      "node_modules/b has no version",
    ]);
  });
});
