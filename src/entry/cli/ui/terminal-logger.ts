import type { LogLevel } from "../../../composition/config/configuration.ts";
import type { LogFields, Logger } from "../../../ports/logger.ts";
import { printable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

const ORDER: ReadonlyArray<LogLevel> = ["debug", "info", "warn", "error", "silent"];

/** Log lines for people, on standard error: level, message, fields as JSON. */
export class TerminalLogger implements Logger {
  readonly #threshold: number;
  readonly #terminal: Terminal;

  /** Lines below `level` are left out. */
  constructor(level: LogLevel, terminal: Terminal) {
    this.#threshold = ORDER.indexOf(level);
    this.#terminal = terminal;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#write("debug", message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#write("info", message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#write("warn", message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#write("error", message, fields);
  }

  #write(level: LogLevel, message: string, fields: LogFields): void {
    if (ORDER.indexOf(level) < this.#threshold) return;
    this.#terminal.err(`${level.padEnd(5)} ${message} ${printable(JSON.stringify(fields))}\n`);
  }
}
