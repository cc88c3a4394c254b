import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { pMapIterable } from "p-map";
import { isStoredExactly } from "../../domain/history/content-comparison.ts";
import type { Gap } from "../../domain/history/gaps.ts";
import type { State } from "../../domain/history/state.ts";
import { isVersion, type VersionFact } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { isSameVersion, type ListedParameter } from "../../domain/model/parameter-version.ts";
import type { Scope } from "../../domain/model/scope.ts";
import type { Selection } from "../../domain/model/selection.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
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
import { brakeOn, DEFAULT_MAX_DELETED_SHARE, type DeletionCounts } from "./deletion-brake.ts";
import { agrees, type Finding, findingOn, unexpected } from "./finding.ts";

/** The dependencies of a comparison. */
export interface VerifyDependencies extends HistoryDependencies {
  readonly clock: Clock;
}

/** How Parameter Store and store are compared. */
export interface VerifyOptions {
  /** Whether to append missing facts. Default: false, nothing is written. */
  readonly repair?: boolean;
  /**
   * Whether to compare the value and attributes of every version in Parameter Store, not only the newest version of
   * each name. Reads every compared version. Default: false. Facts are written oldest first, so a name whose newest
   * version is stored was complete at that time.
   */
  readonly thorough?: boolean;
  /** Leaves out names that do not exist in Parameter Store. Default: false. */
  readonly liveOnly?: boolean;
  /**
   * The share of the stored parameters, 0 to 1, that `repair` may find deleted at once; up to ten may be in any case. Where
   * more seem to be deleted, none is stored as deleted. Default 0.1.
   */
  readonly maxDeletedShare?: number;
  /** Ends the stream early: names in hand are finished, the others not begun. */
  readonly signal?: AbortSignal;
  /** Called once, after Parameter Store was listed, with the number of listed parameters. */
  readonly onListed?: (parameters: number) => void;
  /** Called with the gaps of a name, right before the existing versions of the name are appended. */
  readonly onGaps?: (name: ParameterName, gaps: ReadonlyArray<Gap>) => void;
}

/** How many names are looked at closely at once. */
const CONCURRENT_NAMES = 16;

/**
 * The end of the running second. An event's deletion in this second has happened, and takes effect at the end of the
 * second.
 */
const endOfNow = (clock: Clock): Millis => endOfSecond(clock.now());

type Failing<A> = E.Either<SourceError | StoreError, A>;

/**
 * Compares every existing version with the stored version. The finding names the first difference. `undefined`: all are
 * equal.
 */
const compareContents = async (
  { store }: HistoryDependencies,
  name: ParameterName,
  { stored, live }: Completion,
): Promise<E.Either<BackUpError, Finding | undefined>> => {
  for (const version of O.isSome(live) ? live.value : []) {
    const summary = stored.filter(isVersion).find((candidate) => isSameVersion(candidate, version));
    if (summary === undefined) continue;
    const loaded: E.Either<BackUpError, VersionFact> = await catchThrows(() => store.load(summary)())();
    if (E.isLeft(loaded)) return loaded;
    if (!isStoredExactly(version, loaded.right)) {
      return E.right(unexpected(name, `version ${version.version} is not stored as Parameter Store has it`));
    }
  }
  return E.right(undefined);
};

const examine = async (
  dependencies: VerifyDependencies,
  name: ParameterName,
  { repair = false, thorough = false, onGaps }: VerifyOptions,
): Promise<Finding> => {
  const failed = ({ _tag: reason, message }: { readonly _tag: string; readonly message: string }): Finding => ({
    _tag: "Failed",
    name,
    reason,
    message,
  });
  const { clock } = dependencies;
  const completion = await completeHistory(dependencies)(name, {
    events: [],
    whole: true,
    lookAt: () => clock.now(),
    onGaps: (gaps) => onGaps?.(name, gaps),
    append: repair,
  })();
  if (E.isLeft(completion)) return failed(completion.left);
  const finding = findingOn(name, completion.right, endOfNow(clock), repair);
  if (!thorough || (finding._tag !== "Complete" && finding._tag !== "MissingVersions")) return finding;
  const differing = await compareContents(dependencies, name, completion.right);
  return E.isLeft(differing) ? failed(differing.left) : (differing.right ?? finding);
};

/** Parameter Store's listing: the newest version of each parameter, and the owner of the parameters. */
interface Listing {
  readonly parameters: Map<ParameterName, Pick<ListedParameter, "version" | "modifiedAt">>;
  readonly owner: Scope | undefined;
}

