import type { Measurements, Metrics } from "../../ports/metrics.ts";

/** Collects all measurements in memory, for tests. */
export class RecordingMetrics implements Metrics {
  /** The measurements of each batch or sweep until now, oldest first. */
  readonly all: ReadonlyArray<Measurements>;
  readonly #all: Measurements[] = [];

  constructor() {
    this.all = this.#all;
  }

  record(measurements: Measurements): void {
    this.#all.push(measurements);
  }
}
