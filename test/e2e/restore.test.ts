import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SSMClient } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { environmentFor, ssmAt } from "../support/aws-clients.ts";
import { CANARY, changedParameters, valuesIn as valuesOf } from "../support/changed-parameters.ts";
import { refusingProxy } from "../support/refusing-proxy.ts";
import { type Finished, runNode } from "../support/run-node.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const CLI = new URL("../../src/entry/cli/main.ts", import.meta.url);
const OTHER_REGION = "eu-west-1";

describeWithMoto("a restore in a process of its own", (endpoint) => {
  const ssm = ssmAt(endpoint);

  const changed = (count: number, type?: "SecureString") => changedParameters(ssm, count, type);
  const valuesIn = (path: string, client = ssm) => valuesOf(client, path);

  const ssmbak = async (folder: string, args: ReadonlyArray<string>, through = endpoint): Promise<Finished> => {
    const settings = { ...environmentFor(through), NO_COLOR: "1", SSMBAK_STORE: "sqlite:./backup.db" };
    const finished = await runNode(CLI, args, { cwd: folder, settings });
    expect(finished.stdout + finished.stderr).not.toContain(CANARY);
    return finished;
  };

  const before = (intercept: (operation: string) => string | undefined): Promise<string> =>
    refusingProxy(endpoint, ({ operation }) => {
      const code = intercept(operation);
      return code === undefined ? undefined : { code, status: 400 };
    });

  it("that is interrupted finishes the rows in hand, says how to go on, and does the rest when it is run again", async () => {
    const { path, folder, instant } = await changed(12);
    let writes = 0;
    let interrupt = (): void => {};
    const through = await before((operation) => {
      if (operation !== "PutParameter") return undefined;
      writes += 1;
      // Once: a second Ctrl-C would end it at once.
      if (writes === 2) interrupt();
      return undefined;
    });
    const settings = { ...environmentFor(through), NO_COLOR: "1", SSMBAK_STORE: "sqlite:./backup.db" };
    const finished = await runNode(CLI, ["restore", path, instant, "--yes"], {
      cwd: folder,
      settings,
      onStarted: (child) => {
        interrupt = () => void child.kill("SIGINT");
      },
    });

    expect(finished).toMatchObject({ code: 6 });
    expect(finished.stderr).toContain(`stopped: run the same command again for ${instant}, and it does the rest\n`);
    const applied = finished.stdout.match(/^applied /gm)?.length ?? 0;
    const notReached = finished.stdout.match(/^not reached /gm)?.length ?? 0;
    expect([applied, applied + notReached]).toEqual([writes, 12]);
    expect(notReached).toBeGreaterThan(0);
    expect((await valuesIn(path)).filter((value) => value === "then")).toHaveLength(applied);

    const again = await ssmbak(folder, ["restore", path, instant, "--yes"]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain(`${notReached} applied and read back`);
    expect(new Set(await valuesIn(path))).toEqual(new Set(["then"]));
  });

  it("whose right is taken away half-way says of each row what was and what was not done", async () => {
    const { path, folder, instant } = await changed(8);
    let writes = 0;
    const through = await before((operation) => {
      if (operation !== "PutParameter") return undefined;
      writes += 1;
      return writes > 3 ? "AccessDeniedException" : undefined;
    });

    const finished = await ssmbak(folder, ["restore", path, instant, "--yes"], through);

    expect(finished.code).toBe(1);
    expect(finished.stdout).toContain(
      "3 applied and read back, 0 unchanged, 0 moved and left alone, 0 outdated, 5 failed",
    );
    expect(finished.stdout).toContain("ssm:PutParameter is needed");
    expect((await valuesIn(path)).filter((value) => value === "then")).toHaveLength(3);
  });

  it("of a SecureString whose key is gone says so, and leaves it as it is", async () => {
    const { path, folder, instant } = await changed(1, "SecureString");
    const through = await before((operation) => (operation === "PutParameter" ? "InvalidKeyId" : undefined));
    const written = await ssmbak(folder, ["restore", path, instant, "--yes"], through);
    expect(written.code).toBe(1);
    expect(written.stdout).toContain("the KMS key of this SecureString can't be used (InvalidKeyId)");
    expect(await valuesIn(path)).toEqual(["now"]);

    const blind = await before((operation) => (operation === "GetParameterHistory" ? "InvalidKeyId" : undefined));
    const read = await ssmbak(folder, ["preview", path, instant], blind);
    expect(read.code).toBe(1);
    expect(read.stdout).toMatch(/^! .*the KMS key of this SecureString can't be used/m);
    expect(read.stdout).toContain("0 to create, 0 to update, 0 to delete, 0 unchanged, 1 unreadable");
  });

  it("into another region makes the parameters there and leaves these alone", async () => {
    const { path, folder, instant } = await changed(2);
    const options = [path, instant, "--to-region", OTHER_REGION];

    expect(await ssmbak(folder, ["restore", ...options, "--yes"])).toMatchObject({ code: 0 });

    const there = new SSMClient({
      endpoint,
      region: OTHER_REGION,
      credentials: { accessKeyId: "dummy", secretAccessKey: "dummy" },
    });
    expect(await valuesIn(path, there)).toEqual(["then", "then"]);
    expect(await valuesIn(path)).toEqual(["now", "now"]);
    const again = await ssmbak(folder, ["restore", ...options, "--yes"]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain("0 to create, 0 to update, 0 to delete, 2 unchanged");
  });

  it("by a plan of another region or another store is refused, and writes nothing", async () => {
    const { path, folder, instant } = await changed(1);
    const plan = join(folder, "plan.json");
    writeFileSync(plan, (await ssmbak(folder, ["preview", path, instant, "--json"])).stdout);
    const apply = ["restore", "--plan", plan, "--yes"];

    const region = await ssmbak(folder, [...apply, "--to-region", OTHER_REGION]);
    expect(region).toMatchObject({ code: 2, stderr: expect.stringContaining("made for another source") });
    const store = await ssmbak(folder, [...apply, "--store", "sqlite:./other.db"]);
    expect(store).toMatchObject({ code: 2, stderr: expect.stringContaining("made for another store") });
    expect(await valuesIn(path)).toEqual(["now"]);
    expect(await ssmbak(folder, apply)).toMatchObject({ code: 0 });
    expect(await valuesIn(path)).toEqual(["then"]);
  });

  it("beside another one of the same names ends with all of them restored, and with nothing failed", async () => {
    const { path, folder, instant } = await changed(6);

    const both = await Promise.all([1, 2].map(() => ssmbak(folder, ["restore", path, instant, "--yes"])));

    expect(new Set(await valuesIn(path))).toEqual(new Set(["then"]));
    for (const { code, stdout } of both) {
      expect([0, 1]).toContain(code);
      expect(stdout).not.toMatch(/^failed /m);
      expect(code === 1).toBe(/^moved /m.test(stdout));
    }
  });
});
