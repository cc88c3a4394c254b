import {
  identityOf,
  isDiscovery,
  isVersion,
  type RecordSummary,
  type Tombstone,
  type VersionSummary,
} from "../model/backup-record.ts";
import { endOfSecond, type Millis } from "../model/time.ts";
import { type Clues, likeliestPlaces, type Places, unseenIn } from "./likeliest-places.ts";

/** What is to be put in among what is kept. Positions count in that alone, not in these. */
export interface Additions {
  readonly versions: ReadonlyArray<VersionSummary>;
  readonly deletions: ReadonlyArray<Tombstone>;
  /** The oldest version that lives. Deleting drops the whole history, so it came after every deletion. */
  readonly root: VersionSummary | undefined;
  /** When the oldest version was made that was seen alive by who knew of the added deletions: it came after those. */
  readonly seenSince: Millis | undefined;
}

/** How things most likely happened. */
export interface LikeliestOrder {
  readonly order: ReadonlyArray<RecordSummary>;
  /** How much of it nobody saw. */
  readonly unseen: number;
}

/** A deletion, and where it can lie. */
interface Placed extends Places {
  readonly deletion: Tombstone;
}

type Versions = ReadonlyArray<VersionSummary>;

/** In the order in which they were made, which is not that of their positions in the second of a deletion. */
const inTime = (versions: Versions): Versions =>
  versions.toSorted((a, b) => a.modifiedAt - b.modifiedAt || a.version - b.version);

/** The place before all that was made at a time or later. */
const placeAt = (versions: Versions, time: Millis): number => {
  const place = versions.findIndex(({ modifiedAt }) => modifiedAt >= time);
  return place < 0 ? versions.length : place;
};

const placesInTime = ({ deletedAt }: Tombstone, versions: Versions): Places => ({
  first: placeAt(versions, deletedAt),
  last: placeAt(versions, endOfSecond(deletedAt) + 1),
});

/** Before what was made after it; in its very millisecond that is what does not go on with the life before. */
const placeOfDiscovery = ({ at }: Tombstone, versions: Versions): number => {
  const place = versions.findIndex(
    ({ modifiedAt, version }, index) =>
      modifiedAt > at || (modifiedAt === at && version - 1 !== versions[index - 1]?.version),
  );
  return place < 0 ? versions.length : place;
};

/** Where a kept deletion can lie between what is kept before it and after it. */
const placesBetween = (deletion: Tombstone, versions: Versions, { first, last }: Places): Places => {
  if (last <= first) return { first, last: first };
  // One that was discovered was so at that moment; one that stands right before a version was put there.
  if (isDiscovery(deletion) || deletion.rank < 0) {
    const place = isDiscovery(deletion) ? placeOfDiscovery(deletion, versions) : placeAt(versions, deletion.at);
    const within = Math.min(last, Math.max(first, place));
    return { first: within, last: within };
  }
  const possible = placesInTime(deletion, versions);
  const bounds = { first: Math.max(first, possible.first), last: Math.min(last, possible.last) };
  return bounds.first <= bounds.last ? bounds : { first, last: first };
};

/**
 * An order that was decided stays; all that lives came after every deletion that was known before it was read. Where
 * several lives stand at one rank behind a deletion, those between them stand in front of them all.
 */
const placesOfKept = (
  kept: ReadonlyArray<RecordSummary>,
  versions: Versions,
  rootPlace: number,
): ReadonlyArray<Placed> => {
  const places = new Map(versions.map((version, place) => [identityOf(version), place]));
  const placeOf = (version: VersionSummary): number => places.get(identityOf(version)) ?? rootPlace;
  const together = Map.groupBy(kept.filter(isVersion), ({ at, rank }) => `${at} ${rank}`);
  const lastOf = (version: VersionSummary): number => {
    const { at, rank } = version;
    return rank < 2 ? placeOf(version) : Math.max(...(together.get(`${at} ${rank}`) ?? []).map(placeOf));
  };
  let next = rootPlace;
  const lasts = kept.toReversed().map((record) => {
    if (isVersion(record)) next = Math.min(next, lastOf(record));
    return next;
  });
  let first = 0;
  return kept.flatMap((record): ReadonlyArray<Placed> => {
    const last = lasts.pop() ?? rootPlace;
    if (record._tag === "Tombstone") {
      return [{ deletion: record, ...placesBetween(record, versions, { first, last }) }];
    }
    first = Math.max(first, placeOf(record) + 1);
    return [];
  });
};

/** Without a place that fits all that is known, the time alone counts. */
const placesOfAdded = (deletion: Tombstone, versions: Versions, latest: number): Placed => {
  const { first, last } = placesInTime(deletion, versions);
  return { deletion, first, last: latest < first ? last : Math.min(last, latest) };
};

/**
 * Puts versions and deletions in among what is kept. Deletions of one second can't be told apart: they come in the order
 * of their identities, so that handlers which know the same decide the same.
 */
export const inLikeliestOrder = (
  kept: ReadonlyArray<RecordSummary>,
  { versions: added, deletions, root, seenSince = Number.POSITIVE_INFINITY }: Additions,
): LikeliestOrder => {
  const known = [...kept.filter(isVersion), ...added];
  const lacksRoot = root !== undefined && !known.some((version) => identityOf(version) === identityOf(root));
  const versions = inTime(lacksRoot ? [...known, root] : known);
  const rootPlace = root === undefined ? versions.length : placeAt(versions, root.modifiedAt);
  const latest = Math.min(rootPlace, placeAt(versions, seenSince));
  const ofKept = placesOfKept(kept, versions, rootPlace);
  const ofAdded = deletions
    .toSorted((a, b) => a.deletedAt - b.deletedAt || (identityOf(a) < identityOf(b) ? -1 : 1))
    .map((deletion) => placesOfAdded(deletion, versions, latest));
  const certain = ofKept.filter(({ first, last }) => first === last);
  const open = ofKept.filter(({ first, last }) => first < last);
  const counts = countsOf(certain);
  const discovered = new Set(certain.filter(({ deletion }) => isDiscovery(deletion)).map(({ first }) => first));
  const clues: Clues = {
    versions,
    lives: root !== undefined,
    certainIn: (place) => counts.get(place) ?? 0,
    isDiscovered: (place) => discovered.has(place),
  };
  const likeliest = likeliestPlaces(clues, open, ofAdded);
  const placed = [
    ...certain,
    ...open.map((deletion, index) => ({ ...deletion, first: likeliest.kept[index] ?? deletion.first })),
    ...ofAdded.map((deletion, index) => ({ ...deletion, first: likeliest.added[index] ?? deletion.first })),
  ].sort((a, b) => a.first - b.first || a.deletion.deletedAt - b.deletion.deletedAt);
  const before = Map.groupBy(placed, ({ first }) => first);
  const all = countsOf(placed);
  return {
    order: [...versions, undefined].flatMap((version, place) => [
      ...(before.get(place) ?? []).map(({ deletion }) => deletion),
      ...(version === undefined ? [] : [version]),
    ]),
    unseen: Array.from({ length: versions.length + 1 }, (_, place) =>
      unseenIn(clues, place, all.get(place) ?? 0),
    ).reduce((sum, unseen) => sum + unseen, 0),
  };
};

/** How many deletions that events told of lie in each place. */
const countsOf = (placed: ReadonlyArray<Placed>): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const { first, deletion } of placed) {
    if (!isDiscovery(deletion)) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return counts;
};
