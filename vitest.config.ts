import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { ClosingLineReporter } from "./test/support/closing-line-reporter.ts";

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  // The examples import the package by its name.
  resolve: {
    alias: {
      "ssmbak/store": source("store.ts"),
      "ssmbak/testing": source("testing/index.ts"),
      ssmbak: source("index.ts"),
    },
  },
  test: {
    environment: "node",
    reporters: ["default", new ClosingLineReporter()],
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 10_000 },
      },
      {
        extends: true,
        test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "stores",
          include: ["test/{conformance,integration,e2e,crash}/**/*.test.ts"],
          globalSetup: "test/support/moto.ts",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "fuzz", include: ["test/fuzz/**/*.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true,
        // Each of them type-checks the whole source.
        test: {
          name: "architecture",
          include: ["test/architecture/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
