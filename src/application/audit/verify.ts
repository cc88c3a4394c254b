import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { pMapIterable } from "p-map";
import { isKeptExactly } from "../../domain/history/content-comparison.ts";
import type { Gap } from "../../domain/history/history.ts";
import type { RecordSummary, VersionRecord } from "../../domain/model/backup-record.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ListedParameter } from "../../domain/model/parameter-version.ts";
import type { Selection } from "../../domain/model/selection.ts";
import { END_OF_TIME } from "../../domain/model/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SourceError } from "../../ports/source-error.ts";
import type { StoreError } from "../../ports/store-error.ts";
import {
  type BackUpError,
  type Completion,
  completeHistory,
  type HistoryDependencies,
} from "../backup/complete-history.ts";
import { catchThrows } from "../catch-throws.ts";
import { type Finding, findingOn, isNewest, unexpected } from "./finding.ts";

/** What comparing needs of the outside. */
export interface VerifyDependencies extends HistoryDependencies {
  readonly clock: Clock;
}

/** How Parameter Store and store are compared. */
export interface VerifyOptions {
  /** Appends what is missing. Default false: nothing is written. */
  readonly repair?: boolean;
  /**
   * Compares every version that Parameter Store has, value and attributes, and not the newest state of each name
   * alone. Reads all that is compared. Default false: records are appended oldest first, so that a name whose newest
   * state is kept was complete when that was written.
   */
  readonly thorough?: boolean;
  /** Leaves names out that Parameter Store does not have (any more). Default false. */
  readonly liveOnly?: boolean;
  /** Ends the stream early: names in hand are finished, the others not begun. */
  readonly signal?: AbortSignal;
  /** Told once, when Parameter Store has been listed: how many parameters there are. */
  readonly onListed?: (parameters: number) => void;
  /** Told of a name's lost versions right before what is left of it is appended. */
  readonly onGaps?: (name: ParameterName, gaps: ReadonlyArray<Gap>) => void;
}

/** How many names are looked at closely at once. */
const CONCURRENT_NAMES = 16;

/** Whether the store's newest record is what Parameter Store has now. */
const agrees = (listed: Pick<ListedParameter, "version" | "modifiedAt"> | undefined, record: RecordSummary): boolean =>
  listed === undefined ? record._tag === "Tombstone" : isNewest(record, listed);

/** Compares what is kept of every live version with it; the first that differs is told. */
const compareContents = async (
  { store }: HistoryDependencies,
  name: ParameterName,
  { kept, live }: Completion,
): Promise<E.Either<BackUpError, Finding | undefined>> => {
  for (const version of O.isSome(live) ? live.value : []) {
    const record = kept.find((candidate) => isNewest(candidate, version));
    if (record?._tag !== "Version") continue;
    const loaded: E.Either<BackUpError, VersionRecord> = await catchThrows(() => store.load(record)())();
    if (E.isLeft(loaded)) return loaded;
    if (!isKeptExactly(version, loaded.right)) {
      return E.right(unexpected(name, `version ${version.version} is not kept as Parameter Store has it`));
    }
  }
  return E.right(undefined);
};

const examine = async (
  dependencies: VerifyDependencies,
  { name, told }: Candidate,
  { repair = false, thorough = false, onGaps }: VerifyOptions,
): Promise<Finding> => {
  const failed = ({ _tag: reason, message }: { readonly _tag: string; readonly message: string }): Finding => ({
    _tag: "Failed",
    name,
    reason,
    message,
  });
  const completion = await completeHistory(dependencies)(name, {
    events: [],
    thorough,
    // A store that can't append to a head atomically (S3) may tell of a deletion that its head does not show.
    needsKept: (head) => thorough || [O.toUndefined(head), told].some((record) => record?._tag === "Tombstone"),
    lookAt: () => dependencies.clock.now(),
    onGaps: (gaps) => onGaps?.(name, gaps),
    append: repair,
  })();
  if (E.isLeft(completion)) return failed(completion.left);
  const finding = findingOn(name, completion.right, repair);
  if (!thorough || (finding._tag !== "Complete" && finding._tag !== "MissingVersions")) return finding;
  const differing = await compareContents(dependencies, name, completion.right);
  return E.isLeft(differing) ? failed(differing.left) : (differing.right ?? finding);
};

/** A name, and whether it is complete by what the two listings tell. */
interface Candidate {
  readonly name: ParameterName;
  readonly complete: boolean;
  /** The newest record by the store's listing, if there is one. */
  readonly told?: RecordSummary;
}

type Listed = Map<ParameterName, Pick<ListedParameter, "version" | "modifiedAt">>;

async function* candidatesIn(
  { store }: HistoryDependencies,
  selection: Selection,
  listed: Listed,
  { thorough = false, liveOnly = false, signal }: VerifyOptions,
): AsyncGenerator<E.Either<StoreError, Candidate>> {
  for await (const state of store.statesAt(selection, END_OF_TIME)) {
    if (E.isLeft(state)) {
      yield state;
      return;
    }
    if (signal?.aborted) return;
    const { name } = state.right;
    const lives = listed.has(name);
    if (liveOnly && !lives) continue;
    const complete = agrees(listed.get(name), state.right) && !(thorough && lives);
    yield E.right({ name, complete, told: state.right });
    listed.delete(name);
  }
  for (const name of listed.keys()) {
    if (signal?.aborted) return;
    yield E.right({ name, complete: false });
  }
}

/**
 * Compares Parameter Store with the store and tells of every name of the selection, those that are gone included, in
 * no promised order; with `repair` it appends what is missing. Streamed: of each live parameter the name and the
 * number and time of its newest version are held in memory, nothing else. Up to 16 names are read at once. A `Left`
 * ends the stream: one side could not be listed.
 *
 * A name on which both sides agree takes no call of its own. One that seems to differ is read anew, head first, so
 * that what changed meanwhile is not told as missing.
 */
export const verify = (dependencies: VerifyDependencies) =>
  async function* (
    selection: Selection,
    options: VerifyOptions = {},
  ): AsyncGenerator<E.Either<SourceError | StoreError, Finding>> {
    const listed: Listed = new Map();
    for await (const entry of dependencies.source.list(selection)) {
      if (E.isLeft(entry)) {
        yield entry;
        return;
      }
      if (options.signal?.aborted) return;
      const { name, version, modifiedAt } = entry.right;
      listed.set(name, { version, modifiedAt });
    }
    options.onListed?.(listed.size);
    const findings = pMapIterable(
      candidatesIn(dependencies, selection, listed, options),
      async (candidate): Promise<E.Either<StoreError, Finding>> => {
        if (E.isLeft(candidate)) return candidate;
        const { name, complete } = candidate.right;
        return E.right(complete ? { _tag: "Complete", name } : await examine(dependencies, candidate.right, options));
      },
      { concurrency: CONCURRENT_NAMES },
    );
    for await (const finding of findings) {
      yield finding;
      if (E.isLeft(finding)) return;
    }
  };
