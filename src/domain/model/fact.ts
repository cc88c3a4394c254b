import * as t from "io-ts";
import type { ParameterName } from "./parameter-name.ts";
import type { ParameterAttributes, ParameterType, ParameterVersion } from "./parameter-version.ts";
import type { Secret } from "./secret.ts";
import type { Millis } from "./time.ts";

/** io-ts codec of a version number. SSM numbers versions from 1; any other whole number is stored like every other. */
export const VersionNumber = new t.Type<number>(
  "a version number",
  (input): input is number => Number.isSafeInteger(input),
  (input, context) => (Number.isSafeInteger(input) ? t.success(Number(input)) : t.failure(input, context)),
  t.identity,
);

const EVENT_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** io-ts codec of an event's id. EventBridge sends UUIDs. The characters are limited because an id is part of keys. */
export const EventId = t.refinement(
  t.string,
  (text) => EVENT_ID.test(text),
  "an event id of 1 to 64 letters, digits, dots, underscores or hyphens",
);

/** A version in a store's listing: without value and attributes. Identity: modification time and number. */
export interface VersionSummary {
  readonly _tag: "Version";
  readonly name: ParameterName;
  /** SSM's version number. Absent: the Python package stored the version, and stored no number. */
  readonly version?: number;
  /** SSM's modification time. Of a version that the Python package stored: the second of the version's event. */
  readonly modifiedAt: Millis;
  /** ARN of the user or role that made the version. */
  readonly modifiedBy?: string;
  readonly type: ParameterType;
  /** The store's own note of where the version is. Only the store understands the note. No part of the fact. */
  readonly reference?: string;
}

/** A version with value and attributes: one entry of a parameter's history in SSM. */
export interface VersionFact extends VersionSummary {
  readonly value: Secret;
  readonly attributes: ParameterAttributes;
}

/**
 * The source of a deletion. `Event`: a change event (`Delete`) or a policy action (`Expiration`). `Sweep`: a sweep did
 * not find the parameter. `Marker`: a delete marker in an S3 bucket that ssmbak did not write.
 */
export type DeletionSource =
  | { readonly _tag: "Event"; readonly eventId: string; readonly operation: "Delete" | "Expiration" }
  | { readonly _tag: "Sweep" }
  | { readonly _tag: "Marker"; readonly versionId: string };

/** The parameter was deleted. Identity: `at` with the event's id, `at` of a sweep, or the marker's version id. */
export interface Deletion {
  readonly _tag: "Deletion";
  readonly name: ParameterName;
  /**
   * Of an event: the first millisecond of the event's second. Of a sweep: the millisecond at which the sweep began to
   * look. Of a marker: the last millisecond of the second of the marker's `LastModified`.
   */
  readonly at: Millis;
  readonly source: DeletionSource;
  /**
   * Evidence: the modification time of the oldest version that somebody saw alive after learning of the deletion. The
   * deletion came before that version. The smallest evidence counts.
   */
  readonly aliveSince?: Millis;
}

/** A label was put onto a version. Identity: the event's id. */
export interface LabelChange {
  readonly _tag: "LabelChange";
  readonly name: ParameterName;
  /** The first millisecond of the event's second. */
  readonly at: Millis;
  readonly eventId: string;
  readonly label: string;
  /** Number of the version that had the label before. Absent: no version had the label. */
  readonly fromVersion?: number;
  /** Number of the version that got the label. */
  readonly toVersion: number;
}

/** One thing that is known to have happened to a parameter. Stores only add facts. */
export type Fact = VersionFact | Deletion | LabelChange;

/** A fact in a store's listing: a version comes without value and attributes. */
export type FactSummary = VersionSummary | Deletion | LabelChange;

/** Whether a fact is a version. */
export const isVersion = <F extends FactSummary>(fact: F): fact is Extract<F, { readonly _tag: "Version" }> =>
  fact._tag === "Version";

/** Whether a fact is a deletion. */
export const isDeletion = (fact: FactSummary): fact is Deletion => fact._tag === "Deletion";

/** Whether a fact is a label change. */
export const isLabelChange = (fact: FactSummary): fact is LabelChange => fact._tag === "LabelChange";

const identityOfDeletion = ({ at, source }: Deletion): string => {
  switch (source._tag) {
    case "Event":
      return `deletion ${at} ${source.eventId}`;
    case "Sweep":
      return `deletion ${at} found`;
    case "Marker":
      return `deletion marker ${source.versionId}`;
  }
};

/** The identity of a fact among the facts of its name. Two facts with the same identity are one fact. */
export const identityOf = (fact: FactSummary): string => {
  switch (fact._tag) {
    case "Version":
      return `version ${fact.modifiedAt} ${fact.version ?? "unnumbered"}`;
    case "Deletion":
      return identityOfDeletion(fact);
    case "LabelChange":
      return `label ${fact.eventId}`;
  }
};

/** The time of a fact, as far as the time is known; see `modifiedAt` and `at`. */
export const timeOf = (fact: FactSummary): Millis => (fact._tag === "Version" ? fact.modifiedAt : fact.at);

/** Orders versions by time, then by number; a version without a number comes first. */
export const compareVersions = (
  a: Pick<VersionSummary, "modifiedAt" | "version">,
  b: Pick<VersionSummary, "modifiedAt" | "version">,
): number => a.modifiedAt - b.modifiedAt || (a.version ?? -Infinity) - (b.version ?? -Infinity) || 0;

/**
 * The order in which facts are written: by time; at one time versions first, by number; then by identity. A writer that
 * dies has stored the oldest facts. So a stored version shows that the older versions are stored, too.
 */
export const compareForWriting = (a: FactSummary, b: FactSummary): number => {
  const byTime = timeOf(a) - timeOf(b) || Number(a._tag !== "Version") - Number(b._tag !== "Version");
  if (byTime !== 0) return byTime;
  if (a._tag === "Version" && b._tag === "Version") return compareVersions(a, b);
  return identityOf(a) < identityOf(b) ? -1 : Number(identityOf(a) > identityOf(b));
};

/** Makes the fact of a version that SSM returned. */
export const versionFact = (version: ParameterVersion): VersionFact => ({ _tag: "Version", ...version });

/** A fact without the value and the attributes of a version. */
export const summarize = (fact: Fact): FactSummary => {
  if (fact._tag !== "Version") return fact;
  const { value: _value, attributes: _attributes, ...summary } = fact;
  return summary;
};

/** The deletion with the evidence of both: the smaller `aliveSince` counts. */
export const mergeEvidence = (a: Deletion, b: Deletion): Deletion => {
  const aliveSince = Math.min(a.aliveSince ?? Infinity, b.aliveSince ?? Infinity);
  return Number.isFinite(aliveSince) ? { ...a, aliveSince } : a;
};
