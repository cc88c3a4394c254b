import { beforeEach, describe, expect, it } from "vitest";
import manifest from "../../../../package.json" with { type: "json" };
import { run } from "../../../../src/entry/cli/run.ts";
import { useSettings } from "../../../support/environment.ts";
import { FakeTerminal } from "../../../support/fake-terminal.ts";
import { temporaryFile } from "../../../support/temporary-folder.ts";

beforeEach(() => useSettings());

const ssmbak = async (...args: ReadonlyArray<string>) => {
  const terminal = new FakeTerminal();
  const code = await run(args, terminal);
  return { terminal, code };
};

const STORES = "expected s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true], sqlite:PATH, memory:";

describe("ssmbak --version", () => {
  it.each([[["--version"]], [["-V"]], [["log", "--version"]], [["process", "--version"]]])(
    "tells the package's version: %j",
    async (args) => {
      const { terminal, code } = await ssmbak(...args);

      expect(terminal.output).toBe(`${manifest.version}\n`);
      expect(code).toBe(0);
    },
  );
});

describe("ssmbak --help", () => {
  it("names every command", async () => {
    const { terminal, code } = await ssmbak("--help");

    expect(terminal.output).toMatch(/^Usage: ssmbak/);
    expect(terminal.output).toMatch(/^ {2}process \[options\] <file>/m);
    expect(terminal.output).toMatch(/^ {2}log \[options\] <name>/m);
    expect(terminal.output).toMatch(/^ {2}verify \[options\] \[path\]/m);
    expect(terminal.errors).toBe("");
    expect(code).toBe(0);
  });

  it.each([
    ["process", "--help"],
    ["log", "--help"],
    ["log", "-h"],
    ["help", "log"],
  ])("tells of options, stores, sources, settings and exit codes: %s %s", async (...args) => {
    const { terminal, code } = await ssmbak(...args);

    for (const part of ["--store <url>", "--source <url>", "--json", "sqlite:PATH", "SSMBAK_STORE", "Exit:"]) {
      expect(terminal.output).toContain(part);
    }
    expect(code).toBe(0);
  });

  it("offers --show-values where there are values", async () => {
    expect((await ssmbak("log", "--help")).terminal.output).toContain("--show-values");
    expect((await ssmbak("process", "--help")).terminal.output).not.toContain("--show-values");
  });
});

describe("wrong arguments", () => {
  it.each([
    ["an unknown command", ["reload"], "unknown command 'reload'"],
    ["a slip in a command", ["proces", "-"], "Did you mean process?"],
    ["an unknown option", ["log", "/a", "--nope"], "unknown option '--nope'"],
    ["a slip in an option", ["log", "/a", "--show-value"], "Did you mean --show-values?"],
    ["an option of the other command", ["process", "-", "--show-values"], "unknown option '--show-values'"],
    ["no name", ["log"], "missing required argument 'name'"],
    ["no file", ["process"], "missing required argument 'file'"],
    ["two names", ["log", "/a", "/b"], "too many arguments"],
    ["an option without its value", ["log", "/a", "--store"], "argument missing"],
  ])("%s are told, and end with 2", async (_what, args, complaint) => {
    const { terminal, code } = await ssmbak(...args);

    expect(terminal.errors).toContain(complaint);
    expect(terminal.output).toBe("");
    expect(code).toBe(2);
  });

  it("none at all show the help on standard error", async () => {
    const { terminal, code } = await ssmbak();

    expect(terminal.errors).toMatch(/^Usage: ssmbak/);
    expect(terminal.output).toBe("");
    expect(code).toBe(2);
  });
});

describe("a wrong configuration ends with 2 and names the setting and the accepted forms:", () => {
  const GIVEN = "hunter2";

  it.each([
    ["no store", {}, [], `--store or SSMBAK_STORE: not set; ${STORES}`],
    ["an empty variable", { SSMBAK_STORE: "" }, [], `--store or SSMBAK_STORE: not set; ${STORES}`],
    ["an unknown store", {}, ["--store", `${GIVEN}:x`], `--store or SSMBAK_STORE: of no known scheme; ${STORES}`],
    ["a file without a scheme", {}, ["--store", `./${GIVEN}.db`], `SSMBAK_STORE: of no known scheme; ${STORES}`],
    [
      "a wrong bucket",
      { SSMBAK_STORE: `s3://${GIVEN}/path` },
      [],
      "SSMBAK_STORE: expected s3://BUCKET[?kmsKeyId=KEY][&pathStyle=true], with a bucket's name and no path",
    ],
    [
      "a URL as a bucket's name",
      { SSMBAK_BUCKET: `s3://${GIVEN}` },
      [],
      "SSMBAK_BUCKET: expected the name of a bucket",
    ],
    [
      "two stores",
      { SSMBAK_BUCKET: GIVEN, SSMBAK_STORE: "memory:" },
      [],
      "SSMBAK_BUCKET: names another store than SSMBAK_STORE: set only one of them",
    ],
    [
      "an unknown source",
      { SSMBAK_STORE: "memory:", SSMBAK_SOURCE: `${GIVEN}:` },
      [],
      "--source or SSMBAK_SOURCE: of no known scheme; expected ssm:[REGION][?role=ARN], memory:",
    ],
    [
      "an unknown log level",
      { SSMBAK_STORE: "memory:", SSMBAK_LOG_LEVEL: GIVEN },
      [],
      "SSMBAK_LOG_LEVEL: expected debug, info, warn, error or silent",
    ],
    [
      "a plugin that is not there",
      { SSMBAK_STORE: "memory:", SSMBAK_PLUGINS: `./${GIVEN}.js` },
      [],
      "SSMBAK_PLUGINS: module 1 of the list can't be loaded (ERR_MODULE_NOT_FOUND)",
    ],
  ])("%s", async (_what, settings, args, complaint) => {
    useSettings(settings);

    const { terminal, code } = await ssmbak("process", temporaryFile("none.json", "[]"), ...args);

    expect(terminal.errors).toContain(complaint);
    expect(terminal.everything).not.toContain(GIVEN);
    expect(terminal.output).toBe("");
    expect(code).toBe(2);
  });

  it("a folder for the database that does not exist", async () => {
    const { terminal, code } = await ssmbak("log", "/a", "--store", "sqlite:/no/such/folder/backup.db");

    expect(terminal.errors).toBe(
      'the folder "/no/such/folder" does not exist: make it, or name a file in another one\n',
    );
    expect(code).toBe(2);
  });

  it("a file that is no database", async () => {
    const file = temporaryFile("notes.txt", "Dear diary, today I lost a parameter. It was a small one.\n".repeat(20));

    const { terminal, code } = await ssmbak("log", "/a", "--store", `sqlite:${file}`);

    expect(terminal.errors).toContain("is not an SQLite database");
    expect(code).toBe(2);
  });

  it("but an option wins over a wrong variable", async () => {
    useSettings({ SSMBAK_STORE: "nonsense", SSMBAK_BUCKET: "a-bucket" });

    const { terminal, code } = await ssmbak("log", "/a", "--store", "memory:");

    expect(terminal.errors).toBe("nothing is stored of /a\n");
    expect(code).toBe(3);
  });
});
