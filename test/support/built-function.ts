import { pathToFileURL } from "node:url";
import { vi } from "vitest";
import { lambdaPaths } from "../../scripts/build-lambda.ts";
import type { Functions } from "../../src/index.ts";

let instances = 0;

/**
 * The handler of the built function, as a new process of Lambda has it. The tests' set-up builds the function.
 *
 * @param settings Environment variables that are set until the test ends. Default: those that are set already.
 */
export const startFunction = async (settings: Readonly<Record<string, string>> = {}): Promise<Functions["handler"]> => {
  for (const [variable, value] of Object.entries(settings)) vi.stubEnv(variable, value);
  instances += 1;
  // A module with another query is another module, with a state of its own.
  const module: Pick<Functions, "handler"> = await import(
    `${pathToFileURL(lambdaPaths.bundle).href}?instance=${instances}`
  );
  return module.handler;
};
