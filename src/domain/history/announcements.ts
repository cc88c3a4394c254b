import * as O from "fp-ts/lib/Option.js";
import { type ChangeEvent, isDeletion } from "../events/change-event.ts";
import type { Announcement, RecordSummary, VersionRecord } from "../model/backup-record.ts";
import { startOfSecond } from "../model/time.ts";

/** What a record says of the event that told of it. */
export const announcementOf = ({ id, time }: ChangeEvent): Announcement => ({ eventId: id, time });

/**
 * Which of the missing versions an event announced: the only one missing, or else the newest one that is not after
 * the event. An event from before the head announced something that is kept already.
 */
const announcedBy = (
  event: ChangeEvent,
  missing: ReadonlyArray<VersionRecord>,
  head: O.Option<RecordSummary>,
): VersionRecord | undefined => {
  if (O.isSome(head) && startOfSecond(event.time) < startOfSecond(head.value.at)) return undefined;
  return missing.length === 1
    ? missing[0]
    : missing.findLast(({ modifiedAt }) => startOfSecond(modifiedAt) <= event.time);
};

/** Says of each missing version which of the events told of it, if one did: the nearest in time. */
export const announce = (
  missing: ReadonlyArray<VersionRecord>,
  events: ReadonlyArray<ChangeEvent>,
  head: O.Option<RecordSummary>,
): ReadonlyArray<VersionRecord> => {
  const announcements = new Map<VersionRecord, ChangeEvent>();
  for (const event of events.filter((candidate) => !isDeletion(candidate))) {
    const version = announcedBy(event, missing, head);
    if (version === undefined) continue;
    const rival = announcements.get(version);
    const distance = ({ time }: ChangeEvent): number => Math.abs(time - startOfSecond(version.modifiedAt));
    if (rival === undefined || distance(event) < distance(rival)) announcements.set(version, event);
  }
  return missing.map((version) => {
    const event = announcements.get(version);
    return event === undefined ? version : { ...version, announcedBy: announcementOf(event) };
  });
};
