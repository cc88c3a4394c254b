import * as O from "fp-ts/lib/Option.js";
import { type ChangeEvent, changesValue, isDeletionEvent } from "../events/change-event.ts";
import { isVersion } from "../model/fact.ts";
import type { ParameterVersion } from "../model/parameter-version.ts";
import { endOfSecond, sameSecond, startOfSecond } from "../model/time.ts";
import type { Situation } from "./situation.ts";

/**
 * What became of a change event.
 * - `Stored`: every version up to the event is stored.
 * - `Deleted`: the deletion is stored.
 * - `Gone`: the version of the event was deleted, or SSM dropped the version, before SSM was read.
 * - `StillThere`: the event reports a deletion, but SSM still shows versions from before that second. The event has to
 *   be handled again.
 * - `Unchanged`: the event changes no value; a label change is stored.
 */
export type Verdict = "Stored" | "Deleted" | "Gone" | "StillThere" | "Unchanged";

/** Whether SSM still shows versions from before the second of a deletion. */
const isContradicted = ({ time }: ChangeEvent, { live }: Situation): boolean =>
  O.isSome(live) && live.value[0].modifiedAt < startOfSecond(time);

/**
 * Whether the version of an event is stored although the event is older than all existing versions. `undefined`: the
 * answer needs all facts.
 */
const isPastStored = (
  { time }: ChangeEvent,
  { newest, facts }: Situation,
  missing: ReadonlyArray<ParameterVersion>,
): boolean | undefined => {
  const known = facts?.filter(isVersion) ?? (newest === undefined ? [] : [newest]);
  if ([...known, ...missing].some(({ modifiedAt }) => sameSecond(modifiedAt, time))) return true;
  return facts === undefined ? undefined : false;
};

const verdictOn = (
  event: ChangeEvent,
  situation: Situation,
  missing: ReadonlyArray<ParameterVersion>,
): Verdict | undefined => {
  if (isDeletionEvent(event)) return isContradicted(event, situation) ? "StillThere" : "Deleted";
  if (!changesValue(event)) return "Unchanged";
  const { live } = situation;
  if (O.isNone(live)) return "Gone";
  if (live.value[0].modifiedAt <= endOfSecond(event.time)) return "Stored";
  const isStored = isPastStored(event, situation, missing);
  return isStored === undefined ? undefined : isStored ? "Stored" : "Gone";
};

/**
 * The verdict on each event of a situation. `undefined`: the answer needs all facts.
 *
 * @param missing The versions that are stored now.
 */
export const verdictsOn = (
  situation: Situation,
  missing: ReadonlyArray<ParameterVersion>,
): ReadonlyMap<ChangeEvent, Verdict> | undefined => {
  const verdicts = new Map<ChangeEvent, Verdict>();
  for (const event of situation.events) {
    const verdict = verdictOn(event, situation, missing);
    if (verdict === undefined) return undefined;
    verdicts.set(event, verdict);
  }
  return verdicts;
};
