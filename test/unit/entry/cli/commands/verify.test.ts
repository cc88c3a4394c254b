import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { backUpChanges } from "../../../../../src/application/backup/back-up-changes.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import type { ParameterSource } from "../../../../../src/ports/parameter-source.ts";
import { sourceAccessDenied, sourceThrottled } from "../../../../../src/ports/source-error.ts";
import { deletionOf, versionFactOf } from "../../../../../src/testing/builders.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { decoded, rightOf, sourceLike, Workshop } from "../../../../support/workshop.ts";

const CANARY = "canary-value";

beforeEach(() => useSettings());

interface Setting {
  readonly terminal?: FakeTerminal;
  readonly source?: Partial<ParameterSource>;
}

const verify = async (workshop: Workshop, args: ReadonlyArray<string>, setting: Setting = {}) => {
  const { terminal = new FakeTerminal(), source = {} } = setting;
  const { stores } = workshop.schemes();
  const open = () => TE.right(sourceLike(workshop.ssm, source));
  const extensions = { stores, sources: [{ scheme: "memory", form: "memory:", open }], clock: workshop.clock };
  const code = await run(["verify", ...args, "--store", "memory:", "--source", "memory:"], terminal, extensions);
  return { terminal, code };
};

const backUp = async (workshop: Workshop) => {
  const event = decoded(workshop.lastEvent());
  await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
};

/** `/app/db` and `/app/x/y` are complete; `/app/more` lacks 2 to 4, `/app/gone` its deletion, and `/top` all. */
const workshopWithLosses = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  for (const name of ["/app/db", "/app/x/y", "/app/more", "/app/gone"]) {
    workshop.put(name, CANARY);
    await backUp(workshop);
  }
  for (let version = 2; version <= 4; version += 1) workshop.put("/app/more", CANARY, 1_000);
  workshop.remove("/app/gone");
  workshop.put("top", CANARY);
  workshop.clock.advance(120_000);
  return workshop;
};

