/** What one batch of messages, or one sweep, came to. */
export interface Measurements {
  /** Records that are new in the store. */
  readonly stored: number;
  /** Messages that added nothing. */
  readonly skipped: number;
  /** Messages that have to be delivered again; in a sweep, names that could not be compared. */
  readonly failed: number;
  /** Runs of versions that Parameter Store had dropped before they could be kept. */
  readonly gaps: number;
  /** For each name of which something was stored: milliseconds from the time of its newest event to its backup. */
  readonly lags: ReadonlyArray<number>;
}

/** Takes measurements. Never fails and never blocks its caller: a lost figure must not stop a backup. */
export interface Metrics {
  /** Takes what one batch or sweep came to. */
  record(measurements: Measurements): void;
}
