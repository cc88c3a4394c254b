import * as O from "fp-ts/lib/Option.js";
import type { ChangeEvent } from "../events/change-event.ts";
import { type Deletion, identityOf, isDeletion } from "../model/fact.ts";
import type { LiveHistory } from "../model/parameter-version.ts";
import { endOfSecond, type Millis, sameSecond, startOfSecond } from "../model/time.ts";
import type { Situation } from "./situation.ts";
import { stateAt } from "./state.ts";
import type { Verdict } from "./verdicts.ts";

/**
 * How long a parameter has to be unchanged before its absence counts as a deletion without an event. A younger absence
 * may mean that the event is still on the way, or that SSM's answer is stale.
 */
export const SETTLING: Millis = 60_000;

const deletionOf = ({ id, name, operation, time }: ChangeEvent): Deletion => ({
  _tag: "Deletion",
  name,
  at: startOfSecond(time),
  source: { _tag: "Event", eventId: id, operation: operation === "Expiration" ? "Expiration" : "Delete" },
});

/** The deletions in the events that are not known to be stored, each once. */
const deletionsOfEvents = (
  { facts = [], deletions }: Situation,
  verdicts: ReadonlyMap<ChangeEvent, Verdict>,
): ReadonlyArray<Deletion> => {
  const events = [...verdicts.keys()].filter((event) => verdicts.get(event) === "Deleted");
  if (events.length === 0) return [];
  const missing = new Map(events.map(deletionOf).map((deletion) => [identityOf(deletion), deletion]));
  for (const stored of [...facts.filter(isDeletion), ...deletions]) missing.delete(identityOf(stored));
  return [...missing.values()];
};

/**
 * Adds to a deletion the evidence of the oldest existing version. Evidence counts for the deletion of an event only
 * within the event's second. Evidence counts for any other deletion when the parameter was alive before the deletion.
 * `undefined`: there is no new evidence, or the deletion has better evidence.
 */
const withEvidence = (deletion: Deletion, [{ modifiedAt }]: LiveHistory): Deletion | undefined => {
  const { at, source, aliveSince = Infinity } = deletion;
  const tells =
    source._tag === "Event"
      ? sameSecond(modifiedAt, at) && modifiedAt < aliveSince
      : modifiedAt < at && aliveSince >= at;
  return tells ? { ...deletion, aliveSince: modifiedAt } : undefined;
};

/** The deletions in the events that are not stored, and stored deletions with new evidence. */
export const missingDeletions = (
  situation: Situation,
  verdicts: ReadonlyMap<ChangeEvent, Verdict>,
): ReadonlyArray<Deletion> => {
  const { live, deletions } = situation;
  const ofEvents = deletionsOfEvents(situation, verdicts);
  if (O.isNone(live)) return ofEvents;
  return [
    ...ofEvents.map((deletion) => withEvidence(deletion, live.value) ?? deletion),
    ...deletions.flatMap((deletion) => withEvidence(deletion, live.value) ?? []),
  ];
};

/**
 * The deletion that a sweep found: the parameter exists by the facts, and not in SSM.
 *
 * @param added The deletions that are appended together with the found deletion.
 */
export const foundDeletion = (
  { name, live, facts = [], lookedAt }: Situation,
  added: ReadonlyArray<Deletion>,
): ReadonlyArray<Deletion> => {
  if (lookedAt === undefined || O.isSome(live)) return [];
  // An event's deletion of this second has happened, though it counts from the end of the second.
  const state = stateAt([...facts, ...added], endOfSecond(lookedAt));
  if (state?._tag !== "Exists" || state.version.modifiedAt > lookedAt - SETTLING) return [];
  return [{ _tag: "Deletion", name, at: lookedAt, source: { _tag: "Sweep" } }];
};
