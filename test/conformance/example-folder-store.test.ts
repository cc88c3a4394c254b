import * as fileSystem from "node:fs/promises";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type Files, FolderBackupStore } from "../../docs/examples/folder-store/folder-backup-store.ts";
import { run } from "../../src/entry/cli/run.ts";
import { backupStoreConformance, InMemoryParameterStore, type StoreHarness } from "../../src/testing/index.ts";

type Fault = "before" | "after";

/** The file system. `failNext` makes the next call fail that reads a fact or makes a fact visible. */
const faulty = (): { readonly calls: Files; readonly failNext: (when: Fault) => void } => {
  let fault: Fault | undefined;
  const strike = async <A>(call: () => Promise<A>): Promise<A> => {
    const when = fault;
    fault = undefined;
    if (when === "before") throw new Error("disk gone");
    const answer = await call();
    if (when === "after") throw new Error("disk gone");
    return answer;
  };
  const calls: Files = {
    ...fileSystem,
    link: (from, to) => strike(() => fileSystem.link(from, to)),
    readFile: (file, encoding) => strike(() => fileSystem.readFile(file, encoding)),
  };
  return {
    calls,
    failNext: (when) => {
      fault = when;
    },
  };
};

const open = async (): Promise<StoreHarness> => {
  const root = await mkdtemp(join(tmpdir(), "ssmbak-folder-"));
  const { calls, failNext } = faulty();
  return {
    store: new FolderBackupStore(root, calls),
    reopen: async () => new FolderBackupStore(root),
    failNext,
    dispose: () => rm(root, { recursive: true }),
  };
};

describe("the example of docs/write-your-own-store.md", () => {
  backupStoreConformance({ describe, it }, open, { pageCrossing: 120 });

  it("serves the command line when SSMBAK_PLUGINS names it", async () => {
    const root = await mkdtemp(join(tmpdir(), "ssmbak-folder-"));
    const parameters = new InMemoryParameterStore();
    parameters.putParameter({ name: "/app/db", type: "String", value: "canary" });
    const input = join(root, "..", `${Date.now()}-events.jsonl`);
    await writeFile(input, parameters.events.map((event) => JSON.stringify(event)).join("\n"));
    vi.stubEnv("SSMBAK_PLUGINS", "./docs/examples/folder-store/index.ts");
    vi.stubEnv("SSMBAK_STORE", `folder:${root}`);
    let output = "";
    const terminal = {
      stdin: process.stdin,
      hasKeyboard: false,
      out: (text: string) => (output += text),
      err: (text: string) => (output += text),
    };
    const source = {
      scheme: "memory",
      form: "memory:",
      open: () => async () => ({ _tag: "Right", right: parameters }) as const,
    };
    const extensions = { sources: [source] };
    expect(await run(["process", input, "--source", "memory:"], terminal, extensions)).toBe(0);
    expect(await run(["log", "/app/db", "--source", "memory:"], terminal, extensions)).toBe(0);
    expect(output).toContain("Create");
    expect(await run(["log", "/app/db", "--store", "folder:", "--source", "memory:"], terminal, extensions)).toBe(2);
    expect(output).toContain("expected folder:PATH");
    expect(output).not.toContain("canary");
    await rm(root, { recursive: true });
    await rm(input);
  });
});
