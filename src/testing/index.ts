export type {
  ChangeDetail,
  Envelope,
  EventEnvelope,
  LabelDetail,
  PolicyActionDetail,
} from "../adapters/memory/change-events.ts";
export { InMemoryBackupStore } from "../adapters/memory/in-memory-backup-store.ts";
export { InMemoryChangeQueue } from "../adapters/memory/in-memory-change-queue.ts";
export * from "../adapters/memory/in-memory-parameter-store.ts";
export { InMemoryParameterTarget } from "../adapters/memory/in-memory-parameter-target.ts";
export { ManualClock } from "../adapters/memory/manual-clock.ts";
export type * from "../adapters/memory/parameter-answers.ts";
export type { PutParameterInput } from "../adapters/memory/parameter-rules.ts";
export { ParameterStoreError, type ParameterStoreErrorCode } from "../adapters/memory/parameter-store-error.ts";
export { type LogLevel, type LogLine, RecordingLogger } from "../adapters/memory/recording-logger.ts";
export { RecordingMetrics } from "../adapters/memory/recording-metrics.ts";
export * from "./builders.ts";
export { backupStoreConformance } from "./conformance/backup-store-conformance.ts";
export type { ConformanceOptions, StoreHarness, TestRunner } from "./conformance/harness.ts";
