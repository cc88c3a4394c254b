import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { decodeJson } from "./decode-json.ts";
import { asidePrefix } from "./layout.ts";
import type { Location } from "./s3-object.ts";

/** Each copy: its key, and the id of the object's version. The longer form comes first: the shorter fits it, too. */
const Reference = t.array(t.union([t.tuple([t.string, t.string]), t.tuple([t.string])]));

/** Where the copies of one version are, as text. */
export const toReference = (locations: ReadonlyArray<Location>): string =>
  JSON.stringify(locations.map(({ key, versionId }) => (versionId === undefined ? [key] : [key, versionId])));

/** Reads what {@link toReference} wrote; empty for any other text, and for keys that are not the parameter's. */
export const fromReference = (name: ParameterName, reference: string | undefined): ReadonlyArray<Location> => {
  const decoded = decodeJson(Reference, reference ?? "");
  if (E.isLeft(decoded)) return [];
  const isOwn = ([key]: readonly [string, string?]): boolean => key === name || key.startsWith(asidePrefix(name));
  if (!decoded.right.every(isOwn)) return [];
  return decoded.right.map(([key, versionId]) => (versionId === undefined ? { key } : { key, versionId }));
};
