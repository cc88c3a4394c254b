import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { ParameterName } from "../../../../../src/domain/model/parameter-name.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import type { ParameterSource } from "../../../../../src/ports/parameter-source.ts";
import { sourceAccessDenied } from "../../../../../src/ports/source-error.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { sourceLike, Workshop } from "../../../../support/workshop.ts";

const CANARY = "canary-value";
const FAST = ["--rate", "1000"];

beforeEach(() => useSettings());

interface Setting {
  readonly terminal?: FakeTerminal;
  readonly source?: Partial<ParameterSource>;
}

const backfill = async (workshop: Workshop, args: ReadonlyArray<string>, setting: Setting = {}) => {
  const { terminal = new FakeTerminal(), source = {} } = setting;
  const { stores } = workshop.schemes();
  const open = () => TE.right(sourceLike(workshop.ssm, source));
  const extensions = { stores, sources: [{ scheme: "memory", form: "memory:", open }], clock: workshop.clock };
  const code = await run(["backfill", ...args, "--store", "memory:", "--source", "memory:"], terminal, extensions);
  return { terminal, code };
};

/** `/app/db` with three versions, `/app/x/y` with one, `/top`, and `/many`, which has had 105. */
const oldParameters = (): Workshop => {
  const workshop = new Workshop();
  for (let version = 1; version <= 3; version += 1) workshop.put("/app/db", CANARY, 1);
  for (const name of ["/app/x/y", "/top"]) workshop.put(name, CANARY, 1);
  for (let version = 1; version <= 105; version += 1) workshop.put("/many", CANARY, 1);
  return workshop;
};

