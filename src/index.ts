/**
 * ssmbak: a time machine for AWS Systems Manager Parameter Store.
 *
 * The four functions of the seed (`processMessage`, `backup`, `processEvent`, `handler`) are configured by the
 * environment; `createFunctions` makes them with adapters of the caller's. The rest is what an adapter is written
 * with. Fakes, builders and the conformance suite are in `ssmbak/testing`.
 *
 * @packageDocumentation
 */

export type { SqsEvent, SqsRecord } from "./adapters/aws-lambda/sqs-event.ts";
export type { FindingCounts } from "./application/audit/finding-counts.ts";
export type { NameReport } from "./application/backup/back-up-changes.ts";
export type { BackUpError } from "./application/backup/complete-history.ts";
export type { NameGap, ProcessReport } from "./application/backup/process-batch.ts";
export type { FailedRecord, HandledRecord, OutcomeStatus, RecordOutcome } from "./application/backup/record-outcome.ts";
export type { ApplyOptions, RestoreReport, RowResult } from "./application/restore/apply-restore.ts";
export type { PlanOptions } from "./application/restore/plan-task.ts";
export type { Extensions } from "./composition/compose.ts";
export type { LogLevel, MetricsFormat, Overrides } from "./composition/config/configuration.ts";
export { type ConfigurationError, configurationError } from "./composition/config/configuration-error.ts";
export type {
  CompositionError,
  Scheme,
  SourceScheme,
  StoreScheme,
  TargetScheme,
} from "./composition/schemes/scheme.ts";
export { type ChangeEvent, type ChangeOperation, changesValue, isDeletion } from "./domain/events/change-event.ts";
export * from "./domain/history/history.ts";
export type { Verdict } from "./domain/history/reconciliation.ts";
export * from "./domain/model/backup-record.ts";
export type { DecodeError, DecodeProblem } from "./domain/model/decode-error.ts";
export { type Instant, parseInstant } from "./domain/model/instant.ts";
export {
  isKeptName,
  isTopLevel,
  type ParameterName,
  type ParameterNameBrand,
  parseParameterName,
} from "./domain/model/parameter-name.ts";
export * from "./domain/model/parameter-version.ts";
export { Secret } from "./domain/model/secret.ts";
export * from "./domain/model/selection.ts";
export { endOfSecond, type Millis, startOfSecond } from "./domain/model/time.ts";
export * from "./domain/restore/parameter-state.ts";
export { RestoreAction, RestoreOrigin, RestorePlan, RestoreRow } from "./domain/restore/restore-plan.ts";
export type { BatchResponse, Functions, FunctionsOptions } from "./entry/library/functions.ts";
export { backup, createFunctions, handler, processEvent, processMessage } from "./entry/library/index.ts";
export {
  type ApplyRestoreOptions,
  applyRestore,
  type PlanRestoreOptions,
  planRestore,
  type RestoreSettings,
} from "./entry/library/restore.ts";
export { SsmbakError } from "./entry/library/ssmbak-error.ts";
export type * from "./ports/backup-store.ts";
export type * from "./ports/change-queue.ts";
export type * from "./ports/change-sender.ts";
export type { Clock } from "./ports/clock.ts";
export type { Failure } from "./ports/failure.ts";
export type { LogFields, Logger } from "./ports/logger.ts";
export type { Measurements, Metrics } from "./ports/metrics.ts";
export type { ParameterSource } from "./ports/parameter-source.ts";
export type { ParameterTarget } from "./ports/parameter-target.ts";
export * from "./ports/queue-error.ts";
export * from "./ports/source-error.ts";
export * from "./ports/store-error.ts";
export * from "./ports/target-error.ts";
