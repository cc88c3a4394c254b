import { format, inspect } from "node:util";

/** Everything that somebody may print of a thing without thinking. */
export const everyFormOf = (thing: unknown): string =>
  [
    String(thing),
    JSON.stringify(thing),
    inspect(thing, { depth: null, showHidden: true, getters: true }),
    format("%s %o %O %j", thing, thing, thing, thing),
    thing instanceof Error ? thing.stack : "",
  ].join("\n");

/** A place in a document: the keys that lead there. */
export type Place = ReadonlyArray<string>;

const isBranch = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === "object" && input !== null;

/** Every place in a JSON document, its root included. */
export const placesIn = (document: unknown): ReadonlyArray<Place> => [
  [],
  ...(isBranch(document)
    ? Object.entries(document).flatMap(([key, part]) => placesIn(part).map((place) => [key, ...place]))
    : []),
];

/** The document with something else in one place. */
export const withAt = (document: unknown, [key, ...rest]: Place, replacement: unknown): unknown => {
  if (key === undefined) return replacement;
  if (!isBranch(document)) throw new Error("there is no such place");
  const part = withAt(document[key], rest, replacement);
  return Array.isArray(document) ? document.with(Number(key), part) : { ...document, [key]: part };
};
