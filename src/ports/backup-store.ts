import type { Either } from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { State } from "../domain/history/state.ts";
import type { Deletion, Fact, FactSummary, VersionFact, VersionSummary } from "../domain/model/fact.ts";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { Scope } from "../domain/model/scope.ts";
import type { Selection } from "../domain/model/selection.ts";
import type { Millis } from "../domain/model/time.ts";
import type { StoreError } from "./store-error.ts";

/** In what stores really differ. */
export interface StoreCapabilities {
  /** Whether facts are still there after {@link BackupStore.close} and a restart of the process. */
  readonly durable: boolean;
}

/** What a writer needs to know of the newest facts of a name. */
export interface Tail {
  /**
   * The newest version by `compareVersions`. Absent: no version is stored; or, where `deletions` holds a deletion, the
   * store may have left out to look behind that deletion.
   */
  readonly newest?: VersionSummary;
  /**
   * Deletions in the second of the newest version and after it, with their evidence; all deletions where `newest` is
   * absent. A store may leave out deletions that came before the newest version in its second, and may tell of more.
   */
  readonly deletions: ReadonlyArray<Deletion>;
  /** The store's own mark of what it read, for {@link AppendRequest.seen}. */
  readonly hint?: string;
}

/** Facts of one name. */
export interface AppendRequest {
  readonly name: ParameterName;
  /** Of that one name, in any order; a store writes them in the order of `compareForWriting`. */
  readonly facts: ReadonlyArray<Fact>;
  /**
   * Whose parameter it is. A store remembers the first owner that it is told, and refuses facts of another owner with
   * `StoreMisconfigured`. Absent: unknown, nothing is compared.
   */
  readonly owner?: Scope;
  /** What {@link BackupStore.tail} answered before: it may save a call, and never changes what is stored. */
  readonly seen?: Tail;
}

/** From and to which time facts are asked for: milliseconds since the epoch, both ends included. */
export interface Span {
  readonly since: Millis;
  readonly until: Millis;
}

/**
 * A set of facts about parameters. Facts are only ever added, each once, in any order, by any number of writers.
 *
 * - *Identity*: `identityOf` tells whether two facts are one. Appending a fact that is there adds nothing. Two copies of one
 *   fact that were made at different moments are merged by `mergeFacts`: of the evidence of a deletion (`aliveSince`) the
 *   smaller counts, and the labels and tags of a version are the same whichever copy came first.
 * - *Union*: what a store answers depends on its facts alone, not on the order or the number of appends. Two stores with
 *   the same facts answer the same; a fact that comes late changes the answers to what they would have been in time.
 * - *Order*: no fact has a place. `stateAt` (over all facts of a name) or `findState` (over few of them) derive it.
 * - *Durability*: when `append` answers `Right`, the facts are stored. After a `Left` some of them may be, the oldest
 *   first; appending again completes them.
 * - *Consistency*: what an `append` acknowledged is seen by every later call, of this and of every other instance.
 * - *Concurrency*: any number of instances may append at once. No fact is lost or doubled, and no append fails for it.
 * - *Failures*: see {@link StoreError}. A failure is never answered as an absence.
 *
 * Every implementation passes the conformance suite in `ssmbak/testing`.
 */
export interface BackupStore {
  readonly capabilities: StoreCapabilities;

  /** Adds facts and answers how many of them were new. Evidence of a deletion that is there is stored, and not counted. */
  append(request: AppendRequest): TaskEither<StoreError, number>;

  /** The newest version of a name and the deletions around and after it: what a handler needs. */
  tail(name: ParameterName): TaskEither<StoreError, Tail>;

  /** All facts of a name, each identity once, in no promised order; empty when nothing is stored of it. */
  facts(name: ParameterName): TaskEither<StoreError, ReadonlyArray<FactSummary>>;

  /**
   * The state of every name of the selection at an instant, ordered by name (by UTF-16 code unit). Names without a fact
   * until then are left out. Streamed: memory does not grow with the selection. A `Left` ends the stream.
   *
   * @param isRead A hint: names for which it answers `false` may be left out, which saves reading them.
   */
  statesAt(
    selection: Selection,
    instant: Millis,
    isRead?: (name: ParameterName) => boolean,
  ): AsyncIterable<Either<StoreError, State>>;

  /**
   * The facts of a selection that happened in a span of time (by `timeOf`), each once, in no promised order. Streamed:
   * memory does not grow with the selection. A `Left` ends the stream.
   */
  factsWithin(selection: Selection, span: Span): AsyncIterable<Either<StoreError, FactSummary>>;

  /**
   * A version with its value and attributes, from a summary that this or another process was told, also without its
   * `reference`. A version that is not there any more (expired, removed by hand) is a failure.
   */
  load(version: VersionSummary): TaskEither<StoreError, VersionFact>;

  /** Lets go of files and connections. What is called afterwards may fail, with any tag. */
  close(): TaskEither<StoreError, void>;
}
