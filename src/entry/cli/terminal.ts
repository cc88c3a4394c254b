import type { Readable } from "node:stream";

/** Where a command reads from and writes to. */
export interface Terminal {
  readonly stdin: Readable;
  /** Takes results; ends no line by itself. */
  out(text: string): void;
  /** Takes messages for people; ends no line by itself. */
  err(text: string): void;
}

/** The process's own. */
export const processTerminal: Terminal = {
  stdin: process.stdin,
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
};
