import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Source files by their path from the project's root. */
export type Tree = Readonly<Record<string, string>>;

/** One broken layer rule. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** Names of all layer rules. */
export const layerRules = async (): Promise<ReadonlyArray<string>> => {
  const { ruleSet } = await extractDepcruiseOptions(join(root, ".dependency-cruiser.json"));
  return (ruleSet?.forbidden ?? []).map((rule) => rule.name ?? "");
};

/** The layer rules that the `src` folder of a project breaks. */
export const layerViolations = async (project: string = root): Promise<ReadonlyArray<Violation>> => {
  const options = await extractDepcruiseOptions(join(root, ".dependency-cruiser.json"));
  const { output } = await cruise(
    ["src"],
    { ...options, baseDir: project, outputType: "json" },
    {},
    { tsConfig: extractTSConfig(join(root, "tsconfig.json")) },
  );
  const result: ICruiseResult = typeof output === "string" ? JSON.parse(output) : output;
  return result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
};

/** The layer rules that a small tree breaks which lies in a folder of its own, with this project's dependencies. */
export const violationsOfTree = async (tree: Tree): Promise<ReadonlyArray<Violation>> => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "ssmbak-layers-")));
  try {
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
    for (const file of ["package.json", "tsconfig.json"]) cpSync(join(root, file), join(project, file));
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    return await layerViolations(project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
};
