import { writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { EventEnvelope } from "../../../../../src/adapters/memory/change-events.ts";
import { backUpChanges } from "../../../../../src/application/backup/back-up-changes.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import { DEFAULT_TIME, versionFactOf } from "../../../../../src/testing/builders.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { temporaryFile } from "../../../../support/temporary-folder.ts";
import { decoded, rightOf, Workshop } from "../../../../support/workshop.ts";

beforeEach(() => useSettings());

const FIRST = new Date(DEFAULT_TIME + 30_000).toISOString();

/** At `FIRST`: host and gone. Now: another host, no gone, and a new one. */
const aDay = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  const backUp = async (...events: ReadonlyArray<EventEnvelope>) => {
    for (const event of events.map(decoded)) {
      await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
    }
  };
  await backUp(workshop.put("/app/host", "secret one\n"), workshop.put("/app/gone", "it's $5", 1000));
  await backUp(
    workshop.put("/app/host", "secret two", 60_000),
    workshop.remove("/app/gone", 1000),
    workshop.put("/app/new", "n", 1000),
  );
  workshop.clock.advance(60_000);
  return workshop;
};

const ssmbak = async (workshop: Workshop, ...args: ReadonlyArray<string>) => {
  const terminal = new FakeTerminal();
  const options = ["--store", "memory:", "--source", "memory:"];
  const extensions = { ...workshop.schemes(), clock: workshop.clock };
  const code = await run([...args, ...options], terminal, extensions);
  return { terminal, code };
};

describe("ssmbak preview", () => {
  it("shows what would be done, and no values unless asked for", async () => {
    const workshop = await aDay();
    const { terminal, code } = await ssmbak(workshop, "preview", "/app/", FIRST, "--diff");
    expect(code).toBe(0);
    expect(terminal.output).toMatch(/\+ +\/app\/gone/);
    expect(terminal.output).toMatch(/~ +\/app\/host +2 +1 +value/);
    expect(terminal.output).toContain(
      "1 to create, 1 to update, 0 to delete, 0 unchanged, 1 new since and left alone: about 1 s\n",
    );
    expect(terminal.output).toContain("/app/host\n  ~ value: differs (--show-values shows both)\n");
    expect(terminal.everything).not.toContain("secret");
    const shown = await ssmbak(workshop, "preview", "/app/", FIRST, "--diff", "--show-values");
    expect(shown.terminal.output).toContain("value: secret one\\n");
    const pruned = await ssmbak(workshop, "preview", "/app/", FIRST, "--prune");
    expect(pruned.terminal.output).toMatch(/- +\/app\/new/);
  });

  it("says that labels and tags of what is unchanged were not compared, and compares them when it is asked to", async () => {
    const workshop = await aDay();
    const now = new Date(workshop.clock.now() - 1_000).toISOString();
    workshop.ssm.labelParameterVersion("/app/host", ["prod"], 2);
    const moved = decoded(workshop.lastEvent());
    await rightOf(backUpChanges(workshop.dependencies())(moved.name, [moved]));
    workshop.clock.advance(60_000);
    const labelled = new Date(workshop.clock.now()).toISOString();
    workshop.ssm.labelParameterVersion("/app/host", ["prod"], 1);
    const { terminal } = await ssmbak(workshop, "preview", "/app/", labelled);
    expect(terminal.output).toMatch(/\n2 unchanged by version: labels and tags not compared \(--thorough does\)\n$/);
    const thorough = await ssmbak(workshop, "preview", "/app/", labelled, "--thorough", "--diff");
    expect(thorough.terminal.output).toMatch(/~ +\/app\/host +2 +2 +labels/);
    expect(thorough.terminal.output).toContain("  + labels: prod\n");
    expect(thorough.terminal.output).not.toContain("not compared");
    const before = await ssmbak(workshop, "diff", "/app/", "--from", FIRST, "--to", now);
    expect(before.terminal.output).not.toContain("labels");
    const after = await ssmbak(workshop, "diff", "/app/", "--from", now);
    expect(after.terminal.output).toBe("~ /app/host\n    labels: (none) -> prod\n");
    expect((await ssmbak(workshop, "restore", "/app/", labelled, "--thorough", "--yes")).code).toBe(0);
    expect(workshop.ssm.getParameter("/app/host").attributes.labels).toEqual(["prod"]);
  });

  it("tells of what it can't use", async () => {
    const workshop = await aDay();
    expect((await ssmbak(workshop, "preview", "/app", FIRST, "-r")).code).toBe(2);
    expect((await ssmbak(workshop, "preview", "/app/", "yesterday")).code).toBe(2);
    expect((await ssmbak(workshop, "preview", "/app/", FIRST, "--only", "a b")).code).toBe(2);
    expect((await ssmbak(workshop, "preview", "/app/", "2099-01-01T00:00:00Z")).code).toBe(2);
    expect((await ssmbak(workshop, "preview", "/other/", FIRST)).code).toBe(3);
    const unzoned = await ssmbak(workshop, "preview", "/app/", FIRST.replace("Z", ""));
    expect(unzoned.terminal.errors).toContain("UTC is taken");
  });
});