/** Lists Parameter Store. `undefined`: the signal ended the listing early. */
const list = async (
  { source, owner: known }: VerifyDependencies,
  selection: Selection,
  { signal, onListed }: VerifyOptions,
): Promise<Failing<Listing | undefined>> => {
  const parameters: Listing["parameters"] = new Map();
  let owner = known;
  for await (const entry of source.list(selection)) {
    if (E.isLeft(entry)) return entry;
    if (signal?.aborted) return E.right(undefined);
    const { name, version, modifiedAt } = entry.right;
    parameters.set(name, { version, modifiedAt });
    owner ??= entry.right.owner;
  }
  onListed?.(parameters.size);
  return E.right({ parameters, owner });
};

/** A name with the next step: report the name as complete, examine the name closely, or refuse the deletion. */
type Candidate =
  | { readonly _tag: "Complete" | "Examine"; readonly name: ParameterName }
  | { readonly _tag: "Refuse"; readonly name: ParameterName; readonly message: string };

/**
 * Compares the two listings of a name. `Gone`: the parameter exists by the store and is not in Parameter Store's
 * listing.
 */
const compareListed = (
  state: State,
  { parameters }: Listing,
  { thorough = false, liveOnly = false }: VerifyOptions,
): "Complete" | "Examine" | "Gone" | "LeftOut" => {
  const listed = parameters.get(state.name);
  if (listed === undefined) {
    if (liveOnly) return "LeftOut";
    return state._tag === "Exists" ? "Gone" : "Complete";
  }
  return agrees(state, listed) && !thorough ? "Complete" : "Examine";
};

/** Believes or refuses all deletions together. The number of deletions is known only after both listings are read. */
function* candidatesOf(
  gone: ReadonlyArray<ParameterName>,
  counts: Pick<DeletionCounts, "existing" | "listed">,
  { repair = false, maxDeletedShare = DEFAULT_MAX_DELETED_SHARE }: VerifyOptions,
): Generator<Candidate> {
  const message = repair ? brakeOn({ ...counts, gone: gone.length }, maxDeletedShare) : undefined;
  for (const name of gone) yield message === undefined ? { _tag: "Examine", name } : { _tag: "Refuse", name, message };
}

async function* candidatesIn(
  { store, clock }: VerifyDependencies,
  selection: Selection,
  listing: Listing,
  options: VerifyOptions,
): AsyncGenerator<E.Either<StoreError, Candidate>> {
  const gone: ParameterName[] = [];
  const unseen = new Set(listing.parameters.keys());
  let existing = 0;
  for await (const state of store.statesAt(selection, endOfNow(clock))) {
    if (E.isLeft(state)) {
      yield state;
      return;
    }
    if (options.signal?.aborted) return;
    const { name } = state.right;
    unseen.delete(name);
    if (state.right._tag === "Exists") existing += 1;
    const _tag = compareListed(state.right, listing, options);
    if (_tag === "Gone") gone.push(name);
    else if (_tag !== "LeftOut") yield E.right({ _tag, name });
  }
  for (const name of unseen) yield E.right({ _tag: "Examine", name });
  for (const candidate of candidatesOf(gone, { existing, listed: listing.parameters.size }, options)) {
    yield E.right(candidate);
  }
}

/**
 * Compares Parameter Store with the store, and reports every name of the selection in no promised order, deleted names
 * included. With `repair`, appends missing facts. Streamed. Memory holds the name, number and time of the newest
 * version of each existing parameter, and the names that seem to be deleted. Up to 16 names are read at once. A `Left`
 * ends the stream: one side could not be listed.
 *
 * A name on which both listings agree costs no call. Any other name is read again, the store first. So a change during
 * the listing is not reported as missing.
 */
export const verify = (dependencies: VerifyDependencies) =>
  async function* (selection: Selection, options: VerifyOptions = {}): AsyncGenerator<Failing<Finding>> {
    const listing = await list(dependencies, selection, options);
    if (E.isLeft(listing)) {
      yield listing;
      return;
    }
    if (listing.right === undefined) return;
    const { owner } = listing.right;
    const owned = owner === undefined ? dependencies : { ...dependencies, owner };
    const { signal } = options;
    const findings = pMapIterable(
      candidatesIn(dependencies, selection, listing.right, options),
      async (candidate): Promise<E.Either<StoreError, Finding> | undefined> => {
        if (E.isLeft(candidate)) return candidate;
        const { _tag, name } = candidate.right;
        if (_tag === "Complete") return E.right({ _tag, name });
        if (_tag === "Refuse") return E.right({ _tag: "Refused", name, message: candidate.right.message });
        return signal?.aborted ? undefined : E.right(await examine(owned, name, options));
      },
      { concurrency: CONCURRENT_NAMES },
    );
    for await (const finding of findings) {
      if (finding === undefined) continue;
      yield finding;
      if (E.isLeft(finding)) return;
    }
  };
