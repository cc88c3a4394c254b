import { describe, inject } from "vitest";
import type { MotoProvision } from "./moto.ts";

/**
 * A group of tests against moto's S3 and SSM. The server is shared by all test files and keeps its state: use bucket
 * and parameter names of your own. Skipped, visibly, where there is no moto.
 */
export const describeWithMoto = (name: string, body: (endpoint: string) => void): void => {
  const moto: MotoProvision | undefined = inject("moto");
  if (moto === undefined) {
    throw new Error(
      "moto is started for test/conformance, test/integration, test/e2e and test/crash only: move this test there",
    );
  }
  const endpoint = "endpoint" in moto ? moto.endpoint : "http://moto.invalid";
  describe.skipIf("absent" in moto)(name, () => body(endpoint));
};
