import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { sqsEvent } from "../../src/testing/builders.ts";
import { CANARY, events, NAME } from "../fixtures/canary-source.ts";
import { type Finished, runNode } from "../support/run-node.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CLI = new URL("../../src/entry/cli/main.ts", import.meta.url);
const PLUGIN = fileURLToPath(new URL("../fixtures/canary-source.ts", import.meta.url));
const settings = { SSMBAK_PLUGINS: PLUGIN, SSMBAK_STORE: "sqlite:./backup.db", SSMBAK_SOURCE: "canary:" };

const ssmbak = (cwd: string, args: ReadonlyArray<string>, input?: string): Promise<Finished> =>
  runNode(CLI, args, { cwd, settings, ...(input === undefined ? {} : { input }) });

const linesOf = ({ stdout }: Finished): ReadonlyArray<string> =>
  stripVTControlCharacters(stdout).split("\n").slice(0, -1);

describe("the command line, each command in a process of its own", () => {
  it("stores the events of a file, shows them, and stores nothing twice", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "event.json"), JSON.stringify(sqsEvent(events)));

    const first = await ssmbak(folder, ["process", "event.json"]);
    const again = await ssmbak(folder, ["process", "-"], JSON.stringify(sqsEvent(events)));
    const log = await ssmbak(folder, ["log", NAME]);

    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(linesOf(first).at(-1)).toBe("2 events handled, 2 facts new in the store, 0 failed");
    expect(linesOf(again).at(-1)).toBe("2 events handled, 0 facts new in the store, 0 failed");
    expect(log).toMatchObject({ code: 0, stderr: "" });
    expect(linesOf(log).map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ["TIME (UTC)", "OPERATION", "VERSION", "TYPE"],
      ["2024-06-08T12:00:00.000Z", "Create", "1", "SecureString"],
      ["2024-06-08T12:01:00.000Z", "Update", "2", "SecureString"],
    ]);
    // A closed database has nothing beside it.
    expect(readdirSync(folder).sort()).toEqual(["backup.db", "event.json"]);
  });

  it("shows values, and only then, when asked", async () => {
    const folder = temporaryFolder();
    await ssmbak(folder, ["process", "-"], JSON.stringify(events));

    const redacted = await ssmbak(folder, ["log", NAME, "--json"]);
    const shown = await ssmbak(folder, ["log", NAME, "--json", "--show-values"]);

    expect(redacted.stdout).not.toContain(CANARY);
    expect(JSON.parse(shown.stdout)).toMatchObject([{ value: CANARY }, { value: `${CANARY}-2` }]);
  });

  it("ends with 1 when an event failed, 2 when it was misused and 3 when nothing is stored", async () => {
    const folder = temporaryFolder();

    expect(await ssmbak(folder, ["process", "-"], "{}")).toMatchObject({ code: 1 });
    expect(await ssmbak(folder, ["process", "none.json"])).toMatchObject({ code: 2, stdout: "" });
    expect(await ssmbak(folder, ["remember", "everything"])).toMatchObject({ code: 2, stdout: "" });
    expect(await ssmbak(folder, ["log", "/nothing"])).toMatchObject({
      code: 3,
      stdout: "",
      stderr: "nothing is stored of /nothing\n",
    });
  });

  it("does what it was asked for even if nobody reads what it prints", async () => {
    const cwd = temporaryFolder();

    const unread = await runNode(CLI, ["process", "-"], {
      cwd,
      settings,
      input: JSON.stringify(events),
      isRead: false,
    });

    expect(unread).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await ssmbak(cwd, ["log", NAME])).toMatchObject({ code: 0 });
  });

  it("tells its version, and touches nothing for that", async () => {
    const folder = temporaryFolder();

    expect(await ssmbak(folder, ["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
    expect(existsSync(join(folder, "backup.db"))).toBe(false);
  });

  it("names the setting that is missing", async () => {
    const { code, stdout, stderr } = await runNode(CLI, ["log", "/a"], { cwd: temporaryFolder() });

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^--store or SSMBAK_STORE: not set; expected s3:\/\/BUCKET.*, sqlite:PATH, memory:\nno stack could be looked for: .*AWS_REGION.*\n$/,
    );
  });
});
