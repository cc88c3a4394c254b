import { createHash } from "node:crypto";
import {
  type DeletionCause,
  LabelTime,
  type Position,
  type Tombstone,
  VersionNumber,
} from "../../domain/model/backup-record.ts";
import { isKeptName, type ParameterName } from "../../domain/model/parameter-name.ts";
import { isMillis, type Millis } from "../../domain/model/time.ts";

/** Prefix of attributes that don't fit into an object's metadata. No parameter's key can begin with it: no slash. */
const COMPANIONS = "ssmbak/attributes/";

/** Prefix of records that stand beside the versions of a parameter's own object: tombstones, late versions, relabellings. */
const ASIDE = "ssmbak/aside";

/** S3's limit is 1,024 bytes a key; what follows the name takes up to 120 with the hash. */
const LONGEST_NAME_ASIDE = 840;

/** Ends the name; sorts before every character of a name, so that listings here and of the parameters agree. */
const END_OF_NAME = "!";

/** Stands before the hash of a name that is too long. */
const HASH = "~";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Where the attributes document `json` lies: content-addressed, so that equal ones are kept once. */
export const companionKey = (json: string): string => `${COMPANIONS}${sha256(json)}.json`;

const COMPANION_KEY = /^ssmbak\/attributes\/[0-9a-f]{64}[.]json$/;

/** Whether {@link companionKey} can have made this key. */
export const isCompanionKey = (key: string): boolean => COMPANION_KEY.test(key);

/** Whether the records beside this parameter have a key that does not hold its whole name. */
export const isLongName = (name: ParameterName): boolean => name.length > LONGEST_NAME_ASIDE;

/** What the keys of all records beside one parameter begin with. */
export const asidePrefix = (name: ParameterName): string =>
  isLongName(name)
    ? `${ASIDE}${name.slice(0, LONGEST_NAME_ASIDE)}${HASH}${sha256(name)}${END_OF_NAME}`
    : `${ASIDE}${name}${END_OF_NAME}`;

/** What the keys of all records beside the parameters whose names begin with `prefix` begin with. */
export const asidePrefixOf = (prefix: string): string => `${ASIDE}${prefix}`;

/** A record beside a parameter's own object, as its key tells. */
export type AsideEntry =
  | { readonly _tag: "Deletion"; readonly tombstone: Tombstone }
  | { readonly _tag: "LateVersion"; readonly key: string; readonly modifiedAt: number; readonly version: number }
  | ({ readonly _tag: "Relabelling"; readonly key: string } & RelabellingPlace);

/** What the key of a relabelling tells: which one it is, and where it stands. */
export type RelabellingPlace = Position & {
  readonly labelledAt: Millis;
  readonly modifiedAt: Millis;
  readonly version: number;
};

const PLAIN_ID = /^[a-zA-Z0-9-]{1,40}$/;

/** Key of a tombstone: all of it is in the key, so that a listing tells every deletion. */
export const tombstoneKey = ({ name, deletedAt, at, rank, cause, announcedBy }: Tombstone): string => {
  const id = announcedBy !== undefined && PLAIN_ID.test(announcedBy.eventId) ? `,${announcedBy.eventId}` : "";
  return `${asidePrefix(name)}deletion,${deletedAt / 1000},${at},${rank},${cause}${id}`;
};

/** Key of a version that is older than the parameter's newest record when it is written. */
export const lateVersionKey = (name: ParameterName, modifiedAt: number, version: number): string =>
  `${asidePrefix(name)}version,${modifiedAt},${version}`;

const DELETION = /^deletion,(-?\d+),(-?\d+),(-1|\d{1,9}),(Delete|Expiration|Unknown|Discovered)(?:,([a-zA-Z0-9-]+))?$/;

/** Key of a relabelling: its identity and its position, so that a listing tells which one is the newest at an instant. */
export const relabellingKey = (
  name: ParameterName,
  { labelledAt, at, rank, modifiedAt, version }: RelabellingPlace,
): string => `${asidePrefix(name)}labels,${labelledAt},${at},${rank},${modifiedAt},${version}`;

const LATE_VERSION = /^version,(-?\d+),(\d+)$/;
const RELABELLING = /^labels,(\d+),(-?\d+),(-1|\d{1,9}),(-?\d+),(\d+)$/;

const toDeletion = (name: ParameterName, match: RegExpExecArray): AsideEntry | undefined => {
  const deletedAt = Number(match[1]) * 1000;
  const eventId = match[5];
  const position: Position = { at: Number(match[2]), rank: Number(match[3]) };
  const tombstone: Tombstone = {
    _tag: "Tombstone",
    name,
    deletedAt,
    ...position,
    cause: match[4] as DeletionCause,
    ...(eventId === undefined ? {} : { announcedBy: { eventId, time: deletedAt } }),
  };
  return isMillis(deletedAt) && isMillis(position.at) ? { _tag: "Deletion", tombstone } : undefined;
};

const toLateVersion = (key: string, match: RegExpExecArray): AsideEntry | undefined => {
  const [modifiedAt, version] = [Number(match[1]), Number(match[2])];
  return isMillis(modifiedAt) ? { _tag: "LateVersion", key, modifiedAt, version } : undefined;
};

const toRelabelling = (key: string, match: RegExpExecArray): AsideEntry | undefined => {
  const [labelledAt = 0, at = 0, rank = 0, modifiedAt = 0, version = 0] = match.slice(1).map(Number);
  const place: RelabellingPlace = { labelledAt, at, rank, modifiedAt, version };
  return LabelTime.is(labelledAt) && [at, modifiedAt].every(isMillis) && VersionNumber.is(version)
    ? { _tag: "Relabelling", key, ...place }
    : undefined;
};

/** Reads the key of a record beside the parameter `name`; `undefined` when it is none of ours. */
export const parseAsideKey = (name: ParameterName, key: string): AsideEntry | undefined => {
  const prefix = asidePrefix(name);
  if (!key.startsWith(prefix)) return undefined;
  const rest = key.slice(prefix.length);
  const deletion = DELETION.exec(rest);
  if (deletion !== null) return toDeletion(name, deletion);
  const relabelling = RELABELLING.exec(rest);
  if (relabelling !== null) return toRelabelling(key, relabelling);
  const late = LATE_VERSION.exec(rest);
  return late === null ? undefined : toLateVersion(key, late);
};

/** The name that a record stands beside; `undefined` for a key with a hash in it, and for one that is not ours. */
export const nameOfAsideKey = (key: string): ParameterName | undefined => {
  const end = key.indexOf(END_OF_NAME);
  if (!key.startsWith(`${ASIDE}/`) || end < 0 || key.includes(HASH)) return undefined;
  const name = key.slice(ASIDE.length, end);
  return isKeptName(name) ? name : undefined;
};
