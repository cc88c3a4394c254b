/** What a log line carries besides its message: plain data, never a parameter's value. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Takes structured log lines, in order. Never fails and never blocks its caller: a log that can't be written must not
 * stop a backup.
 */
export interface Logger {
  /** For those who look for a fault. */
  debug(message: string, fields?: LogFields): void;
  /** What happened, as it should. */
  info(message: string, fields?: LogFields): void;
  /** Something that a person may have to look at. */
  warn(message: string, fields?: LogFields): void;
  /** Something that failed. */
  error(message: string, fields?: LogFields): void;
}
