import type { Readable, Writable } from "node:stream";

/** Where a command reads from and writes to. */
export interface Terminal {
  readonly stdin: Readable;
  /** Whether a person types: a pipe or a file is no answer to a question. */
  readonly hasKeyboard: boolean;
  /** Where progress is drawn; absent when standard error is no terminal. */
  readonly screen?: Writable;
  /** Prints results. Adds no line end. */
  out(text: string): void;
  /** Prints messages for people. Adds no line end. */
  err(text: string): void;
}

/** The process's own. */
export const processTerminal: Terminal = {
  stdin: process.stdin,
  hasKeyboard: process.stdin.isTTY === true,
  ...(process.stderr.isTTY ? { screen: process.stderr } : {}),
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
};