describe("ssmbak verify", () => {
  it("names what is not complete, counts all, and exits with 4", async () => {
    const { terminal, code } = await verify(await workshopWithLosses(), []);
    expect(terminal.output.split("\n")).toEqual([
      "missing versions  /app/more  2-4",
      "missing versions  /top  1",
      "missing deletion  /app/gone",
      "5 names compared: 2 complete, 3 missing",
      "",
    ]);
    expect(terminal.errors).toBe("");
    expect(code).toBe(4);
  });

  it("with --repair stores what is missing, says so, and exits with 0", async () => {
    const workshop = await workshopWithLosses();
    const repaired = await verify(workshop, ["--repair"]);
    expect(repaired.terminal.output.split("\n")).toEqual([
      "missing versions  /app/more  2-4 (stored now)",
      "missing versions  /top  1 (stored now)",
      "missing deletion  /app/gone  (stored now, with the time at which it was found)",
      "5 names compared: 2 complete, 3 repaired",
      "",
    ]);
    expect(repaired.code).toBe(0);
    expect(await workshop.stored("/app/more")).toEqual(["v1@0", "v2@1000", "v3@2000", "v4@3000"]);

    const again = await verify(workshop, ["--all"]);
    expect(again.terminal.rows.map(([state]) => state)).toEqual([...Array(5).fill("complete"), expect.any(String)]);
    expect(again.terminal.output).toContain("5 names compared: 5 complete\n");
    expect(again.code).toBe(0);
  });

  it.each([
    [["/app/more"], ["/app/more"]],
    [["/app/"], ["/app/db", "/app/more", "/app/gone"]],
    [
      ["/app/", "--recursive"],
      ["/app/db", "/app/more", "/app/x/y", "/app/gone"],
    ],
    [
      ["app/", "-r"],
      ["/app/db", "/app/more", "/app/x/y", "/app/gone"],
    ],
    [["top"], ["/top"]],
  ])("compares what was asked for: %j", async (args, names) => {
    const { terminal } = await verify(await workshopWithLosses(), [...args, "--all"]);
    expect(terminal.rows.slice(0, -1).map(([, name]) => name)).toEqual(names);
  });

  it.each([
    [["nope"], "nothing is known of /nope, which is one parameter; /nope/ would be a path\n"],
    [["/"], ""],
    [["/app/x/y/"], "nothing is known directly in /app/x/y/; --recursive takes in what is further below\n"],
    [["/nope/", "-r"], "nothing is known below /nope/\n"],
  ])("takes a typing error for no success: %j", async (args, errors) => {
    const { terminal, code } = await verify(await workshopWithLosses(), [...args, "--repair"]);
    expect(terminal.errors).toBe(errors);
    expect(code).toBe(errors === "" ? 0 : 3);
  });

  it("tells of versions that are lost, and does not call that complete", async () => {
    const workshop = new Workshop();
    for (let version = 1; version <= 105; version += 1) workshop.put("/app/db", CANARY, 1);
    const { terminal, code } = await verify(workshop, ["--repair"]);
    expect(terminal.output).toContain("6-105 (stored now); 1-5 are lost, Parameter Store dropped them\n");
    expect(terminal.output).toContain("1 name compared: 0 complete, 1 repaired, 1 with lost versions\n");
    expect(code).toBe(4);
  });

  it("tells of contradictions, which --repair leaves alone", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    const newer = versionFactOf({ name: "/app/db", version: 7, modifiedAt: workshop.clock.now() + 1_000 });
    await rightOf(workshop.store.append({ name: newer.name, facts: [newer] }));
    workshop.clock.advance(120_000);

    const { terminal, code } = await verify(workshop, ["--repair"]);

    expect(terminal.output).toMatch(/^unexpected {8}\/app\/db {2}a newer version is stored than Parameter Store has/);
    expect(code).toBe(4);
  });

  it("tells of a deletion that hides what exists, and corrects it with --repair", async () => {
    const workshop = new Workshop();
    workshop.put("/app/db");
    await backUp(workshop);
    const wrong = deletionOf({ name: "/app/db", at: workshop.clock.now() + 1_000, source: { _tag: "Sweep" } });
    await rightOf(workshop.store.append({ name: wrong.name, facts: [wrong] }));
    workshop.clock.advance(120_000);

    const told = await verify(workshop, []);
    const corrected = await verify(workshop, ["--repair"]);

    expect(told.terminal.output).toMatch(/^wrong deletion {4}\/app\/db {2}a stored deletion hides this parameter/);
    expect(told.code).toBe(4);
    expect(corrected.terminal.output).toContain("wrong deletion    /app/db  (corrected now)\n");
    expect(corrected.code).toBe(0);
    expect((await verify(workshop, [])).code).toBe(0);
  });

  describe("where many parameters seem to be deleted", () => {
    /** Twenty stored parameters, of which eleven were deleted and told of by nobody. */
    const workshopOfTwenty = async (): Promise<Workshop> => {
      const workshop = new Workshop();
      const names = Array.from({ length: 20 }, (_, index) => `/app/${index}`);
      for (const name of names) {
        workshop.put(name, CANARY);
        await backUp(workshop);
      }
      for (const name of names.slice(0, 11)) workshop.remove(name);
      workshop.clock.advance(120_000);
      return workshop;
    };

    it("stores none of the deletions, says why once and what to do, and exits with 1", async () => {
      const workshop = await workshopOfTwenty();

      const { terminal, code } = await verify(workshop, ["--repair"]);

      expect(terminal.rows.filter(([state]) => state === "refused deletion")).toHaveLength(11);
      expect(terminal.errors).toMatch(/^deletions were not stored: 11 of 20 stored parameters .*--max-deleted/);
      expect(terminal.errors.split("\n")).toHaveLength(2);
      expect(code).toBe(1);
      expect(await workshop.stored("/app/0")).toEqual(["v1@0"]);
    });

    it.each([
      [["--repair", "--max-deleted", "100"], {}],
      [["--repair", "--max-deleted", "60"], { SSMBAK_MAX_DELETED: "0" }],
      [["--repair"], { SSMBAK_MAX_DELETED: "60" }],
    ])("stores them when it may: %j %j", async (args, settings) => {
      useSettings(settings);
      const workshop = await workshopOfTwenty();

      expect((await verify(workshop, args)).code).toBe(0);

      expect(await workshop.stored("/app/0")).toEqual(["v1@0", "deleted@120000"]);
    });

    it.each(["101", "-1", "many", ""])("takes no other percentage: %j", async (percent) => {
      const { terminal, code } = await verify(new Workshop(), ["--repair", `--max-deleted=${percent}`]);

      expect(terminal.errors).toContain("Expected a percentage from 0 to 100.");
      expect(code).toBe(2);
    });
  });

  it("prints a line of JSON for each name and one for the whole", async () => {
    const { terminal, code } = await verify(await workshopWithLosses(), ["--json"]);
    const lines = terminal.output.split("\n").slice(0, -1);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { name: "/app/db", state: "complete" },
      { name: "/app/more", state: "missing versions", versions: [2, 3, 4], repaired: false },
      { name: "/app/x/y", state: "complete" },
      { name: "/top", state: "missing versions", versions: [1], repaired: false },
      { name: "/app/gone", state: "missing deletion", repaired: false },
      { summary: { complete: 2, repaired: 0, missing: 3, unexpected: 0, failed: 0, gaps: 0 } },
    ]);
    expect(code).toBe(4);
  });

  it("tells JSON readers of lost versions", async () => {
    const workshop = new Workshop();
    for (let version = 1; version <= 105; version += 1) workshop.put("/app/db", CANARY, 1);
    const { terminal } = await verify(workshop, ["--json"]);
    expect(JSON.parse(terminal.output.split("\n")[0] ?? "")).toMatchObject({
      gaps: [{ fromVersion: 1, toVersion: 5 }],
    });
  });

  it("exits with 1 when a name could not be compared, and tells why", async () => {
    const source: Partial<ParameterSource> = { history: () => TE.left(sourceThrottled("slow down")) };
    const { terminal, code } = await verify(await workshopWithLosses(), ["/app/more"], { source });
    expect(terminal.output).toMatch(/^failed {12}\/app\/more {2}slow down\n/);
    expect(code).toBe(1);
  });

  it("exits with 1 and no count when Parameter Store can't be listed", async () => {
    const source: Partial<ParameterSource> = {
      list: async function* () {
        yield E.left(sourceAccessDenied("ssm:GetParametersByPath is needed"));
      },
    };
    const { terminal, code } = await verify(await workshopWithLosses(), [], { source });
    expect(terminal.output).toBe("");
    expect(terminal.errors).toBe("ssm:GetParametersByPath is needed\n");
    expect(code).toBe(1);
  });

  it.each([[["/a b"]], [["//"]], [["/app", "--recursive"]]])("refuses %j, and quotes nothing", async (args) => {
    const { terminal, code } = await verify(new Workshop(), args);
    expect(terminal.errors).toMatch(/^PATH: expected a /);
    expect(terminal.errors).not.toContain("/a b");
    expect(code).toBe(2);
  });

  it("draws a progress bar where somebody watches, wipes it before each line, and takes it away", async () => {
    const terminal = new FakeTerminal("", true);
    await verify(await workshopWithLosses(), [], { terminal });
    expect(terminal.drawn).toMatch(/\d+\/\d+ names/);
    expect(terminal.output).toContain("5 names compared");
    expect(terminal.everything).not.toContain("/5 names");
  });

  it("never prints a value", async () => {
    const workshop = await workshopWithLosses();
    for (const args of [["--json"], ["--all"], ["--repair", "--thorough"], ["--thorough", "--json"]]) {
      const terminal = new FakeTerminal("", true);
      await verify(workshop, args, { terminal });
      expect(terminal.everything + terminal.drawn).not.toContain(CANARY);
    }
  });
});
