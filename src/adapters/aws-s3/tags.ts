import type { VersionFact, VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { ParameterType } from "../../domain/model/parameter-version.ts";
import { isMillis, startOfSecond } from "../../domain/model/time.ts";

/** Longest tag value that S3 takes, in characters. */
const LONGEST_VALUE = 256;

/** Characters that S3 refuses in a tag's value: all but letters, digits, spaces and `_ . : / = + - @`. */
const REFUSED = /[^\p{L}\p{N} _.:/=+\-@]/gu;

/** The part of a description that a tag can hold. The metadata has the whole description. */
const describeInTag = (description: string): string =>
  [...description.replace(REFUSED, "")].slice(0, LONGEST_VALUE).join("");

/**
 * The tags of the Python package, URL-encoded for the `Tagging` header: `ssmbakTime` (unix seconds of the version),
 * `ssmbakType`, `ssmbakDescription`.
 */
export const toTagging = ({ modifiedAt, type, attributes }: VersionFact): string => {
  const time = startOfSecond(modifiedAt) / 1_000;
  const description = describeInTag(attributes.description ?? "");
  const tags = new URLSearchParams({ ssmbakTime: String(time), ssmbakType: type });
  if (description !== "") tags.set("ssmbakDescription", description);
  // A Tagging header wants %20 where a form has a plus.
  return tags.toString().replaceAll("+", "%20");
};

/**
 * The tag of objects aside that may expire with the restore window, for lifecycle rules. Label changes lack the tag,
 * because the last change of a label is part of a parameter's state.
 */
export const EXPIRES = "ssmbakExpires=window";

/** A tag set as S3 returns it. */
export type Tags = ReadonlyMap<string, string>;

/** The description that the Python package stored in a tag. */
export const descriptionFromTags = (tags: Tags): string | undefined => tags.get("ssmbakDescription");

/** Python may have written a fraction. */
const UNIX_SECONDS = /^(\d+)(?:[.]\d+)?$/;

/** Reads an object that has only the Python package's tags; `undefined` when the tags are missing, too. */
export const summaryFromTags = (name: ParameterName, tags: Tags): VersionSummary | undefined => {
  const time = UNIX_SECONDS.exec(tags.get("ssmbakTime") ?? "")?.[1];
  const type = tags.get("ssmbakType");
  const modifiedAt = Number(time) * 1000;
  if (!isMillis(modifiedAt) || !ParameterType.is(type)) return undefined;
  return { _tag: "Version", name, modifiedAt, type };
};
