import type { Measurements, Metrics } from "../../ports/metrics.ts";

/** Keeps all measurements in memory, for tests to look at. */
export class RecordingMetrics implements Metrics {
  /** One for each batch or sweep so far, in order. */
  readonly all: ReadonlyArray<Measurements>;
  readonly #all: Measurements[] = [];

  constructor() {
    this.all = this.#all;
  }

  record(measurements: Measurements): void {
    this.#all.push(measurements);
  }
}
