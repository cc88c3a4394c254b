import { vi } from "vitest";

const isOurs = (variable: string): boolean => /^(SSMBAK|AWS|POWERTOOLS)_/.test(variable);

/** The environment without settings of ours and of AWS: those of whoever runs the tests change nothing. */
export const neutralEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([variable, value]) =>
      value === undefined || isOurs(variable) ? [] : [[variable, value]],
    ),
  );

/** Sets exactly these of the settings until the test ends, and no other. */
export const useSettings = (settings: Readonly<Record<string, string>> = {}): void => {
  for (const variable of Object.keys(process.env).filter(isOurs)) vi.stubEnv(variable, undefined);
  for (const [variable, value] of Object.entries(settings)) vi.stubEnv(variable, value);
};
