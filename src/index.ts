/**
 * ssmbak: a time machine for AWS Systems Manager Parameter Store.
 *
 * The four functions of the seed (`processMessage`, `backup`, `processEvent`, `handler`) are configured by the
 * environment; `createFunctions` makes them with adapters of the caller's. The rest is what an adapter is written
 * with. Fakes, builders and the conformance suite are in `ssmbak/testing`.
 *
 * @packageDocumentation
 */

export type { ApplyOptions, RestoreReport, RowResult } from "./application/apply-restore.ts";
export type { NameReport } from "./application/back-up-changes.ts";
export type { BackUpError } from "./application/complete-history.ts";
export type { FindingCounts } from "./application/finding-counts.ts";
export type { PlanOptions } from "./application/plan-task.ts";
export type { NameGap, ProcessReport } from "./application/process-queue-event.ts";
export type { FailedRecord, HandledRecord, OutcomeStatus, RecordOutcome } from "./application/record-outcome.ts";
export type { Extensions } from "./composition/compose.ts";
export type { LogLevel, MetricsFormat, Overrides } from "./composition/configuration.ts";
export { type ConfigurationError, configurationError } from "./composition/configuration-error.ts";
export type { CompositionError, Scheme, SourceScheme, StoreScheme, TargetScheme } from "./composition/scheme.ts";
export * from "./domain/backup-record.ts";
export { type ChangeEvent, type ChangeOperation, changesValue, isDeletion } from "./domain/change-event.ts";
export type { DecodeError, DecodeProblem } from "./domain/decode-error.ts";
export * from "./domain/history.ts";
export { type Instant, parseInstant } from "./domain/instant.ts";
export {
  isKeptName,
  isTopLevel,
  type ParameterName,
  type ParameterNameBrand,
  parseParameterName,
} from "./domain/parameter-name.ts";
export * from "./domain/parameter-state.ts";
export * from "./domain/parameter-version.ts";
export type { Verdict } from "./domain/reconciliation.ts";
export { RestoreAction, RestoreOrigin, RestorePlan, RestoreRow } from "./domain/restore-plan.ts";
export { Secret } from "./domain/secret.ts";
export * from "./domain/selection.ts";
export type { SqsEvent, SqsRecord } from "./domain/sqs-event.ts";
export { endOfSecond, type Millis, startOfSecond } from "./domain/time.ts";
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
