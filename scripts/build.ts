/**
 * Builds `dist`: the library with its declarations, the Lambda function as one file, and that file as `lambda.zip`.
 *
 *     npm run build [-- --metafile]
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildLambda } from "./build-lambda.ts";

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const { values } = parseArgs({ options: { metafile: { type: "boolean", default: false } } });

rmSync(pathOf("dist"), { recursive: true, force: true });

try {
  execFileSync(
    process.execPath,
    [pathOf("node_modules/typescript/bin/tsc"), "--project", pathOf("tsconfig.build.json")],
    {
      stdio: "inherit",
    },
  );
} catch {
  // tsc has said why.
  process.exit(1);
}

const { metafile, bundleSize, archiveSize } = await buildLambda();
if (values.metafile) writeFileSync(pathOf("dist/lambda/meta.json"), JSON.stringify(metafile));

const cli = pathOf("dist/entry/cli/main.js");
if (existsSync(cli)) chmodSync(cli, 0o755);

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
process.stdout.write(`dist/lambda/index.mjs: ${kilobytes(bundleSize)}, dist/lambda.zip: ${kilobytes(archiveSize)}\n`);