describe("ssmbak restore", () => {
  it("refuses without --yes where there is no terminal, and restores with it", async () => {
    const workshop = await aDay();
    const refused = await ssmbak(workshop, "restore", "/app/", FIRST);
    expect([refused.code, workshop.ssm.getParameter("/app/host").version]).toEqual([5, 2]);
    const { terminal, code } = await ssmbak(workshop, "restore", "/app/", FIRST, "--yes");
    expect(code).toBe(0);
    expect(terminal.output).toContain(
      "2 applied and read back, 0 unchanged, 0 moved and left alone, 0 outdated, 0 failed",
    );
    expect(workshop.ssm.getParameter("/app/host").value.reveal()).toBe("secret one\n");
    expect(terminal.everything).not.toContain("secret");
    const again = await ssmbak(workshop, "restore", "/app/", FIRST, "--yes");
    expect(again.terminal.output).toContain("0 to create, 0 to update");
  });

  it("refuses what a saved plan has decided already, since it would be passed over", async () => {
    const workshop = await aDay();
    const plan = temporaryFile(
      "plan.json",
      (await ssmbak(workshop, "preview", "/app/", FIRST, "--json")).terminal.output,
    );
    const apply = ["restore", "--plan", plan, "--yes"];
    for (const more of [
      ["--only", "/app/host"],
      ["--prune"],
      ["--to", "/copy/"],
      ["-r"],
      ["--thorough"],
      ["--allow-recreate"],
    ]) {
      const { code, terminal } = await ssmbak(workshop, ...apply, ...more);
      expect({ more, code }).toEqual({ more, code: 2 });
      expect(terminal.errors).toContain("option '--plan <file>' cannot be used with option");
    }
    const { code, terminal } = await ssmbak(workshop, ...apply, "/app/", FIRST);
    expect([code, terminal.errors]).toEqual([2, "PATH and INSTANT are in the plan: with --plan FILE leave them out\n"]);
    expect(workshop.ssm.getParameter("/app/host").version).toBe(2);
  });

  it("refuses a plan that was edited before it shows it or asks", async () => {
    const workshop = await aDay();
    const plan = (await ssmbak(workshop, "preview", "/app/", FIRST, "--json")).terminal.output;
    const file = temporaryFile("plan.json", plan.replaceAll("/app/host", "/app/other"));
    const { code, terminal } = await ssmbak(workshop, "restore", "--plan", file, "--yes");
    expect([code, terminal.everything]).toEqual([2, "the plan was edited after it was made: make a new one\n"]);
  });

  it.each(["", "here", "EU-WEST-1"])("takes %j for no region", async (region) => {
    const workshop = await aDay();
    const { code, terminal } = await ssmbak(workshop, "restore", "/app/", FIRST, "--yes", "--to-region", region);
    expect(code).toBe(2);
    expect(terminal.errors).toContain("Expected the name of a region.");
    expect(workshop.ssm.getParameter("/app/host").version).toBe(2);
  });

  it("applies a saved plan, refuses an edited one, and tells of what moved", async () => {
    const workshop = await aDay();
    const plan = (await ssmbak(workshop, "preview", "/app/", FIRST, "--json")).terminal.output;
    const file = temporaryFile("plan.json", plan.replace('"allowRecreate": false', '"allowRecreate": true'));
    expect((await ssmbak(workshop, "restore", "--plan", file, "--yes")).code).toBe(2);
    writeFileSync(file, "{}");
    expect((await ssmbak(workshop, "restore", "--plan", file, "--yes")).code).toBe(2);
    expect((await ssmbak(workshop, "restore", "--plan", `${file}.none`, "--yes")).code).toBe(2);
    expect((await ssmbak(workshop, "restore")).code).toBe(2);
    writeFileSync(file, plan);
    workshop.put("/app/host", "secret three");
    const { terminal, code } = await ssmbak(workshop, "restore", "--plan", file, "--yes", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(terminal.output).results).toMatchObject([
      { name: "/app/gone", outcome: "Applied" },
      { name: "/app/host", outcome: "Moved" },
    ]);
  });
});

