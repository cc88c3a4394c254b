/**
 * What a store of your own is written with: the port, the model of facts, the order and the states that are derived from
 * facts, failures, and the scheme that makes URLs of a store. docs/write-your-own-store.md says how; the conformance
 * suite is in `ssmbak/testing`.
 *
 * @packageDocumentation
 */
export { type ConfigurationError, configurationError } from "./composition/config/configuration-error.ts";
export type { CompositionError, Scheme, StoreScheme } from "./composition/schemes/scheme.ts";
export { addFacts, type FactSet, mergeFacts } from "./domain/history/fact-set.ts";
export {
  findState,
  searchLater,
  searchNow,
  type VersionBound,
  type VersionQuery,
  type VersionSearch,
} from "./domain/history/find-state.ts";
export { withLabelsAt } from "./domain/history/labels.ts";
export { orderFacts, type Timeline, type TimelineEntry } from "./domain/history/order-facts.ts";
export { type State, stateAt } from "./domain/history/state.ts";
export { tailOf } from "./domain/history/tail.ts";
export {
  compareForWriting,
  compareVersions,
  type Deletion,
  type DeletionSource,
  EventId,
  type Fact,
  type FactSummary,
  identityOf,
  isDeletion,
  isLabelChange,
  isVersion,
  type LabelChange,
  mergeEvidence,
  summarize,
  timeOf,
  type VersionFact,
  VersionNumber,
  type VersionSummary,
} from "./domain/model/fact.ts";
export { factFromJson, factToJson } from "./domain/model/fact-json.ts";
export {
  isStorableName,
  type ParameterName,
  type ParameterNameBrand,
  StorableName,
} from "./domain/model/parameter-name.ts";
export {
  ParameterAttributes,
  ParameterPolicy,
  ParameterTags,
  ParameterType,
} from "./domain/model/parameter-version.ts";
export { isSameScope, type Scope, scopeText } from "./domain/model/scope.ts";
export { Secret } from "./domain/model/secret.ts";
export { prefixOf, type Selection, selects } from "./domain/model/selection.ts";
export { endOfSecond, type Millis, startOfSecond, Time } from "./domain/model/time.ts";
export type { AppendRequest, BackupStore, Span, StoreCapabilities, Tail } from "./ports/backup-store.ts";
export type { Failure } from "./ports/failure.ts";
export * from "./ports/store-error.ts";
