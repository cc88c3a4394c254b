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

/** io-ts codec of an event's id: EventBridge sends UUIDs, and an id is part of keys, so its characters are limited. */
export const EventId = t.refinement(
  t.string,
  (text) => EVENT_ID.test(text),
  "an event id of 1 to 64 letters, digits, dots, underscores or hyphens",
);

/** A version as a store lists it: without its value and its attributes. Identity: modification time and number. */
export interface VersionSummary {
  readonly _tag: "Version";
  readonly name: ParameterName;
  /** SSM's version number. Absent: the Python package stored the version, and it stored no number. */
  readonly version?: number;
  /** SSM's modification time. Of a version that the Python package stored: the second of its event. */
  readonly modifiedAt: Millis;
  /** ARN of who made the version. */
  readonly modifiedBy?: string;
  readonly type: ParameterType;
  /** Where the store has the version, in a form that only the store understands. No part of the fact. */
  readonly reference?: string;
}

/** A version with its value and its attributes: one entry of a parameter's history in SSM. */
export interface VersionFact extends VersionSummary {
  readonly value: Secret;
  readonly attributes: ParameterAttributes;
}

/**
 * Who says that a parameter was deleted. `Event`: a change event (`Delete`), or a policy action (`Expiration`). `Sweep`:
 * a sweep found the parameter gone. `Marker`: a delete marker in an S3 bucket that ssmbak did not write.
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
   * Of an event: the first millisecond of its second. Of a sweep: the millisecond at which the sweep began to look. Of a
   * marker: the last millisecond of the second in which S3 says that the marker was written.
   */
  readonly at: Millis;
  readonly source: DeletionSource;
  /**
   * Evidence: the modification time of the oldest version that somebody who knew of the deletion saw alive. The deletion
   * came before that version. Of several the smallest counts.
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

/** One thing that is known to have happened to a parameter. Facts are only ever added. */
export type Fact = VersionFact | Deletion | LabelChange;

/** A fact as a store lists it: a version without its value and its attributes. */
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

/** What tells a fact from every other fact of its name. Two facts with the same identity are one fact. */
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

/** When a fact happened, as far as that is known; see `modifiedAt` and `at`. */
export const timeOf = (fact: FactSummary): Millis => (fact._tag === "Version" ? fact.modifiedAt : fact.at);

/** Orders versions by time, then by number; a version without a number comes first. */
export const compareVersions = (
  a: Pick<VersionSummary, "modifiedAt" | "version">,
  b: Pick<VersionSummary, "modifiedAt" | "version">,
): number => a.modifiedAt - b.modifiedAt || (a.version ?? -Infinity) - (b.version ?? -Infinity) || 0;

/**
 * The order in which facts are written: by time; of one time versions first, by number; then by identity. A writer that
 * dies has then stored the oldest facts, and whoever finds a version stored knows that the older ones are.
 */
export const compareForWriting = (a: FactSummary, b: FactSummary): number => {
  const byTime = timeOf(a) - timeOf(b) || Number(a._tag !== "Version") - Number(b._tag !== "Version");
  if (byTime !== 0) return byTime;
  if (a._tag === "Version" && b._tag === "Version") return compareVersions(a, b);
  return identityOf(a) < identityOf(b) ? -1 : Number(identityOf(a) > identityOf(b));
};

/** Makes the fact of a version as SSM tells of it. */
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
