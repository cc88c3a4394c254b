/** Fields of a log line beside the message: plain data, never a parameter's value. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Takes structured log lines, in order. Never fails and never blocks the caller: a log problem must not stop a backup.
 */
export interface Logger {
  /** Details for debugging. */
  debug(message: string, fields?: LogFields): void;
  /** Normal operation. */
  info(message: string, fields?: LogFields): void;
  /** A person may have to look at this. */
  warn(message: string, fields?: LogFields): void;
  /** A failure. */
  error(message: string, fields?: LogFields): void;
}
