import type { Either } from "fp-ts/lib/Either.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { State } from "../domain/history/state.ts";
import type { Deletion, Fact, FactSummary, VersionFact, VersionSummary } from "../domain/model/fact.ts";
import type { ParameterName } from "../domain/model/parameter-name.ts";
import type { Scope } from "../domain/model/scope.ts";
import type { Selection } from "../domain/model/selection.ts";
import type { Millis } from "../domain/model/time.ts";
import type { StoreError } from "./store-error.ts";

/** The real differences between stores. */
export interface StoreCapabilities {
  /**
   * Whether facts survive {@link BackupStore.close} and a restart of the process. The conformance suite tests durability
   * only where `durable` is true.
   */
  readonly durable: boolean;
}

/** The newest facts of a name, for a writer. */
export interface Tail {
  /**
   * The newest version by `compareVersions`. Absent: no version is stored; or, where `deletions` holds a deletion, the
   * store may have left out to look behind that deletion.
   */
  readonly newest?: VersionSummary;
  /**
   * The deletions in the second of the newest version and later, with evidence; all deletions where `newest` is absent.
   * A store may leave out deletions that came before the newest version in the same second. A store may also return
   * more deletions.
   */
  readonly deletions: ReadonlyArray<Deletion>;
  /** The store's own mark of what the store read, for {@link AppendRequest.seen}. */
  readonly hint?: string;
}

/** Facts of one name, to be appended. */
export interface AppendRequest {
  readonly name: ParameterName;
  /** Facts of `name`, in any order. A store writes facts in the order of `compareForWriting`. */
  readonly facts: ReadonlyArray<Fact>;
  /**
   * The account and region of the parameter. A store remembers the first owner, and refuses facts of another owner with
   * `StoreMisconfigured`. Absent: the owner is unknown and not compared.
   */
  readonly owner?: Scope;
  /** An earlier answer of {@link BackupStore.tail}. May save a call, and never changes what is stored. */
  readonly seen?: Tail;
}

/** A span of time in milliseconds since the epoch, both ends included. */
export interface Span {
  readonly since: Millis;
  readonly until: Millis;
}

/**
 * A set of facts about parameters. Any number of writers add facts, each fact once, in any order.
 *
 * - *Identity*: `identityOf` tells whether two facts are one. Appending a stored fact adds nothing. `mergeFacts` merges
 *   two copies of one fact that were made at different moments: the smaller evidence of a deletion (`aliveSince`)
 *   counts, and a version gets the same labels and tags whichever copy came first.
 * - *Union*: answers depend on the stored facts alone, not on the order or the number of appends. Two stores with the
 *   same facts give the same answers. A late fact changes the answers to what they would have been in time.
 * - *Order*: no fact has a place. `stateAt` (over all facts of a name) or `findState` (over few facts) derives the
 *   order.
 * - *Durability*: when `append` answers `Right`, the facts are stored. After a `Left` some facts may be stored, the
 *   oldest first. Appending again stores the rest.
 * - *Consistency*: every later call, of this and of every other instance, sees acknowledged facts.
 * - *Concurrency*: any number of instances may append at once. No fact is lost or doubled, and concurrency makes no
 *   append fail.
 * - *Failures*: see {@link StoreError}. A store never answers a failure as an absence.
 *
 * Every implementation passes the conformance suite in `ssmbak/testing`.
 */
export interface BackupStore {
  readonly capabilities: StoreCapabilities;

  /**
   * Adds facts and answers with the number of new facts. New evidence of a stored deletion is stored, and not counted.
   */
  append(request: AppendRequest): TaskEither<StoreError, number>;

  /**
   * The newest version of a name, and the deletions around and after the version. A handler of events needs no more.
   */
  tail(name: ParameterName): TaskEither<StoreError, Tail>;

  /** All facts of a name, each identity once, in no promised order. Empty: nothing is stored of the name. */
  facts(name: ParameterName): TaskEither<StoreError, ReadonlyArray<FactSummary>>;

  /**
   * The state of every name of the selection at an instant, ordered by name (by UTF-16 code unit). Names without a fact
   * at or before the instant are left out. Streamed: memory does not grow with the selection. A `Left` ends the stream.
   *
   * @param isRead A hint. The store may leave out a name when `isRead` answers `false`, and so save the reading.
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
   * Loads a version with value and attributes. The summary may come from another process, and may lack the `reference`.
   * A missing version (expired, or removed by hand) is a failure.
   */
  load(version: VersionSummary): TaskEither<StoreError, VersionFact>;

  /** Closes files and connections. Later calls may fail, with any tag. */
  close(): TaskEither<StoreError, void>;
}
