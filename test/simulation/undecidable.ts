import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/model/time.ts";

/** A version that a handling could know of, from its readings or from what was kept. */
export interface KnownVersion {
  readonly version: number;
  readonly at: Millis;
}

/** The versions that the store has around a deletion. */
export interface KeptBetween {
  readonly after?: KnownVersion;
  readonly before?: KnownVersion;
}

/** The deletions of one second that a handling could know of: from events, or from the store, which has put them in their places. */
export interface KnownDeletions {
  readonly second: Millis;
  /** How many there were, by the ids of their events. */
  readonly count: number;
  readonly kept: ReadonlyArray<KeptBetween>;
  /** Of deletions that only events told of: a version that was seen alive after that, and so came after them all. */
  readonly aliveSince?: Millis;
}

/** All that a handling could know of one name when it decided. */
export interface Knowledge {
  /** In the order of their times. */
  readonly versions: ReadonlyArray<KnownVersion>;
  /** The deletions that it knew of, in order. Of kept ones also their places: an order that was decided is knowledge too. */
  readonly deletions: ReadonlyArray<KnownDeletions>;
  /** The oldest version that lived when it looked; missing when the parameter did not exist. */
  readonly root?: Millis;
}

/** The state at the end of a second that holds a deletion and a re-creation. */
export type End = "lives" | "deleted";

interface Life {
  readonly first: Millis;
  readonly last: Millis;
}

/** Where lives are taken to begin besides at a version that counts anew, and how unlikely that is beside an unseen event. */
const BEGINNINGS = { none: 0, holes: 0, known: 1 };
type Beginnings = keyof typeof BEGINNINGS;

/**
 * Versions count up within a life and begin anew with the next one. Where the first ones of a life are lost, it may
 * begin in a hole between two numbers, or where the numbers happen to go on: with what Parameter Store still has, or
 * behind a deletion that is kept.
 */
const livesOf = ({ versions, deletions, root }: Knowledge, beginnings: Beginnings): ReadonlyArray<Life> => {
  const known = new Set([root, ...deletions.flatMap(({ kept }) => kept.map(({ before }) => before?.at))]);
  const lives: Life[] = [];
  versions.forEach(({ version, at }, index) => {
    const before = versions[index - 1];
    const life = lives.at(-1);
    const begins =
      (beginnings === "holes" && version > (before?.version ?? 0) + 1) || (beginnings === "known" && known.has(at));
    if (life === undefined || version <= (before?.version ?? 0) || begins) lives.push({ first: at, last: at });
    else lives[lives.length - 1] = { ...life, last: at };
  });
  return lives;
};

/**
 * The places between lives where a deletion of that second can have been: 0 is before the first life, 1 after it, and
 * so on; after the last life only when the parameter is gone.
 */
const placesOf = (
  { second, aliveSince }: KnownDeletions,
  lives: ReadonlyArray<Life>,
  alive: boolean,
): ReadonlyArray<number> => {
  const places = Array.from({ length: lives.length + (alive ? 0 : 1) }, (_, place) => place).filter((place) => {
    const before = lives[place - 1];
    const after = lives[place];
    return (
      (before === undefined || before.last <= endOfSecond(second)) && (after === undefined || after.first >= second)
    );
  });
  if (aliveSince === undefined) return places;
  const latest = lives.findLastIndex(({ first }) => first <= aliveSince);
  const earlier = places.filter((place) => place <= latest);
  return earlier.length === 0 ? places : earlier;
};

