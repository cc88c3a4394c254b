import type { VersionBound } from "../../domain/history/find-state.ts";
import { compareVersions, type VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import type { LateVersion } from "./aside-key.ts";
import { type Boundary, type Cut, findBoundary, type ToldObjects } from "./chain-search.ts";
import { CLOCK_SKEW } from "./last-modified.ts";
import type { KeyListing, Written } from "./listing.ts";
import { toReference } from "./reference.ts";
import { corrupt, type StoredVersion, type VersionReader } from "./version-reader.ts";

/** A version, and every object with a copy. */
export interface FoundVersion {
  readonly summary: VersionSummary;
  /** Never empty; the newest object of the parameter first, objects aside last. */
  readonly copies: ReadonlyArray<StoredVersion>;
}

type Late = LateVersion & { readonly key: string };

/** The latest time at which an object's version can have been made: S3 wrote the object afterwards. */
const latestIn = ({ writtenAt }: Written): Millis => endOfSecond(writtenAt) + CLOCK_SKEW;

/** The versions aside, by their keys. */
export const lateVersionsIn = ({ aside }: Pick<KeyListing, "aside">): ReadonlyArray<Late> =>
  aside.flatMap(({ key, entry }) => (entry._tag === "LateVersion" ? [{ ...entry, key }] : []));

const newest = (versions: ReadonlyArray<VersionBound>): VersionBound | undefined =>
  versions.toSorted(compareVersions).at(-1);

/** One version of its copies. */
export const toFound = (copies: readonly [StoredVersion, ...StoredVersion[]]): FoundVersion => ({
  summary: { ...copies[0].summary, reference: toReference(copies.map(({ location }) => location)) },
  copies,
});

/** Reads a version aside. */
export const readLate = async (reader: VersionReader, name: ParameterName, late: Late): Promise<StoredVersion> => {
  const stored = await reader.read(name, { key: late.key });
  if (compareVersions(stored.summary, late) === 0) return stored;
  throw corrupt(late.key, "holds another version than its key says");
};

/**
 * Finds versions of one name with few calls, from the listings of the name. Objects are read newest first, until no further
 * object can beat the best version found. Versions of a chain are in the order of time, so a few reads are enough for a
 * chain. The keys of versions aside hold time and number. No object is read twice.
 */
export class VersionSearch {
  readonly listing: KeyListing;
  readonly #reader: VersionReader;
  readonly #told = new Map<number, Promise<StoredVersion>>();
  readonly #late: ReadonlyArray<Late>;
  readonly #objects: ToldObjects;

  constructor(listing: KeyListing, reader: VersionReader) {
    this.listing = listing;
    this.#reader = reader;
    this.#late = lateVersionsIn(listing);
    this.#objects = {
      written: listing.written,
      tell: (index) => this.#tell(index),
      isRead: (index) => this.#told.has(index),
    };
  }

  /** A time after all versions of the name; -Infinity without versions. */
  get latest(): Millis {
    const own = this.listing.written.filter(({ _tag }) => _tag === "Object").map(latestIn);
    return [...own, ...this.#late.map(({ modifiedAt }) => modifiedAt)].reduce((a, b) => Math.max(a, b), -Infinity);
  }

  /** The newest version before a bound; versions before `since` need not be found. */
  newestBefore(bound: VersionBound, since: Millis = -Infinity): Promise<FoundVersion | undefined> {
    return this.#newest({ bound, isBelow: (version) => compareVersions(version, bound) < 0 }, since);
  }

  /** A version by its identity. */
  async find(version: VersionBound): Promise<FoundVersion | undefined> {
    const isBelow = (other: VersionBound): boolean => compareVersions(other, version) <= 0;
    const found = await this.#newest({ bound: version, isBelow }, version.modifiedAt);
    return found !== undefined && compareVersions(found.summary, version) === 0 ? found : undefined;
  }

  async #newest(cut: Cut, since: Millis): Promise<FoundVersion | undefined> {
    let best = newest(this.#late.filter(cut.isBelow));
    const seen = new Set<number>();
    const end = (entry: Written): boolean => latestIn(entry) < Math.max(since, best?.modifiedAt ?? -Infinity);
    for await (const { index, boundary } of this.#walk(cut, end)) {
      for (const candidate of [index, boundary?.below]) {
        const version = candidate === undefined ? undefined : (await this.#tell(candidate)).summary;
        if (candidate === undefined || version === undefined || !cut.isBelow(version)) continue;
        seen.add(candidate);
        best = best === undefined || compareVersions(version, best) > 0 ? version : best;
      }
    }
    return best === undefined ? undefined : this.#found(best, seen);
  }

  /** The oldest version after a bound. */
  async oldestAfter(bound: VersionBound): Promise<FoundVersion | undefined> {
    const isBelow = (version: VersionBound): boolean => compareVersions(version, bound) <= 0;
    let best = this.#late.filter((version) => !isBelow(version)).toSorted(compareVersions)[0] as
      | VersionBound
      | undefined;
    const seen = new Set<number>();
    for await (const { index, boundary } of this.#walk({ bound, isBelow }, (one) => latestIn(one) < bound.modifiedAt)) {
      const candidate = boundary === undefined ? index : boundary.above;
      const version = candidate === undefined ? undefined : (await this.#tell(candidate)).summary;
      if (candidate === undefined || version === undefined || isBelow(version)) continue;
      seen.add(candidate);
      best = best === undefined || compareVersions(version, best) < 0 ? version : best;
    }
    return best === undefined ? undefined : this.#found(best, seen);
  }

  /** Walks objects, newest first, up to an entry that `isEnd`; passes over the inner objects of chains. */
  async *#walk(
    cut: Cut,
    isEnd: (entry: Written) => boolean,
  ): AsyncGenerator<{ readonly index: number; readonly boundary: Boundary | undefined }> {
    const { written } = this.listing;
    for (let index = 0; index < written.length; index += 1) {
      const entry = written[index];
      if (entry === undefined || isEnd(entry)) return;
      if (entry._tag === "Marker") continue;
      const boundary = await findBoundary(this.#objects, index, cut);
      yield { index, boundary };
      index = (boundary?.start ?? index + 1) - 1;
    }
  }

  async #found(version: VersionBound, seen: ReadonlySet<number>): Promise<FoundVersion | undefined> {
    const isIt = (other: VersionBound): boolean => compareVersions(other, version) === 0;
    const own = await Promise.all([...seen].sort((a, b) => a - b).map((index) => this.#tell(index)));
    const late = await Promise.all(
      this.#late.filter(isIt).map((one) => readLate(this.#reader, this.listing.name, one)),
    );
    const [first, ...others] = [...own.filter(({ summary }) => isIt(summary)), ...late];
    return first === undefined ? undefined : toFound([first, ...others]);
  }

  #tell(index: number): Promise<StoredVersion> {
    const { name, written } = this.listing;
    const told =
      this.#told.get(index) ?? this.#reader.read(name, { key: name, versionId: written[index]?.versionId ?? "" });
    this.#told.set(index, told);
    return told;
  }
}
