import type { Timeline } from "../../src/domain/history/order-facts.ts";
import {
  type Deletion,
  type FactSummary,
  type LabelChange,
  summarize,
  type VersionSummary,
} from "../../src/domain/model/fact.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import { deletionOf, labelChangeOf, versionFactOf } from "../../src/testing/builders.ts";

/** Facts of one name in short. Times are milliseconds since the epoch: second 1 is 1000 to 1999. */

/** A version as a store lists it. */
export const version = (number: number, modifiedAt: Millis): VersionSummary => {
  const summary = summarize(versionFactOf({ version: number, modifiedAt }));
  if (summary._tag !== "Version") throw new Error("the summary of a version is a version");
  return summary;
};

/** A version that the Python package stored, without a number. */
export const unnumbered = (modifiedAt: Millis): VersionSummary => {
  const { version: _version, ...summary } = version(1, modifiedAt);
  return summary;
};

/** The deletion of an event of a second. */
export const deleted = (second: number, eventId = "a", aliveSince?: Millis): Deletion =>
  deletionOf({
    at: second * 1000,
    source: { _tag: "Event", eventId, operation: "Delete" },
    ...(aliveSince === undefined ? {} : { aliveSince }),
  });

/** A deletion that a sweep found at a millisecond. */
export const found = (at: Millis, aliveSince?: Millis): Deletion =>
  deletionOf({ at, source: { _tag: "Sweep" }, ...(aliveSince === undefined ? {} : { aliveSince }) });

/** A bare delete marker. */
export const marker = (at: Millis, versionId = "m", aliveSince?: Millis): Deletion =>
  deletionOf({ at, source: { _tag: "Marker", versionId }, ...(aliveSince === undefined ? {} : { aliveSince }) });

/** A label that was put onto a version in a second, and taken off another one where that is given. */
export const moved = (
  second: number,
  toVersion: number,
  fromVersion?: number,
  eventId = `${second} ${toVersion}`,
  label = "live",
): LabelChange =>
  labelChangeOf({
    at: second * 1000,
    eventId,
    label,
    toVersion,
    ...(fromVersion === undefined ? {} : { fromVersion }),
  });

/** A fact in short: `v2`, `v?`, `deleted a`, `found`, `marker`, or `live 1->2`. */
export const inShort = (fact: FactSummary): string => {
  if (fact._tag === "Version") return `v${fact.version ?? "?"}`;
  if (fact._tag === "LabelChange") return `${fact.label} ${fact.fromVersion ?? "-"}->${fact.toVersion}`;
  return fact.source._tag === "Event" ? `deleted ${fact.source.eventId}` : SHORT[fact.source._tag];
};

const SHORT = { Sweep: "found", Marker: "marker" } as const;

/** The facts of a timeline in their order, in short. */
export const orderOf = ({ entries }: Timeline): ReadonlyArray<string> => entries.map(({ fact }) => inShort(fact));
