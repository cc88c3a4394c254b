import { PassThrough, Readable, type Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Terminal } from "../../src/entry/cli/ui/terminal.ts";

/** A terminal that remembers what was written to it. */
export class FakeTerminal implements Terminal {
  readonly stdin: Readable;
  readonly hasKeyboard: boolean;
  readonly screen?: Writable;
  #output = "";
  #errors = "";
  #drawn = "";

  /**
   * @param input What is typed, or comes through a pipe.
   * @param watched Whether somebody watches: what is drawn for them is in `drawn`.
   * @param hasKeyboard Whether they type the input.
   */
  constructor(input = "", watched = false, hasKeyboard = watched) {
    this.hasKeyboard = hasKeyboard;
    this.stdin = Readable.from(Buffer.from(input));
    if (!watched) return;
    const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    screen.on("data", (chunk: Buffer) => {
      this.#drawn += chunk.toString();
    });
    this.screen = screen;
  }

  /** What was drawn on the screen, as it was. */
  get drawn(): string {
    return this.#drawn;
  }

  readonly out = (text: string): void => {
    this.#output += text;
  };

  readonly err = (text: string): void => {
    this.#errors += text;
  };

  /** Standard output without colours: there are some where `CI` is set. */
  get output(): string {
    return stripVTControlCharacters(this.#output);
  }

  /** Standard error without colours. */
  get errors(): string {
    return stripVTControlCharacters(this.#errors);
  }

  /** All that was written, as it was. */
  get everything(): string {
    return this.#output + this.#errors;
  }

  /** The lines of standard output, each cut into its columns. */
  get rows(): ReadonlyArray<ReadonlyArray<string>> {
    return this.output.split("\n").flatMap((line) => (line === "" ? [] : [line.split(/ {2,}/)]));
  }
}
