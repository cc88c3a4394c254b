import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetParameterHistoryCommand, LabelParameterVersionCommand } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { changeEnvelope } from "../../src/testing/index.ts";
import { environmentFor, ssmAt } from "../support/aws-clients.ts";
import { CANARY, changedParameters } from "../support/changed-parameters.ts";
import { type Finished, runNode } from "../support/run-node.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const CLI = new URL("../../src/entry/cli/main.ts", import.meta.url);

/** Resolves in a later second: events tell no more. */
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));

describeWithMoto("labels that moved", (endpoint) => {
  const ssm = ssmAt(endpoint);

  it("are stored by their events, shown, and moved back by a thorough restore", async () => {
    const { path, folder } = await changedParameters(ssm, 1);
    const name = `${path}00`;
    const settings = { ...environmentFor(endpoint), NO_COLOR: "1", SSMBAK_STORE: "sqlite:./backup.db" };
    const ssmbak = async (...args: ReadonlyArray<string>): Promise<Finished> => {
      const finished = await runNode(CLI, args, { cwd: folder, settings });
      expect(finished.stdout + finished.stderr).not.toContain(CANARY);
      return finished;
    };
    const labels = async () => {
      const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name: name }));
      return Parameters.map(({ Labels = [] }) => Labels.join());
    };
    const move = async (ParameterVersion: number, moved: Readonly<Record<string, string>>) => {
      await nextSecond();
      await ssm.send(new LabelParameterVersionCommand({ Name: name, Labels: ["prod"], ParameterVersion }));
      const envelope = changeEnvelope({ name, operation: "LabelParameterVersion", label: "prod", time: Date.now() });
      const { operation, type } = envelope.detail as { readonly operation: string; readonly type: string };
      const event = { ...envelope, id: `label-${ParameterVersion}`, detail: { operation, name, type, ...moved } };
      writeFileSync(join(folder, "event.json"), JSON.stringify(event));
      expect((await ssmbak("process", "event.json")).stdout).toContain("unchanged");
      await nextSecond();
      return new Date().toISOString();
    };
    const before = await move(1, { label: "prod", toVersion: "1" });
    const after = await move(2, { label: "prod", fromVersion: "1", toVersion: "2" });

    expect(
      (await ssmbak("log", name)).stdout.match(/^\S+Z +\w+ +\d/gm)?.map((row) => row.replace(/^\S+ +/, "")),
    ).toEqual(["Create     1", "Update     2", "Label      1", "Label      2"]);
    expect((await ssmbak("show", name, "--at", before)).stdout).toContain('olderLabels     {"prod":1}');
    expect((await ssmbak("preview", path, before)).stdout).toContain(
      "1 unchanged by version: labels and tags not compared",
    );
    const restored = await ssmbak("restore", path, before, "--thorough", "--diff", "--yes");
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining("+ olderLabels: prod (version 1)") });
    expect(await labels()).toEqual(["prod", ""]);
    expect((await ssmbak("restore", path, after, "--thorough", "--yes")).stdout).toContain("1 applied and read back");
    expect(await labels()).toEqual(["", "prod"]);
  });
});
