import { endOfSecond, type Millis, startOfSecond } from "../../src/domain/time.ts";

/** A version that a handling could know of, from its readings or from what was kept. */
export interface KnownVersion {
  readonly version: number;
  readonly at: Millis;
}

/** A deletion that a handling could know of: from an event, or from the store, which has put it in its place. */
export interface KnownDeletion {
  readonly second: Millis;
  readonly keptAfter?: KnownVersion;
  readonly keptBefore?: KnownVersion;
}

/** All that a handling could know of one name when it decided. */
export interface Knowledge {
  /** In the order of their times. */
  readonly versions: ReadonlyArray<KnownVersion>;
  /**
   * The deletions that it knew of, one a second, in order. Of a kept one also the versions that the store has around it:
   * an order that was decided is knowledge too.
   */
  readonly deletions: ReadonlyArray<KnownDeletion>;
  /** Whether the parameter existed when it looked. */
  readonly lives: boolean;
}

/** The state at the end of a second that holds a deletion and a re-creation. */
export type End = "lives" | "deleted";

interface Life {
  readonly first: Millis;
  readonly last: Millis;
}

/**
 * Versions count up within a life and begin anew with the next one. Where some are lost, `holes` tells what is taken
 * to be in the hole: nothing but those, or the end of a life and the lost beginning of the next one.
 */
const livesOf = (versions: ReadonlyArray<KnownVersion>, holes: "versions" | "deletions"): ReadonlyArray<Life> => {
  const lives: Life[] = [];
  versions.forEach(({ version, at }, index) => {
    const before = versions[index - 1];
    const life = lives.at(-1);
    const hole = holes === "deletions" && version > (before?.version ?? 0) + 1;
    if (life === undefined || version <= (before?.version ?? 0) || hole) lives.push({ first: at, last: at });
    else lives[lives.length - 1] = { ...life, last: at };
  });
  return lives;
};

/**
 * The places between lives where a deletion of that second can have been: 0 is before the first life, 1 after it, and
 * so on; after the last life only when the parameter is gone.
 */
const placesOf = (second: Millis, lives: ReadonlyArray<Life>, alive: boolean): ReadonlyArray<number> =>
  Array.from({ length: lives.length + (alive ? 0 : 1) }, (_, place) => place).filter((place) => {
    const before = lives[place - 1];
    const after = lives[place];
    return (
      (before === undefined || before.last <= endOfSecond(second)) && (after === undefined || after.first >= second)
    );
  });

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

/** Whether one of the places is where the store has the deletion, between the versions that it has around it. */
const agreesWithStore =
  ({ keptAfter, keptBefore }: KnownDeletion, lives: ReadonlyArray<Life>) =>
  (places: ReadonlyArray<number>): boolean =>
    places.some(
      (place) =>
        (keptAfter === undefined || place > lifeOf(keptAfter, lives)) &&
        (keptBefore === undefined || place <= lifeOf(keptBefore, lives)),
    );

const leastUnseenWith = (
  lives: ReadonlyArray<Life>,
  { deletions, lives: alive }: Knowledge,
  second: Millis,
  end: End,
): number => {
  const afterNewest = lives.findLastIndex(({ first }) => first <= endOfSecond(second)) + 1;
  const isPossible = (places: ReadonlyArray<number>): boolean => places.includes(afterNewest) === (end === "deleted");
  let ways: ReadonlyArray<{ readonly counts: ReadonlyArray<number>; readonly doubles: number }> = [
    { counts: Array.from({ length: lives.length + (alive ? 0 : 1) }, () => 0), doubles: 0 },
  ];
  for (const deletion of deletions) {
    const choices = subsetsOf(placesOf(deletion.second, lives, alive))
      .filter((places) => deletion.second !== second || isPossible(places))
      .filter(agreesWithStore(deletion, lives));
    ways = ways.flatMap(({ counts, doubles }) =>
      choices.map((places) => ({
        counts: counts.map((already, place) => already + Number(places.includes(place))),
        doubles: doubles + places.length - 1,
      })),
    );
  }
  return Math.min(...ways.map(({ counts, doubles }) => unseenIn(counts) + doubles));
};

/**
 * The smallest number of unseen events (deletions that no event told of, lives that nobody read, deletions that share
 * their second with another one) with which everything that is known can have happened, and the parameter was in a
 * certain state at the end of `second`. Infinite when it can't have been.
 */
const leastUnseen = (knowledge: Knowledge, second: Millis, end: End): number =>
  Math.min(
    ...(["versions", "deletions"] as const).map((holes) =>
      leastUnseenWith(livesOf(knowledge.versions, holes), knowledge, second, end),
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
