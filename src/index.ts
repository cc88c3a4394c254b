/**
 * ssmbak: a time machine for AWS Systems Manager Parameter Store.
 *
 * The four functions (`processMessage`, `backup`, `processEvent`, `handler`) are configured by the environment, as are
 * `planRestore` and `applyRestore`; `createFunctions` makes the four with settings and adapters of the caller's. What a
 * store of your own is written with is in `ssmbak/store`; fakes, builders and the conformance suite are in
 * `ssmbak/testing`.
 *
 * @packageDocumentation
 */
export type { BatchResponse, OutcomeStatus } from "./adapters/aws-lambda/batch-response.ts";
export type { SqsEvent, SqsRecord } from "./adapters/aws-lambda/sqs-event.ts";
export type { FindingCounts } from "./application/audit/finding-counts.ts";
export type { NameReport } from "./application/backup/back-up-changes.ts";
export type { BackUpError } from "./application/backup/complete-history.ts";
export type { NameGap, ProcessReport } from "./application/backup/process-batch.ts";
export type { FailedRecord, HandledRecord, RecordOutcome } from "./application/backup/record-outcome.ts";
export type { ApplyOptions, RestoreReport, RowResult } from "./application/restore/apply-restore.ts";
export type { PlanOptions } from "./application/restore/plan-task.ts";
export type { LogLevel, MetricsFormat, Overrides } from "./composition/config/configuration.ts";
export type { SourceScheme, TargetScheme } from "./composition/schemes/scheme.ts";
export type { Extensions, Settings } from "./composition/settings.ts";
export type { ChangeEvent, ChangeOperation } from "./domain/events/change-event.ts";
export type { Gap } from "./domain/history/gaps.ts";
export type { Verdict } from "./domain/history/verdicts.ts";
export type { DecodeError, DecodeProblem } from "./domain/model/decode-error.ts";
export { type Instant, parseInstant } from "./domain/model/instant.ts";
export { type ParameterName, type ParameterNameBrand, parseParameterName } from "./domain/model/parameter-name.ts";
export type {
  ListedParameter,
  LiveHistory,
  ParameterAttributes,
  ParameterPolicy,
  ParameterTags,
  ParameterType,
  ParameterVersion,
} from "./domain/model/parameter-version.ts";
export { Secret } from "./domain/model/secret.ts";
export { everything, parseSelection, type Selection } from "./domain/model/selection.ts";
export type { Millis } from "./domain/model/time.ts";
export type { ParameterState, TagChanges } from "./domain/restore/parameter-state.ts";
export { RestoreAction, RestoreOrigin, RestorePlan, RestoreRow } from "./domain/restore/restore-plan.ts";
export type { EventReport, Functions, HandledMessage, HandlerResponse } from "./entry/library/functions.ts";
export { backup, createFunctions, handler, processEvent, processMessage } from "./entry/library/index.ts";
export {
  type ApplyRestoreOptions,
  applyRestore,
  type PlanRestoreOptions,
  planRestore,
} from "./entry/library/restore.ts";
export { SsmbakError } from "./entry/library/ssmbak-error.ts";
export type { Clock } from "./ports/clock.ts";
export type { LogFields, Logger } from "./ports/logger.ts";
export type { Measurements, Metrics } from "./ports/metrics.ts";
export type { ParameterSource } from "./ports/parameter-source.ts";
export type { ParameterTarget } from "./ports/parameter-target.ts";
export * from "./ports/source-error.ts";
export * from "./ports/target-error.ts";
