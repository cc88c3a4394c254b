import type { ParameterTags } from "../../domain/model/parameter-version.ts";
import { ParameterStoreError, validationError } from "./parameter-store-error.ts";

/** How many tags a parameter may have (AWS Systems Manager API Reference, `AddTagsToResource`). */
export const MAX_TAGS = 50;

const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** The tags of a PutParameter request, by key. */
export const byKey = (tags: ReadonlyArray<{ readonly key: string; readonly value: string }>): ParameterTags =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

/** Throws `ValidationException` for tags that SSM does not take (API Reference, `Tag`): AWS's own are only AWS's to set. */
export const checkTags = (tags: ParameterTags): void => {
  for (const [key, value] of Object.entries(tags)) {
    if (/^aws:/i.test(key)) throw validationError("Tag keys that begin with aws: are reserved for AWS.");
    if (!KEY.test(key)) throw validationError("Tag key: 1 to 128 letters, digits, spaces and _.:/=+-@.");
    if (!VALUE.test(value)) throw validationError("Tag value: at most 256 letters, digits, spaces and _.:/=+-@.");
  }
};

/** Adds tags and answers all tags. Throws `TooManyTagsError`, or `ValidationException` for a tag that SSM refuses. */
export const addTags = (before: ParameterTags, tags: ParameterTags): ParameterTags => {
  const after = { ...before, ...tags };
  checkTags(tags);
  if (Object.keys(after).length <= MAX_TAGS) return after;
  throw new ParameterStoreError("TooManyTagsError", `A parameter can have at most ${MAX_TAGS} tags.`);
};

/** Removes the tags with some keys and answers the other tags. Throws `ValidationException` for a key that SSM refuses. */
export const removeTags = (before: ParameterTags, keys: ReadonlyArray<string>): ParameterTags => {
  checkTags(Object.fromEntries(keys.map((key) => [key, ""])));
  return Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key)));
};
