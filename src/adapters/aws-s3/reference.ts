import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { decodeJson } from "./decode-json.ts";
import { asidePrefix } from "./layout.ts";
import type { Location } from "./s3-object.ts";

/** Key and version id of each copy. The longer form comes first, because the codec of the shorter form takes both. */
const Reference = t.array(t.union([t.tuple([t.string, t.string]), t.tuple([t.string])]));

/** Writes the places of the copies of one version as text. */
export const toReference = (locations: ReadonlyArray<Location>): string =>
  JSON.stringify(locations.map(({ key, versionId }) => (versionId === undefined ? [key] : [key, versionId])));

/** Reads a text of {@link toReference}. Empty for any other text, and for keys of other parameters. */
export const fromReference = (name: ParameterName, reference: string | undefined): ReadonlyArray<Location> => {
  const decoded = decodeJson(Reference, reference ?? "");
  if (E.isLeft(decoded)) return [];
  const isOwn = ([key]: readonly [string, string?]): boolean => key === name || key.startsWith(asidePrefix(name));
  if (!decoded.right.every(isOwn)) return [];
  return decoded.right.map(([key, versionId]) => (versionId === undefined ? { key } : { key, versionId }));
};
