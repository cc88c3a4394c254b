import type { Terminal } from "./terminal.ts";

/** A whole number from `least` to `most`; `undefined`, and a message, for any other text. */
export const readNumber = (
  terminal: Terminal,
  option: string,
  text: string,
  least: number,
  most: number,
): number | undefined => {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number >= least && number <= most) return number;
  terminal.err(`${option}: expected a number from ${least} to ${most}\n`);
  return undefined;
};
