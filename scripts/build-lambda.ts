import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";
import { bundleLambda } from "./bundle-lambda.ts";
import { zipLambda } from "./zip-lambda.ts";

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The function as one file, and the archive with that file in it. */
export const lambdaPaths = { bundle: pathOf("dist/lambda/index.mjs"), archive: pathOf("dist/lambda.zip") } as const;

/** What was built: the sizes are in bytes. */
export interface BuiltLambda {
  readonly metafile: Metafile;
  readonly bundleSize: number;
  readonly archiveSize: number;
}

/** Builds the Lambda function from the source: the two files of {@link lambdaPaths}. */
export const buildLambda = async (): Promise<BuiltLambda> => {
  const metafile = await bundleLambda({ outfile: lambdaPaths.bundle });
  const code = readFileSync(lambdaPaths.bundle);
  const archive = zipLambda(code);
  writeFileSync(lambdaPaths.archive, archive);
  return { metafile, bundleSize: code.length, archiveSize: archive.length };
};
