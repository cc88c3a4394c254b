import pMap from "p-map";
import { findState, searchLater } from "../../domain/history/find-state.ts";
import { type State, stateAt } from "../../domain/history/state.ts";
import { type Deletion, type FactSummary, identityOf, timeOf } from "../../domain/model/fact.ts";
import { endOfSecond, type Millis, startOfSecond } from "../../domain/model/time.ts";
import type { Span } from "../../ports/backup-store.ts";
import type { KeyListing } from "./listing.ts";
import { deletionsIn, labelChangesIn } from "./told-deletions.ts";
import type { StoredVersion, VersionReader } from "./version-reader.ts";
import { lateVersionsIn, readLate, toFound, VersionSearch } from "./version-search.ts";

/** How many HEADs of one key run at once. */
const CONCURRENT_HEADS = 16;

/** Every fact of a name, each once. */
export const factsIn = async (listing: KeyListing, reader: VersionReader): Promise<ReadonlyArray<FactSummary>> => {
  const { name, written } = listing;
  const own = await pMap(
    written.filter(({ _tag }) => _tag === "Object"),
    ({ versionId }) => reader.read(name, { key: name, versionId }),
    { concurrency: CONCURRENT_HEADS },
  );
  const late = await pMap(lateVersionsIn(listing), (one) => readLate(reader, name, one), {
    concurrency: CONCURRENT_HEADS,
  });
  const copies = new Map<string, [StoredVersion, ...StoredVersion[]]>();
  for (const version of [...own, ...late]) {
    const identity = identityOf(version.summary);
    const known = copies.get(identity);
    if (known === undefined) copies.set(identity, [version]);
    else known.push(version);
  }
  const versions = [...copies.values()].map((all) => toFound(all).summary);
  return [...versions, ...deletionsIn(listing), ...labelChangesIn(listing)];
};

/**
 * The facts of a name in a span of time. Two kinds of objects are not read: objects that were written before the span, and
 * objects that a chain shows to be older.
 */
export const factsWithin = async (
  listing: KeyListing,
  reader: VersionReader,
  { since, until }: Span,
): Promise<ReadonlyArray<FactSummary>> => {
  const isWithin = (fact: FactSummary): boolean => since <= timeOf(fact) && timeOf(fact) <= until;
  const facts: FactSummary[] = [...deletionsIn(listing), ...labelChangesIn(listing)].filter(isWithin);
  const search = new VersionSearch(listing, reader);
  let found = await search.newestBefore({ modifiedAt: until + 1 }, since);
  while (found !== undefined && isWithin(found.summary)) {
    facts.push(found.summary);
    found = await search.newestBefore(found.summary, since);
  }
  return facts;
};

/** The time from which a deletion without a successor counts, unless evidence contradicts. */
const countsFrom = ({ at, source }: Deletion): Millis => (source._tag === "Event" ? endOfSecond(at) : at);

/** The state where the listing alone shows that a deletion came after all versions. No object has to be read then. */
const stateAfterAll = (
  deletions: ReadonlyArray<Deletion>,
  latestVersion: Millis,
  instant: Millis,
): State | undefined => {
  const counting = deletions.filter((deletion) => countsFrom(deletion) <= instant);
  const second = startOfSecond(counting.reduce((newest, { at }) => Math.max(newest, at), -Infinity));
  return latestVersion < second
    ? stateAt(
        deletions.filter(({ at }) => at >= second),
        instant,
      )
    : undefined;
};

/** The state of a name at an instant, with as few HEADs as the objects' chains allow. */
export const stateIn = async (
  listing: KeyListing,
  reader: VersionReader,
  instant: Millis,
): Promise<State | undefined> => {
  const deletions = deletionsIn(listing);
  const search = new VersionSearch(listing, reader);
  return (
    stateAfterAll(deletions, search.latest, instant) ??
    searchLater(findState([...deletions, ...labelChangesIn(listing)], instant), async ({ _tag, bound }) => {
      const found = _tag === "NewestBefore" ? search.newestBefore(bound) : search.oldestAfter(bound);
      return (await found)?.summary;
    })
  );
};
