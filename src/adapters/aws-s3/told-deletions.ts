import { type Deletion, identityOf, type LabelChange, mergeEvidence } from "../../domain/model/fact.ts";
import { endOfSecond, type Millis } from "../../domain/model/time.ts";
import type { WrittenAside } from "./aside-listing.ts";
import { CLOCK_SKEW } from "./last-modified.ts";
import type { KeyListing, Written } from "./listing.ts";

/** A delete marker is written right after the object of its deletion; no handler runs longer. */
const MARKER_DELAY: Millis = 3_600_000;

const isShortlyAfter = (marker: Millis, time: Millis, skew: Millis): boolean =>
  time <= marker + skew && marker - time <= MARKER_DELAY;

/** When an object was written that a delete marker follows. `undefined` for objects without a following marker. */
const announcedAt = ({ entry, writtenAt }: WrittenAside): Millis | undefined =>
  entry._tag === "Deletion" || entry._tag === "Announcement" ? writtenAt : undefined;

/**
 * Whether ssmbak wrote a delete marker: a deletion was stored, or happened, shortly before. The time of storing alone is
 * not enough: where S3 ignores `If-None-Match`, a doubled event writes the deletion's object again.
 */
const isExplained = (marker: Written, aside: ReadonlyArray<WrittenAside>): boolean =>
  aside.some((one) => {
    const { entry } = one;
    const stored = announcedAt(one);
    if (stored !== undefined && isShortlyAfter(marker.writtenAt, stored, 0)) return true;
    if (entry._tag !== "Deletion" || entry.deletion.source._tag === "Marker") return false;
    return isShortlyAfter(marker.writtenAt, entry.deletion.at, CLOCK_SKEW);
  });

/** Whether the newest of an object's entries is a delete marker that ssmbak did not write. */
export const endsWithBareMarker = ({ written: [newest], aside }: KeyListing): boolean =>
  newest?._tag === "Marker" && !isExplained(newest, aside);

/** Whether a current delete marker must be ssmbak's, since a deletion was stored within the hour before `now`. */
export const mustBeExplained = (aside: ReadonlyArray<WrittenAside>, now: Millis): boolean =>
  aside.some((one) => now - (announcedAt(one) ?? -Infinity) <= MARKER_DELAY - CLOCK_SKEW);

const bareDeletions = ({ name, written, aside }: KeyListing): ReadonlyArray<Deletion> =>
  written
    .filter((entry) => entry._tag === "Marker" && !isExplained(entry, aside))
    .map(({ versionId, writtenAt }) => {
      const source = { _tag: "Marker", versionId } as const;
      return { _tag: "Deletion", name, at: endOfSecond(writtenAt), source };
    });

/** The deletions of a name, each once, with evidence: deletions aside, and delete markers that ssmbak did not write. */
export const deletionsIn = (listing: KeyListing): ReadonlyArray<Deletion> => {
  const aside = listing.aside.flatMap(({ entry }) => (entry._tag === "Deletion" ? [entry.deletion] : []));
  const all = new Map([...aside, ...bareDeletions(listing)].map((deletion) => [identityOf(deletion), deletion]));
  for (const { entry } of listing.aside) {
    if (entry._tag !== "Evidence") continue;
    const known = all.get(identityOf(entry.deletion));
    const { aliveSince, deletion } = entry;
    if (known !== undefined) all.set(identityOf(known), mergeEvidence(known, { ...deletion, aliveSince }));
  }
  return [...all.values()];
};

/** The label changes of a name, each once. */
export const labelChangesIn = ({ aside }: Pick<KeyListing, "aside">): ReadonlyArray<LabelChange> => {
  const changes = aside.flatMap(({ entry }) => (entry._tag === "LabelChange" ? [entry.change] : []));
  return [...new Map(changes.map((change) => [change.eventId, change])).values()];
};