describe("ssmbak restore, elsewhere and at odd instants", () => {
  it("tells of a row that a late fact made outdated, and what to do", async () => {
    const workshop = await aDay();
    const file = temporaryFile(
      "plan.json",
      (await ssmbak(workshop, "preview", "/app/", FIRST, "--json")).terminal.output,
    );
    const late = versionFactOf({
      name: "/app/host",
      version: 9,
      value: "secret late",
      modifiedAt: DEFAULT_TIME + 9_000,
    });
    await rightOf(workshop.store.append({ name: late.name, facts: [late] }));
    const { terminal, code } = await ssmbak(workshop, "restore", "--plan", file, "--yes");
    expect(code).toBe(1);
    expect(terminal.output).toMatch(
      /^outdated {5}\/app\/host: it was version 9 of 2024-06-08T23:06:42\.000Z at the instant: .*; plan again$/m,
    );
    expect(terminal.output).toContain(
      "1 applied and read back, 0 unchanged, 0 moved and left alone, 1 outdated, 0 failed",
    );
    expect(terminal.everything).not.toContain("secret");
    expect(workshop.ssm.getParameter("/app/host").version).toBe(2);
  });

  it("restores into another path and leaves the original alone", async () => {
    const workshop = await aDay();
    const { terminal, code } = await ssmbak(workshop, "restore", "/app/", FIRST, "--to", "/copy/", "--yes");
    expect([code, terminal.output]).toEqual([0, expect.stringContaining("2 to create, 0 to update")]);
    expect(workshop.ssm.getParameter("/copy/host").value.reveal()).toBe("secret one\n");
    expect(workshop.ssm.getParameter("/app/host").value.reveal()).toBe("secret two");
    const bad = await ssmbak(workshop, "restore", "/app/", FIRST, "--to", "copy", "--yes");
    expect([bad.code, bad.terminal.errors]).toEqual([2, expect.stringContaining("begin and end with a slash")]);
  });

  it("refuses an instant in the future or before the first stored version, and a path of which nothing is known", async () => {
    const workshop = await aDay();
    const refusal = async (...args: ReadonlyArray<string>) => {
      const { terminal, code } = await ssmbak(workshop, "restore", ...args, "--yes");
      return [code, terminal.errors.trim()];
    };
    expect(await refusal("/app/", "2099-01-01T00:00:00Z")).toEqual([2, "the instant lies in the future"]);
    expect(await refusal("/app/", "2001-01-01T00:00:00Z")).toEqual([3, expect.stringContaining("before the first")]);
    expect(await refusal("/none/", FIRST)).toEqual([3, expect.stringContaining("exists now or is stored")]);
    expect(await refusal("/app/nothing", FIRST)).toEqual([3, expect.stringContaining("exists now or is stored")]);
  });

  it("tells how long it takes whether it asks or not", async () => {
    const workshop = await aDay();
    const preview = await ssmbak(workshop, "preview", "/app/", FIRST);
    expect(preview.terminal.output).toContain("1 new since and left alone: about 1 s\n");
    const { terminal } = await ssmbak(workshop, "restore", "/app/", FIRST, "--yes");
    expect(terminal.output).toContain(": about 1 s\n");
  });

  it("says what to do about a parameter that is locked by a label on its 100th version", async () => {
    const workshop = await aDay();
    workshop.ssm.labelParameterVersion("/app/host", ["first"], 1);
    for (let version = 3; version <= 100; version += 1) workshop.put("/app/host", `secret ${version}`);
    const { terminal, code } = await ssmbak(workshop, "restore", "/app/", FIRST, "--yes");
    expect(code).toBe(1);
    expect(terminal.output).toMatch(/^failed {7}\/app\/host: .*label/m);
    expect(terminal.output).toContain("1 applied and read back");
  });
});

