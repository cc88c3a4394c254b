import { describe, expect, it } from "vitest";
import { environmentFor, ssmAt } from "../support/aws-clients.ts";
import { CANARY, changedParameters, valuesIn } from "../support/changed-parameters.ts";
import { refusingProxy } from "../support/refusing-proxy.ts";
import { runNode } from "../support/run-node.ts";
import { runOnTerminal, type TerminalOptions } from "../support/run-on-terminal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const CLI = new URL("../../src/entry/cli/main.ts", import.meta.url);

describeWithMoto("on a terminal", (endpoint) => {
  const ssm = ssmAt(endpoint);
  const settingsFor = (through: string) => ({
    ...environmentFor(through),
    NO_COLOR: "1",
    SSMBAK_STORE: "sqlite:./backup.db",
  });

  describe("a restore", () => {
    const restore = async (
      { path, folder, instant }: Awaited<ReturnType<typeof changedParameters>>,
      options: Pick<TerminalOptions, "typed" | "onStarted">,
      through = endpoint,
    ) => {
      const shown = await runOnTerminal(CLI, ["restore", path, instant], {
        ...options,
        cwd: folder,
        settings: settingsFor(through),
      });
      expect(shown.raw).not.toContain(CANARY);
      return shown;
    };

    it("writes nothing unless the whole word is typed, and ends quietly when it is broken off", async () => {
      const scene = await changedParameters(ssm, 2);
      for (const keys of ["y\r", "ye\x03", "\x04"]) {
        const { code, text } = await restore(scene, { typed: { after: "Type yes: ", keys } });
        expect({ keys, code }).toEqual({ keys, code: 5 });
        expect(text).toMatch(/Write this \(about 1 s\)\? Type yes: (y|ye)?[\r\n]+nothing was written\r\n$/);
      }
      expect(await valuesIn(ssm, scene.path)).toEqual(["now", "now"]);
    });

    it("shows a bar while it writes, takes it away, and tells what it did", async () => {
      const scene = await changedParameters(ssm, 3);
      const { code, raw, text } = await restore(scene, { typed: { after: "Type yes: ", keys: "yes\r" } });
      expect(code).toBe(0);
      expect(text).toContain(" 0/3 parameters ");
      expect(text).toContain(" 3/3 parameters ");
      // The bar's line is wiped before the next one is written onto it.
      expect(raw.split("\x1b[2K").at(-1)).toMatch(/^applied {6}\S+00\r\n/);
      expect(text).toMatch(/3 applied and read back, .*, 0 not reached\r\n$/);
      expect(await valuesIn(ssm, scene.path)).toEqual(["then", "then", "then"]);
    });

    it("stops at Ctrl-C after the rows in hand, and says how to go on", async () => {
      const scene = await changedParameters(ssm, 12);
      let type: (keys: string) => void = () => {};
      let writes = 0;
      const proxy = await refusingProxy(endpoint, ({ operation }) => {
        if (operation === "PutParameter") writes += 1;
        if (operation === "PutParameter" && writes === 2) type("\x03");
        return undefined;
      });
      const options: Pick<TerminalOptions, "typed" | "onStarted"> = {
        typed: { after: "Type yes: ", keys: "yes\r" },
        onStarted: (typing) => {
          type = typing;
        },
      };
      const { code, text } = await restore(scene, options, proxy);
      expect(code).toBe(6);
      expect(text).toContain(`stopped: run the same command again for ${scene.instant}, and it does the rest\r\n`);
      expect((await valuesIn(ssm, scene.path)).filter((value) => value === "then")).toHaveLength(writes);
      expect(writes).toBeLessThan(12);
    });
  });

  describe("a stack", () => {
    it("is not made when the question is broken off", async () => {
      const cwd = temporaryFolder();
      const settings = settingsFor(endpoint);
      const { code, text } = await runOnTerminal(CLI, ["stack", "create", "not-wanted"], {
        cwd,
        settings,
        typed: { after: "Type yes: ", keys: "\x03" },
      });
      expect(code).toBe(5);
      expect(text).not.toContain("unexpected");
      expect(await runNode(CLI, ["stack", "status", "not-wanted"], { cwd, settings })).toMatchObject({ code: 2 });
    });
  });
});
