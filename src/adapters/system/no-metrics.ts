import type { Metrics } from "../../ports/metrics.ts";

/** For where nobody collects metrics: says nothing. */
export const noMetrics: Metrics = { record: () => {} };
