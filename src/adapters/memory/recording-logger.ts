import type { LogFields, Logger } from "../../ports/logger.ts";

/** How much a log line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** A line that the logger was handed. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** Empty when none were given. */
  readonly fields: LogFields;
}

/** Collects every log line in memory, for tests. */
export class RecordingLogger implements Logger {
  /** All lines until now, oldest first. */
  readonly lines: ReadonlyArray<LogLine>;
  readonly #lines: LogLine[] = [];

  constructor() {
    this.lines = this.#lines;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#lines.push({ level: "debug", message, fields });
  }

  info(message: string, fields: LogFields = {}): void {
    this.#lines.push({ level: "info", message, fields });
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#lines.push({ level: "warn", message, fields });
  }

  error(message: string, fields: LogFields = {}): void {
    this.#lines.push({ level: "error", message, fields });
  }
}