describe("ssmbak backfill", () => {
  it("says what it would store and how it is done, and writes nothing", async () => {
    const workshop = oldParameters();
    const { terminal, code } = await backfill(workshop, FAST);
    expect(terminal.output.split("\n")).toEqual([
      "missing versions  /app/db  1-3",
      "missing versions  /app/x/y  1",
      "missing versions  /top  1",
      "missing versions  /many  6-105; 1-5 are lost, Parameter Store dropped them",
      "4 parameters: 0 stored already, 4 to store with 105 versions, 1 of which Parameter Store has dropped older versions",
      "",
    ]);
    expect(terminal.errors).toBe("nothing was written: with --yes it is stored, in about 1 second or more\n");
    expect(code).toBe(0);
    expect(await workshop.stored("/app/db")).toEqual([]);
  });

  it("with --yes stores it, names what somebody may want to know, and ends with the count", async () => {
    const workshop = oldParameters();
    const { terminal, code } = await backfill(workshop, [...FAST, "--yes"]);
    expect(terminal.output.split("\n")).toEqual([
      "missing versions  /many  6-105 (stored now); 1-5 are lost, Parameter Store dropped them",
      "4 parameters: 0 stored already, 4 stored now with 105 versions, 1 of which Parameter Store has dropped older versions",
      "",
    ]);
    expect(terminal.errors).toBe("");
    expect(code).toBe(0);
    expect(await workshop.stored("/many")).toHaveLength(100);

    const again = await backfill(workshop, [...FAST, "--yes"]);
    expect(again.terminal.output).toBe("4 parameters: 4 stored already, 0 stored now with 0 versions\n");
    expect((await backfill(workshop, FAST)).terminal.errors).toBe("");
  });

  it.each([
    [
      ["/app/db", "top"],
      ["/app/db", "/top"],
    ],
    [["/app/"], ["/app/db"]],
    [
      ["/app/", "-r", "/app/x/"],
      ["/app/db", "/app/x/y"],
    ],
  ])("takes what was asked for: %j", async (args, names) => {
    const { terminal } = await backfill(oldParameters(), [...FAST, ...args]);
    expect(terminal.rows.slice(0, -1).map(([, name]) => name)).toEqual(names);
  });

  it("prints a line of JSON for each name and one for the whole", async () => {
    const { terminal, code } = await backfill(oldParameters(), [...FAST, "/app/", "--yes", "--json"]);
    expect(
      terminal.output
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { name: "/app/db", state: "missing versions", versions: [1, 2, 3], repaired: true },
      {
        summary: {
          ...{ complete: 0, repaired: 1, missing: 0, unexpected: 0, failed: 0, gaps: 0 },
          ...{ versions: 3, stopped: false },
        },
      },
    ]);
    expect(code).toBe(0);
  });

  it("says of which path nothing exists, and does the rest", async () => {
    const workshop = oldParameters();
    const { terminal, code } = await backfill(workshop, [...FAST, "/app/", "/nope", "--yes"]);
    expect(terminal.output).toBe("1 parameter: 0 stored already, 1 stored now with 3 versions\n");
    expect(terminal.errors).toBe("nothing is known of /nope, which is one parameter; /nope/ would be a path\n");
    expect(code).toBe(3);
  });

  it("exits with 1 when a name could not be stored, and tells why", async () => {
    const source: Partial<ParameterSource> = { history: () => TE.left(sourceAccessDenied("no right to read")) };
    const { terminal, code } = await backfill(oldParameters(), [...FAST, "--yes"], { source });
    expect(terminal.output).toContain("failed            /app/db  no right to read\n");
    expect(terminal.output).toContain("4 parameters: 0 stored already, 0 stored now with 0 versions, 4 failed\n");
    expect(code).toBe(1);
  });

  it.each([["0"], ["-1"], ["fast"], ["1e9"], ["1001"]])("refuses --rate %s", async (rate) => {
    const { terminal, code } = await backfill(oldParameters(), [`--rate=${rate}`]);
    expect(terminal.errors).toBe("--rate: expected a number a second, above 0 and at most 1000\n");
    expect(code).toBe(2);
  });

  it("refuses a path that is none, and does nothing for the others", async () => {
    const workshop = oldParameters();
    const { terminal, code } = await backfill(workshop, ["/app/db", "/a b", "--yes"]);
    expect(terminal.errors).toMatch(/^PATH: expected a /);
    expect(code).toBe(2);
    expect(await workshop.stored("/app/db")).toEqual([]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "on %s finishes what is in hand, says how to go on, exits with 6",
    async (signal) => {
      const workshop = new Workshop();
      for (let index = 0; index < 40; index += 1) workshop.put(`/app/${index}`, CANARY, 1);
      let read = 0;
      const source: Partial<ParameterSource> = {
        history: (name) => {
          read += 1;
          if (read === 3) process.emit(signal);
          return workshop.ssm.history(name);
        },
      };
      const stopped = await backfill(workshop, ["--yes", ...FAST], { source });
      expect(stopped.terminal.errors).toBe("stopped: run the same command again to go on\n");
      expect(stopped.code).toBe(6);
      expect(read).toBeLessThan(40);

      const rest = await backfill(workshop, ["--yes", ...FAST]);
      expect(rest.terminal.output).toBe(
        `40 parameters: ${read} stored already, ${40 - read} stored now with ${40 - read} versions\n`,
      );
      expect(rest.code).toBe(0);
    },
  );

  it.each(["history", "tags"] as const)("reads no more of each kind a second than --rate says: %s", async (kind) => {
    const workshop = new Workshop();
    for (let index = 0; index < 6; index += 1) workshop.put(`/app/${index}`, CANARY, 1);
    const allHistoriesAreDone = new Promise((resolve) => setTimeout(resolve, 400));
    const times: number[] = [];
    const timed =
      <A>(read: (name: ParameterName) => A) =>
      (name: ParameterName): A => {
        times.push(performance.now());
        return read(name);
      };
    const source: Partial<ParameterSource> =
      kind === "history"
        ? { history: timed((name) => workshop.ssm.history(name)) }
        : {
            // All are done at the same moment, so that tags would be read at once if they were not paced by themselves.
            history: (name) => async () => {
              await allHistoriesAreDone;
              return workshop.ssm.history(name)();
            },
            tags: timed((name) => workshop.ssm.tags(name)),
          };
    await backfill(workshop, ["--yes", "--rate", "20"], { source });
    expect(times).toHaveLength(6);
    // Five pauses of 50 ms each; timers may come a moment early.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(240);
  });

  it("draws a progress bar where somebody watches", async () => {
    const terminal = new FakeTerminal("", true);
    await backfill(oldParameters(), [...FAST, "--yes"], { terminal });
    expect(terminal.drawn).toMatch(/\d\/4 parameters/);
  });

  it("never prints a value", async () => {
    for (const args of [[], ["--json"], ["--yes"]]) {
      const terminal = new FakeTerminal("", true);
      await backfill(oldParameters(), [...FAST, ...args], { terminal });
      expect(terminal.everything + terminal.drawn).not.toContain(CANARY);
    }
  });
});
