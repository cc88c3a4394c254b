import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { ClosingLineReporter } from "./test/support/closing-line-reporter.ts";
import { PATIENCE } from "./test/support/patience.ts";
import { SlowFilesFirst } from "./test/support/slow-files-first.ts";

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The workers and the processes that tests start load the same modules: each module is compiled once, not once a process.
process.env["NODE_COMPILE_CACHE"] ??= pathOf(".cache/compiled");

export default defineConfig({
  // The examples import the package by its name.
  resolve: {
    alias: {
      "ssmbak/store": pathOf("src/store.ts"),
      "ssmbak/testing": pathOf("src/testing/index.ts"),
      ssmbak: pathOf("src/index.ts"),
    },
  },
  test: {
    environment: "node",
    reporters: ["default", new ClosingLineReporter()],
    restoreMocks: true,
    unstubEnvs: true,
    // Ends what hangs. No test fails because a machine is slow.
    testTimeout: PATIENCE,
    hookTimeout: PATIENCE,
    // Many tests wait for a server, another process or the next second: one worker more keeps the processors busy.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowFilesFirst },
    // No test changes a module's state for others: the modules of a worker are loaded once, not once a file.
    isolate: false,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      { extends: true, test: { name: "simulation", include: ["test/simulation/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "stores",
          include: ["test/{conformance,integration,e2e,crash}/**/*.test.ts"],
          globalSetup: ["test/support/moto.ts", "test/support/lambda.ts"],
        },
      },
      { extends: true, test: { name: "fuzz", include: ["test/fuzz/**/*.test.ts"] } },
      { extends: true, test: { name: "architecture", include: ["test/architecture/**/*.test.ts"] } },
    ],
  },
});
