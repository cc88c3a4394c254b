import { type Deletion, EventId, type LabelChange, VersionNumber } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { isMillis, type Millis, startOfSecond } from "../../domain/model/time.ts";
import { storeUnexpected } from "../../ports/store-error.ts";
import { asidePrefix, LONGEST_KEY } from "./layout.ts";
import { StoreFailure } from "./to-store-error.ts";

/** A version beside the parameter's own object: the content of the key. */
export interface LateVersion {
  readonly _tag: "LateVersion";
  readonly modifiedAt: Millis;
  /** Absent: the Python package stored the version, without a number. */
  readonly version?: number;
  /** Tells copies of one version apart; absent for the first copy. */
  readonly copy?: string;
}

/**
 * The content of a key aside. `Evidence`: a reader who knew of the deletion saw the parameter alive. `Announcement`:
 * another delete marker follows for the deletion.
 */
export type AsideEntry =
  | { readonly _tag: "Deletion"; readonly deletion: Deletion }
  | { readonly _tag: "Evidence"; readonly deletion: Deletion; readonly aliveSince: Millis }
  | { readonly _tag: "Announcement"; readonly deletion: Deletion; readonly announcedAt: Millis }
  | { readonly _tag: "LabelChange"; readonly change: LabelChange }
  | LateVersion;

const UNNUMBERED = "unnumbered";
const NONE = "-";

const PLAIN = /[^A-Za-z0-9._-]/gu;

/** Encodes a text as a part of a key: without commas, slashes and the signs that end a name. */
const encodeText = (text: string): string =>
  text.replace(PLAIN, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );

const decodeText = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const deletionPart = ({ at, source }: Deletion): string => {
  switch (source._tag) {
    case "Event":
      return `deletion,${startOfSecond(at) / 1_000},${source.operation},${source.eventId}`;
    case "Sweep":
      return `found,${at}`;
    case "Marker":
      return `marker,${at},${encodeText(source.versionId)}`;
  }
};

const labelPart = ({ at, eventId, fromVersion, toVersion, label }: LabelChange): string =>
  `label,${startOfSecond(at) / 1_000},${eventId},${fromVersion ?? NONE},${toVersion},${encodeText(label)}`;

const versionPart = ({ modifiedAt, version, copy }: LateVersion): string =>
  ["version", modifiedAt, version ?? UNNUMBERED, ...(copy === undefined ? [] : [copy])].join(",");

const partOf = (entry: AsideEntry): string => {
  switch (entry._tag) {
    case "Deletion":
      return deletionPart(entry.deletion);
    case "Evidence":
      return `alive,${deletionPart(entry.deletion)},${entry.aliveSince}`;
    case "Announcement":
      return `again,${deletionPart(entry.deletion)},${entry.announcedAt}`;
    case "LabelChange":
      return labelPart(entry.change);
    case "LateVersion":
      return versionPart(entry);
  }
};

const toSource = (
  kind: string,
  [operation = "", eventId = ""]: ReadonlyArray<string>,
): Deletion["source"] | undefined => {
  if (kind === "found") return { _tag: "Sweep" };
  if (kind === "marker") {
    const versionId = decodeText(operation);
    return versionId === undefined ? undefined : { _tag: "Marker", versionId };
  }
  const isKnown = operation === "Delete" || operation === "Expiration";
  return isKnown && EventId.is(eventId) ? { _tag: "Event", eventId, operation } : undefined;
};

const toDeletion = (name: ParameterName, [kind = "", time, ...rest]: ReadonlyArray<string>): Deletion | undefined => {
  const at = Number(time) * (kind === "deletion" ? 1_000 : 1);
  const source = toSource(kind, rest);
  return source !== undefined && isMillis(at) ? { _tag: "Deletion", name, at, source } : undefined;
};

/** The deletion and the time in the key of evidence, or of an announcement. */
const toTimedDeletion = (name: ParameterName, fields: ReadonlyArray<string>) => {
  const deletion = toDeletion(name, fields.slice(1, -1));
  const time = Number(fields.at(-1));
  return deletion !== undefined && isMillis(time) ? { deletion, time } : undefined;
};

