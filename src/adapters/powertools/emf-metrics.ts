import { MetricUnit, Metrics as Powertools } from "@aws-lambda-powertools/metrics";
import type { Measurements, Metrics } from "../../ports/metrics.ts";

const NAMESPACE = "ssmbak";

/**
 * Writes CloudWatch's embedded metric format with Powertools for AWS Lambda: a line of JSON on standard output for each
 * batch, and a further line for each further hundred of lags. docs/observability.md documents names and units.
 */
export class EmfMetrics implements Metrics {
  readonly #powertools: Powertools;

  /** @param service The only dimension. */
  constructor(service: string) {
    this.#powertools = new Powertools({ namespace: NAMESPACE, serviceName: service });
  }

  record({ stored, skipped, failed, gaps, lags }: Measurements): void {
    this.#powertools.addMetric("Stored", MetricUnit.Count, stored);
    this.#powertools.addMetric("Skipped", MetricUnit.Count, skipped);
    this.#powertools.addMetric("Failed", MetricUnit.Count, failed);
    this.#powertools.addMetric("Gaps", MetricUnit.Count, gaps);
    for (const lag of lags) this.#powertools.addMetric("Lag", MetricUnit.Milliseconds, lag);
    this.#powertools.publishStoredMetrics();
  }
}
