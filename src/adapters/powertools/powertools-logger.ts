import { Logger as Powertools } from "@aws-lambda-powertools/logger";
import type { LogFields, Logger } from "../../ports/logger.ts";

/** The level of Powertools for each level of this project. */
const LEVELS = { debug: "DEBUG", info: "INFO", warn: "WARN", error: "ERROR", silent: "SILENT" } as const;

/**
 * Structured log lines as Powertools for AWS Lambda writes them: one JSON document each, with `level`, `message`,
 * `timestamp`, `service` (`ssmbak`) and the trace id, then the fields. `debug` and `info` go to standard output, the
 * others to standard error; in Lambda both are the function's log. Lambda's own log level setting wins.
 */
export class PowertoolsLogger implements Logger {
  readonly #powertools: Powertools;

  /** Lines below `level` are left out. */
  constructor(level: keyof typeof LEVELS) {
    this.#powertools = new Powertools({ serviceName: "ssmbak", logLevel: LEVELS[level] });
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#powertools.debug(message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#powertools.info(message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#powertools.warn(message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#powertools.error(message, fields);
  }
}
