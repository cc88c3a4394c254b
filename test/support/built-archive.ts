import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./program.ts";

/** Builds the project unless it was built: what is deployed is what the build made. */
export const ensureBuilt = (): void => {
  if (!existsSync(join(root, "dist/lambda.zip"))) execFileSync(process.execPath, [join(root, "scripts/build.ts")]);
};
