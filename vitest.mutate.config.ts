import { defineConfig } from "vitest/config";

// Stryker's runner can't pick one of the projects of `vitest.config.ts`, and the others need a build or a server.
export default defineConfig({
  test: {
    environment: "node",
    include: [
      "test/unit/{domain,application,adapters/aws-s3}/**/*.test.ts",
      "test/unit/entry/library/scopes.test.ts",
      "test/simulation/named-cases.test.ts",
    ],
    // What random programs find differs from run to run, and thousands of records are slow: neither is counted on.
    exclude: ["**/*.property.test.ts", "**/process-batch-large.test.ts"],
    // A worker of its own for every test file would take half of the time; each run has a fresh one anyway.
    isolate: false,
    restoreMocks: true,
    testTimeout: 60_000,
  },
});
