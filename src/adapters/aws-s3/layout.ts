import { createHash } from "node:crypto";
import { isStorableName, type ParameterName } from "../../domain/model/parameter-name.ts";

/** Prefix of attributes that don't fit into metadata. Keys of parameters begin with a slash, so no parameter lies below. */
const COMPANIONS = "ssmbak/attributes/";

/** Prefix of facts that stand beside the versions of a parameter's own object. */
const ASIDE = "ssmbak/aside";

/** Key of the object with the bucket's owner. */
export const OWNER_KEY = "ssmbak/owner";

/** The longest key that S3 takes, in bytes (S3 User Guide, "Naming Amazon S3 objects"). */
export const LONGEST_KEY = 1_024;

/** The rest of a key takes up to 225 bytes (a label change with the longest label), and a hash of the name 65. */
const LONGEST_NAME_ASIDE = 720;

/** Ends the name in a key. Sorts before every character of a name, so facts aside sort like the parameters. */
const END_OF_NAME = "!";

/** Precedes the hash of a long name. */
const HASH = "~";

/** The SHA-256 of a text in hexadecimal digits. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The key of the attributes document `json`: a hash of the content, so equal documents are stored once. */
export const companionKey = (json: string): string => `${COMPANIONS}${sha256(json)}.json`;

const COMPANION_KEY = /^ssmbak\/attributes\/[0-9a-f]{64}[.]json$/;

/** Whether {@link companionKey} can have made a key. */
export const isCompanionKey = (key: string): boolean => COMPANION_KEY.test(key);

/** Whether the keys aside hold a hash in place of the end of this name. */
export const isLongName = (name: ParameterName): boolean => name.length > LONGEST_NAME_ASIDE;

/** The common beginning of the keys of all facts beside one parameter. */
export const asidePrefix = (name: ParameterName): string =>
  isLongName(name)
    ? `${ASIDE}${name.slice(0, LONGEST_NAME_ASIDE)}${HASH}${sha256(name)}${END_OF_NAME}`
    : `${ASIDE}${name}${END_OF_NAME}`;

/** The common beginning of the keys beside all parameters with names that begin with `prefix`. */
export const asidePrefixOf = (prefix: string): string => `${ASIDE}${prefix}`;

/** The name in the key of a fact aside; `undefined` for a key with a hash, and for other keys. */
export const nameOfAsideKey = (key: string): ParameterName | undefined => {
  const end = key.indexOf(END_OF_NAME);
  if (!key.startsWith(`${ASIDE}/`) || end < 0) return undefined;
  const name = key.slice(ASIDE.length, end);
  return isStorableName(name) && !isLongName(name) ? name : undefined;
};