const subsetsOf = (places: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> => {
  let subsets: ReadonlyArray<ReadonlyArray<number>> = [[]];
  for (const place of places) subsets = subsets.flatMap((subset) => [subset, [...subset, place]]);
  return subsets.filter((subset) => subset.length > 0);
};

/** How much has to have happened unseen, when so many known deletions lie in each place. */
const unseenIn = (counts: ReadonlyArray<number>): number =>
  counts.reduce(
    // Between two lives, and after one that is gone, there was one deletion; each further one ended an unseen life.
    (sum, deletions, place) => sum + (place === 0 ? deletions : Math.abs(deletions - 1)),
    0,
  );

const lifeOf = ({ at }: KnownVersion, lives: ReadonlyArray<Life>): number =>
  lives.findLastIndex(({ first }) => first <= at);

/** Those of the places where the store has deletions, between the versions that it has around each; one may have none. */
const keptPlaces = (
  { kept }: KnownDeletions,
  lives: ReadonlyArray<Life>,
  places: ReadonlyArray<number>,
): ReadonlyArray<number | undefined> =>
  kept.map(({ after, before }) =>
    places.find(
      (place) =>
        (after === undefined || place > lifeOf(after, lives)) &&
        (before === undefined || place <= lifeOf(before, lives)),
    ),
  );

/**
 * How many deletions nobody knew of, or ended lives that nobody read, when those of a second are in these places.
 * Infinite when the store has one elsewhere: an order that was decided is knowledge too.
 */
const unseenOf = (deletions: KnownDeletions, lives: ReadonlyArray<Life>, places: ReadonlyArray<number>): number => {
  const kept = keptPlaces(deletions, lives, places);
  if (kept.includes(undefined)) return Number.POSITIVE_INFINITY;
  const filled = new Set(kept).size;
  return kept.length - filled + Math.abs(places.length - filled - (deletions.count - kept.length));
};

/** One way in which the deletions of the first seconds can lie in the places, and what has to have happened unseen. */
interface Way {
  readonly counts: ReadonlyArray<number>;
  readonly unseen: number;
}

/** Of the ways that differ only in places before `open`, where nothing comes any more, the one that needs least. */
const cheapest = (ways: ReadonlyArray<Way>, open: number): ReadonlyArray<Way> => {
  const costOf = ({ counts, unseen }: Way): number => unseen + unseenIn(counts.slice(0, open));
  const best = new Map<string, Way>();
  for (const way of ways) {
    const key = way.counts.slice(open).join();
    const known = best.get(key);
    if (known === undefined || costOf(way) < costOf(known)) best.set(key, way);
  }
  return [...best.values()];
};

const leastUnseenWith = (
  lives: ReadonlyArray<Life>,
  { deletions, root }: Knowledge,
  second: Millis,
  end: End,
): number => {
  const alive = root !== undefined;
  const afterNewest = lives.findLastIndex(({ first }) => first <= endOfSecond(second)) + 1;
  const isPossible = (places: ReadonlyArray<number>): boolean => places.includes(afterNewest) === (end === "deleted");
  let ways: ReadonlyArray<Way> = [
    { counts: Array.from({ length: lives.length + (alive ? 0 : 1) }, () => 0), unseen: 0 },
  ];
  for (const deletion of deletions) {
    const places = placesOf(deletion, lives, alive);
    const choices = subsetsOf(places)
      .filter((chosen) => deletion.second !== second || isPossible(chosen))
      .map((chosen) => ({ chosen, more: unseenOf(deletion, lives, chosen) }))
      .filter(({ more }) => Number.isFinite(more));
    ways = cheapest(ways, places[0] ?? 0).flatMap(({ counts, unseen }) =>
      choices.map(({ chosen, more }) => ({
        counts: counts.map((already, place) => already + Number(chosen.includes(place))),
        unseen: unseen + more,
      })),
    );
  }
  return Math.min(...ways.map(({ counts, unseen }) => unseenIn(counts) + unseen));
};

/**
 * The smallest number of unseen events (deletions that no event told of, lives that nobody read) with which everything that is known can have happened, and the parameter was in a
 * certain state at the end of `second`. Infinite when it can't have been.
 */
const leastUnseen = (knowledge: Knowledge, second: Millis, end: End): number =>
  Math.min(
    ...(["none", "holes", "known"] as const).map(
      (beginnings) => BEGINNINGS[beginnings] + leastUnseenWith(livesOf(knowledge, beginnings), knowledge, second, end),
    ),
  );

/**
 * Whether a handling could not tell that the state at the end of `second` was `truth`: a parameter was deleted and a
 * version of it created in that second, events carry whole seconds and no version, and the other order explains all
 * that the handling knew with no more unseen events than the truth needs.
 */
export const isUndecidable = (knowledge: Knowledge, second: Millis, truth: End): boolean => {
  const start = startOfSecond(second);
  const other: End = truth === "lives" ? "deleted" : "lives";
  const unseen = leastUnseen(knowledge, start, other);
  return Number.isFinite(unseen) && unseen <= leastUnseen(knowledge, start, truth);
};
