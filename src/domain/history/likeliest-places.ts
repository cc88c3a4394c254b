import { UNKNOWN_VERSION, type VersionSummary } from "../model/backup-record.ts";

/**
 * Where a deletion can lie among versions in the order of time. Place 0 is before the first version, place 1 right after
 * it, and so on: from the first place that is possible to the last one.
 */
export interface Places {
  readonly first: number;
  readonly last: number;
}

/** What is known of a parameter besides the deletions that are to be placed. */
export interface Clues {
  /** In the order of time. */
  readonly versions: ReadonlyArray<VersionSummary>;
  /** Whether the newest of them lives: then no deletion lies behind it. */
  readonly lives: boolean;
  /** How many deletions lie in a place for certain. */
  readonly certainIn: (place: number) => number;
  /** Whether a deletion was discovered in a place, be it one that an event tells of, too, or one whose event was lost. */
  readonly isDiscovered: (place: number) => boolean;
}

/** A deletion that was discovered, and whose event is none of those that are known. */
const LOST_EVENT = 0.5;

/** Lives whose numbers happen to go on, as if they were one. */
const COINCIDENCE = 1.5;

/**
 * How much happened that nobody saw, when so many deletions lie in a place. Between two lives, and after one that is over,
 * there was one deletion; each further one ended a life that nobody read. Where numbers are missing, one life may have
 * ended and the next one begun.
 */
export const unseenIn = (clues: Clues, place: number, deletions: number): number => {
  const { versions, lives, isDiscovered } = clues;
  if (isDiscovered(place)) return deletions === 0 ? LOST_EVENT : deletions - 1;
  const before = versions[place - 1];
  const after = versions[place];
  if (before === undefined) return deletions;
  if (after === undefined) return lives ? 0 : Math.abs(deletions - 1);
  const isUnclear = before.version === UNKNOWN_VERSION || after.version === UNKNOWN_VERSION;
  if (isUnclear || after.version > before.version + 1) return Math.max(0, deletions - 1);
  if (after.version <= before.version) return Math.abs(deletions - 1);
  return deletions === 0 ? 0 : deletions - 1 + COINCIDENCE;
};

/** How much more happened unseen with one more deletion in a place, as if no other one had to be placed. */
const moreIn = (clues: Clues, place: number): number =>
  unseenIn(clues, place, clues.certainIn(place) + 1) - unseenIn(clues, place, clues.certainIn(place));

/** So many of the deletions of two lists lie in one place, and the rest behind it. */
interface Story {
  readonly unseen: number;
  /** The sum of {@link moreIn} over the deletions. */
  readonly alone: number;
  readonly here: readonly [number, number];
  readonly rest: Story | undefined;
}

const END: Story = { unseen: 0, alone: 0, here: [0, 0], rest: undefined };

/** The first of the simplest stories. */
const simplest = (stories: ReadonlyArray<Story>): Story | undefined => {
  let best: Story | undefined;
  for (const story of stories) {
    if (best === undefined || (story.unseen - best.unseen || story.alone - best.alone) < 0) best = story;
  }
  return best;
};

/** How many deletions of a list can lie before a place: the fewest and all others up to the most. */
const countsBefore = (deletions: ReadonlyArray<Places>, place: number): ReadonlyArray<number> => {
  const fewest = deletions.filter(({ last }) => last < place).length;
  const most = deletions.filter(({ first }) => first < place).length;
  return Array.from({ length: most - fewest + 1 }, (_, more) => fewest + more);
};

/** How many of the deletions behind the first `before` can lie in a place; the most first. */
const countsIn = (deletions: ReadonlyArray<Places>, before: number, place: number): ReadonlyArray<number> => {
  const counts = [0];
  for (let index = before; index < deletions.length; index += 1) {
    const places = deletions[index];
    if (places === undefined || place < places.first || places.last < place) break;
    counts.unshift(counts.length);
  }
  return counts;
};

const placesIn = (story: Story | undefined, places: ReadonlyArray<number>, list: 0 | 1): ReadonlyArray<number> => {
  const chosen: number[] = [];
  let current = story;
  for (const place of places) {
    for (let count = current?.here[list] ?? 0; count > 0; count -= 1) chosen.push(place);
    current = current?.rest;
  }
  return chosen;
};

/**
 * Puts deletions where the least has to have happened unseen. Of several such stories it tells the one in which each
 * deletion lies where it would if it were the only one, so that handlers agree which know of more and of fewer; then the
 * one in which they lie earliest. Answers with a place for each.
 *
 * @param kept Those that have an order, which stays.
 * @param added The others, by their seconds. In both lists neither the first nor the last possible place ever decreases.
 */
export const likeliestPlaces = (
  clues: Clues,
  kept: ReadonlyArray<Places>,
  added: ReadonlyArray<Places>,
): { readonly kept: ReadonlyArray<number>; readonly added: ReadonlyArray<number> } => {
  const possible = [...kept, ...added].flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, more) => first + more),
  );
  const places = [...new Set(possible)].sort((a, b) => a - b);
  const keyOf = (keptBefore: number, addedBefore: number): string => `${keptBefore} ${addedBefore}`;
  let behind = new Map([[keyOf(kept.length, added.length), END]]);
  for (const place of places.toReversed()) {
    const more = moreIn(clues, place);
    const tell = (keptBefore: number, addedBefore: number): Story | undefined =>
      simplest(
        countsIn(kept, keptBefore, place).flatMap((some) =>
          countsIn(added, addedBefore, place).flatMap((others): ReadonlyArray<Story> => {
            const rest = behind.get(keyOf(keptBefore + some, addedBefore + others));
            if (rest === undefined) return [];
            const unseen = unseenIn(clues, place, clues.certainIn(place) + some + others) + rest.unseen;
            return [{ unseen, alone: (some + others) * more + rest.alone, here: [some, others], rest }];
          }),
        ),
      );
    const stories = new Map<string, Story>();
    for (const keptBefore of countsBefore(kept, place)) {
      for (const addedBefore of countsBefore(added, place)) {
        const story = tell(keptBefore, addedBefore);
        if (story !== undefined) stories.set(keyOf(keptBefore, addedBefore), story);
      }
    }
    behind = stories;
  }
  const story = behind.get(keyOf(0, 0));
  return { kept: placesIn(story, places, 0), added: placesIn(story, places, 1) };
};