describe("looking back", () => {
  it("shows a parameter, differences and exports", async () => {
    const workshop = await aDay();
    const show = await ssmbak(workshop, "show", "/app/host", "--at", FIRST);
    expect(show.terminal.output).toMatch(/version +1\n/);
    expect(show.terminal.everything).not.toContain("secret");
    expect((await ssmbak(workshop, "show", "/app/new", "--at", FIRST)).code).toBe(3);
    expect((await ssmbak(workshop, "show", "/app/host", "--at", "x")).code).toBe(2);
    const shown = await ssmbak(workshop, "show", "/app/host", "--json", "--show-values");
    expect(JSON.parse(shown.terminal.output)).toMatchObject({ value: "secret two", version: 2 });
    const diff = await ssmbak(workshop, "diff", "/app/", "--from", FIRST);
    expect(diff.terminal.output).toContain(
      "- /app/gone\n~ /app/host\n    value: [redacted] -> [redacted]\n+ /app/new\n",
    );
    expect(
      JSON.parse((await ssmbak(workshop, "diff", "/app/", "--from", FIRST, "--json")).terminal.output).length,
    ).toBe(3);
    expect((await ssmbak(workshop, "diff", "/app/", "--from", "x")).code).toBe(2);
  });

  it("says that nothing is stored of a mistyped path, and what may have been meant", async () => {
    const workshop = await aDay();
    const errorsOf = async (...args: ReadonlyArray<string>) => {
      const { code, terminal } = await ssmbak(workshop, ...args);
      return [code, terminal.output, terminal.errors];
    };
    const nothing = "nothing is stored of";
    expect(await errorsOf("diff", "/apq/", "--from", FIRST)).toEqual([
      3,
      "",
      `${nothing} /apq/ at either instant; --recursive takes in what is further below\n`,
    ]);
    expect(await errorsOf("diff", "/apq/", "-r", "--from", FIRST)).toEqual([
      3,
      "",
      `${nothing} /apq/ at either instant\n`,
    ]);
    expect(await errorsOf("export", "/app", "--at", FIRST)).toEqual([
      3,
      "",
      `${nothing} /app at that instant; /app is one parameter, /app/ would be a path\n`,
    ]);
  });

  it("exports for other tools", async () => {
    const workshop = await aDay();
    const exported = async (...args: ReadonlyArray<string>) =>
      (await ssmbak(workshop, "export", "/app/", "--at", FIRST, ...args)).terminal.output;
    expect(JSON.parse(await exported())).toEqual({ "/app/gone": "it's $5", "/app/host": "secret one\n" });
    expect(await exported("--format", "dotenv")).toBe('GONE="it\'s \\$5"\nHOST="secret one\\n"\n');
    expect(await exported("--format", "shell")).toBe("export GONE='it'\\''s $5'\nexport HOST='secret one\n'\n");
    expect((await ssmbak(workshop, "export", "/app/", "--at", FIRST, "--format", "xml")).code).toBe(2);
    expect((await ssmbak(workshop, "export", "/none/", "--at", FIRST)).code).toBe(3);
    expect(await exported("--json")).toBe(await exported());
    const both = await ssmbak(workshop, "export", "/app/", "--at", FIRST, "--json", "--format", "shell");
    expect([both.code, both.terminal.output]).toEqual([2, ""]);
  });

  it("prints completion scripts", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const terminal = new FakeTerminal();
      expect(await run(["completion", shell], terminal)).toBe(0);
      expect(terminal.output).toContain("restore");
    }
    expect(await run(["completion", "csh"], new FakeTerminal())).toBe(2);
  });
});
