import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { median, medianRatio, printTable } from "./statistics.ts";

const RUNS = 21;

const BARE = `
export { S3Client, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
export { SSMClient, GetParameterHistoryCommand } from "@aws-sdk/client-ssm";
`;

/** Milliseconds that a fresh process needs to import a module. */
const importTime = (file: string): number => {
  const script = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(performance.now() - start));`;
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }));
};

const kilobytes = (file: string): string => (statSync(file).size / 1000).toFixed(1);

/** Size and import time of the built bundle beside one that holds nothing but the two clients. */
export const benchBundle = async (bundle: string, root: string): Promise<void> => {
  const folder = mkdtempSync(join(root, ".cache", "bench-"));
  try {
    const entry = join(folder, "bare.ts");
    const bare = join(folder, "bare.mjs");
    writeFileSync(entry, BARE);
    await build({
      entryPoints: [entry],
      outfile: bare,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node22",
      mainFields: ["module", "main"],
      minify: true,
      legalComments: "none",
    });
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      theirs.push(importTime(bare));
      ours.push(importTime(bundle));
    }
    printTable(`Lambda bundle (${RUNS} fresh processes each, medians)`, [
      {
        what: "bare bundle of both SDK clients",
        kB: kilobytes(bare),
        "import ms": median(theirs).toFixed(1),
        ratio: "1",
      },
      {
        what: "dist/lambda/index.mjs",
        kB: kilobytes(bundle),
        "import ms": median(ours).toFixed(1),
        ratio: medianRatio(ours, theirs).toFixed(3),
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
