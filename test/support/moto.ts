import type { TestProject } from "vitest/node";
import { MotoUnavailable } from "./moto-install.ts";
import { startMoto } from "./moto-server.ts";

/** What the tests are told of moto: where it answers, or why there is none. */
export type MotoProvision = { readonly endpoint: string } | { readonly absent: string };

declare module "vitest" {
  interface ProvidedContext {
    moto: MotoProvision;
  }
}

const isCi = (): boolean => !["", "0", "false"].includes(process.env["CI"] ?? "");

/** Starts one moto for the whole run. Without it the tests of the AWS adapters are skipped, but never in CI. */
export default async function setUpMoto(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const moto = await startMoto();
    project.provide("moto", { endpoint: moto.endpoint });
    return () => moto.stop();
  } catch (error) {
    if (!(error instanceof MotoUnavailable) || isCi()) throw error;
    process.stderr.write(`\n!!! NO MOTO: THE TESTS AGAINST S3 AND SSM ARE SKIPPED: ${error.message}\n\n`);
    project.provide("moto", { absent: error.message });
    return undefined;
  }
}
