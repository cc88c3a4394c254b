import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import { run } from "../../src/entry/cli/run.ts";
import { exitCode } from "../../src/entry/cli/ui/exit-code.ts";
import { useSettings } from "../support/environment.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { decoded, rightOf, Workshop } from "../support/workshop.ts";
import { campaign } from "./support/campaign.ts";
import { CANARY, expectSilence } from "./support/canary.ts";
import { messageText } from "./support/events.ts";
import { oddText } from "./support/wrong-things.ts";

beforeEach(() => useSettings());

const NAMES = ["/app/db", "/app/x/y", "/top"];

/** Parameters that hold the canary: the first is stored, the others are missing in the store. */
const cage = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  for (const name of NAMES) workshop.ssm.putParameter({ name, type: "SecureString", value: CANARY });
  const [first] = workshop.ssm.events;
  if (first === undefined) throw new Error("no event was emitted");
  const event = decoded(first);
  await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
  return workshop;
};

/** Values are shown when that is asked for, and only then: the one flag that is left out. */
const flag = fc.constantFrom(
  "--json",
  "--recursive",
  "-r",
  "--repair",
  "--thorough",
  "--all",
  "--help",
  "--version",
  "--nonsense",
  "-x",
  "--",
  "--store",
  "--source=memory:",
  "--store=nowhere:",
);

/** No path of a file, lest one is read: those of `process` are tested where files are. */
const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NAMES, "/app/", "/", "app/", "memory:", "-", "") },
  { weight: 2, arbitrary: oddText.filter((text) => text !== "null") },
);

const command = fc.constantFrom("log", "verify", "help", "remember", "");

const commandLine = fc
  .tuple(command, fc.array(fc.oneof(flag, word), { maxLength: 5 }), fc.boolean())
  .map(([first, rest, stores]) => [first, ...rest, ...(stores ? ["--store", "memory:", "--source", "memory:"] : [])]);

const codes = new Set<number>(Object.values(exitCode));

describe("whatever is typed,", () => {
  it("a command ends with one of its exit codes, and prints no value", () =>
    campaign(commandLine, 300, async (args) => {
      const workshop = await cage();
      const terminal = new FakeTerminal("", true);

      const code = await run(args, terminal, { ...workshop.schemes(), clock: workshop.clock });

      expect(codes).toContain(code);
      if (code !== exitCode.done) expect(terminal.everything).not.toBe("");
      expect(terminal.errors).not.toContain("unexpected failure");
      expectSilence(terminal.everything, terminal.drawn);
    }));

  it("what comes through a pipe is handled, or told to be no event, and prints no value", () =>
    campaign(fc.oneof(messageText, oddText), 120, async (input) => {
      const workshop = await cage();
      const terminal = new FakeTerminal(input);

      const args = ["process", "-", "--store", "memory:", "--source", "memory:"];
      const code = await run(args, terminal, { ...workshop.schemes(), clock: workshop.clock });

      expect([exitCode.done, exitCode.failed]).toContain(code);
      expect(terminal.errors).not.toContain("unexpected failure");
      expectSilence(terminal.everything);
    }));
});
