/** The measurements of one batch of messages, or of one sweep. */
export interface Measurements {
  /** Facts that are new in the store. */
  readonly stored: number;
  /** Messages that added no fact. */
  readonly skipped: number;
  /** Messages that have to be delivered again. Of a sweep: names that could not be compared. */
  readonly failed: number;
  /** Gaps: runs of versions that Parameter Store dropped before anybody stored them. */
  readonly gaps: number;
  /** For each name with new facts: milliseconds from the name's newest event to the backup. */
  readonly lags: ReadonlyArray<number>;
}

/** Takes measurements. Never fails and never blocks the caller: a lost measurement must not stop a backup. */
export interface Metrics {
  /** Takes the measurements of one batch or sweep. */
  record(measurements: Measurements): void;
}
