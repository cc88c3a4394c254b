import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";

const file = readFileSync(new URL("../../deploy/worker/Containerfile", import.meta.url), "utf8");

describe("the container file", () => {
  it("begins a command line that there is", async () => {
    const [, entry = ""] = /^ENTRYPOINT (.*)$/m.exec(file) ?? [];
    const [program, ...args]: ReadonlyArray<string> = JSON.parse(entry);
    const terminal = new FakeTerminal();
    expect(program).toBe("ssmbak");
    // A wrong number is only complained about once all options are known.
    expect(
      await run(
        [
          ...args,
          "--concurrency",
          "0",
          "--store",
          "memory:",
          "--source",
          "memory:",
          "--queue",
          "http://127.0.0.1:1/queue",
        ],
        terminal,
      ),
    ).toBe(2);
    expect(terminal.errors).toBe("--concurrency: expected a number from 1 to 100\n");
  });
});
