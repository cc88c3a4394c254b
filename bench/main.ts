/** Builds the Lambda bundle and measures it: `npm run bench`. Takes some fifteen minutes; nothing here is a test. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleLambda } from "../scripts/bundle-lambda.ts";
import { startMoto } from "../test/support/moto-server.ts";
import { benchBundle } from "./bundle.ts";
import { benchDomain } from "./domain.ts";
import { benchHandler } from "./handler.ts";
import { benchListing } from "./listing.ts";
import { benchPlan, benchPreview } from "./restore.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, "dist", "lambda", "index.mjs");

mkdirSync(join(root, ".cache"), { recursive: true });
await bundleLambda({ outfile: bundle });
// First, since the figure of memory is that of the whole process.
await benchListing();
await benchDomain();
await benchPlan();
await benchBundle(bundle, root);
const moto = await startMoto();
try {
  await benchHandler(bundle, moto.endpoint);
  await benchPreview(moto.endpoint);
} finally {
  await moto.stop();
}
