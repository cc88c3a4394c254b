import { everything, type Selection } from "../../../domain/model/selection.ts";
import { count } from "./count.ts";
import { readSelection } from "./read-arguments.ts";
import type { Terminal } from "./terminal.ts";

/** The options of `ssmbak backfill`, with or without `--via-queue`. */
export interface BackfillOptions {
  readonly json: boolean;
  readonly recursive: boolean;
  readonly yes: boolean;
  readonly rate: string;
}

/** The task of a backfill. */
export interface Backfill {
  readonly selections: ReadonlyArray<Selection>;
  /** Parameters a second, at most. */
  readonly rate: number;
}

/** Far above the limits of SSM: guards against a slip of the finger. */
const HIGHEST_RATE = 1_000;

const readRate = (text: string, terminal: Terminal): number | undefined => {
  const rate = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= HIGHEST_RATE) return rate;
  terminal.err(`--rate: expected a number a second, above 0 and at most ${HIGHEST_RATE}\n`);
  return undefined;
};

/** Reads paths as selections. `undefined` after a message with the expected form. */
const readSelections = (
  paths: ReadonlyArray<string>,
  recursive: boolean,
  terminal: Terminal,
): ReadonlyArray<Selection> | undefined => {
  if (paths.length === 0) return [everything];
  const selections = paths.map((path) => readSelection(terminal, path, recursive));
  return selections.some((selection) => selection === undefined)
    ? undefined
    : selections.flatMap((selection) => selection ?? []);
};

/** Reads the arguments of a backfill. `undefined` after a message with the expected form. */
export const readBackfill = (
  paths: ReadonlyArray<string>,
  options: BackfillOptions,
  terminal: Terminal,
): Backfill | undefined => {
  const selections = readSelections(paths, options.recursive, terminal);
  const rate = readRate(options.rate, terminal);
  return selections === undefined || rate === undefined ? undefined : { selections, rate };
};

const SECONDS_PER_MINUTE = 60;

/** The time for a number of names, in words. */
export const describeTime = (names: number, rate: number): string => {
  const seconds = Math.ceil(names / rate);
  return seconds <= SECONDS_PER_MINUTE
    ? count(seconds, "second")
    : count(Math.ceil(seconds / SECONDS_PER_MINUTE), "minute");
};
