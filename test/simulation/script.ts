import type { Program } from "./step.ts";

/** A value as TypeScript, on one line, as the formatter would leave it. */
const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${literal(inner)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value);
};

/** A program as TypeScript that can be pasted into `regressions.ts`. */
export const scriptOf = ({ steps, finish }: Program): string =>
  [
    "{",
    "  steps: [",
    ...steps.map((step) => `    ${literal(step)},`),
    "  ],",
    `  finish: ${literal(finish)},`,
    "}",
  ].join("\n");