const toEvidence = (name: ParameterName, fields: ReadonlyArray<string>): AsideEntry | undefined => {
  const told = toTimedDeletion(name, fields);
  return told && { _tag: "Evidence", deletion: told.deletion, aliveSince: told.time };
};

const toAnnouncement = (name: ParameterName, fields: ReadonlyArray<string>): AsideEntry | undefined => {
  const told = toTimedDeletion(name, fields);
  return told && { _tag: "Announcement", deletion: told.deletion, announcedAt: told.time };
};

const toLabelChange = (name: ParameterName, fields: ReadonlyArray<string>): AsideEntry | undefined => {
  const [, second, eventId, from, to, text = ""] = fields;
  const [at, toVersion, fromVersion] = [Number(second) * 1_000, Number(to), Number(from)];
  const label = decodeText(text);
  if (label === undefined || !EventId.is(eventId) || !isMillis(at) || !VersionNumber.is(toVersion)) return undefined;
  if (from !== NONE && !VersionNumber.is(fromVersion)) return undefined;
  const move = { label, toVersion, ...(from === NONE ? {} : { fromVersion }) };
  return { _tag: "LabelChange", change: { _tag: "LabelChange", name, at, eventId, ...move } };
};

const toLateVersion = ([, time, number, copy]: ReadonlyArray<string>): AsideEntry | undefined => {
  const [modifiedAt, version] = [Number(time), Number(number)];
  if (!isMillis(modifiedAt) || (number !== UNNUMBERED && !VersionNumber.is(version))) return undefined;
  return {
    _tag: "LateVersion",
    modifiedAt,
    ...(number === UNNUMBERED ? {} : { version }),
    ...(copy === undefined ? {} : { copy }),
  };
};

const toEntry = (name: ParameterName, fields: ReadonlyArray<string>): AsideEntry | undefined => {
  switch (fields[0]) {
    case "alive":
      return toEvidence(name, fields);
    case "again":
      return toAnnouncement(name, fields);
    case "label":
      return toLabelChange(name, fields);
    case "version":
      return toLateVersion(fields);
    default: {
      const deletion = toDeletion(name, fields);
      return deletion === undefined ? undefined : { _tag: "Deletion", deletion };
    }
  }
};

/** Reads the key of a fact beside the parameter `name`. `undefined` for a key that {@link asideKey} can't have made. */
export const parseAsideKey = (name: ParameterName, key: string): AsideEntry | undefined => {
  const prefix = asidePrefix(name);
  if (!key.startsWith(prefix)) return undefined;
  const part = key.slice(prefix.length);
  const entry = toEntry(name, part.split(","));
  // A fact has one key. A key with another spelling of a number or a text is not from ssmbak.
  return entry !== undefined && partOf(entry) === part ? entry : undefined;
};

/** Whether UTF-8 can hold the texts of an entry: a half character would come back changed. */
const isWritable = (entry: AsideEntry): boolean => {
  if (entry._tag === "LateVersion") return true;
  if (entry._tag === "LabelChange") return entry.change.label.isWellFormed();
  return entry.deletion.source._tag !== "Marker" || entry.deletion.source.versionId.isWellFormed();
};

/**
 * Makes the key of a fact beside the parameter `name`. The key holds the whole fact: a listing is enough to read every
 * deletion and label change. Throws a `StoreUnexpected` failure for a fact that no key can hold: labels have up to 100
 * characters (Systems Manager User Guide, "labels"), version ids of AWS 32.
 */
export const asideKey = (name: ParameterName, entry: AsideEntry): string => {
  const key = `${asidePrefix(name)}${partOf(entry)}`;
  const isReadable = isWritable(entry) && parseAsideKey(name, key) !== undefined;
  if (isReadable && key.length <= LONGEST_KEY) return key;
  throw new StoreFailure(storeUnexpected("a time, an id or a label is not one that a key in S3 can hold"));
};
