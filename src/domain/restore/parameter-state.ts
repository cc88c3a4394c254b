import type { VersionFact } from "../model/fact.ts";
import type {
  ParameterAttributes,
  ParameterPolicy,
  ParameterTags,
  ParameterVersion,
} from "../model/parameter-version.ts";
import { type Millis, parseEventTime } from "../model/time.ts";

/** The state of a parameter at one moment. A restore brings such a state back. */
export type ParameterState = Pick<ParameterVersion, "type" | "value" | "attributes">;

/** The attributes in which two states can differ. */
export const ATTRIBUTES = [
  "value",
  "type",
  "description",
  "tier",
  "keyId",
  "dataType",
  "allowedPattern",
  "policies",
  "labels",
  "olderLabels",
  "tags",
] as const;
/** The name of an attribute of a parameter. */
export type AttributeName = (typeof ATTRIBUTES)[number];

/** An attribute in which two states differ. An absent side has no such attribute. Values appear only on request. */
export interface AttributeDifference {
  readonly attribute: AttributeName;
  readonly is?: string;
  readonly was?: string;
}

/** A state to bring back, with notes for users. */
export interface WantedState {
  readonly state: ParameterState;
  /** For people; quotes no value. */
  readonly notes: ReadonlyArray<string>;
}

const expirationOf = ({ policyType, policyText }: ParameterPolicy): Millis | undefined => {
  if (policyType !== "Expiration" || policyText === undefined) return undefined;
  const timestamp = /"Timestamp"\s*:\s*"([^"]*)"/.exec(policyText)?.[1];
  return timestamp === undefined ? undefined : parseEventTime(timestamp);
};

const without = <K extends keyof ParameterAttributes>(
  attributes: ParameterAttributes,
  key: K,
): Omit<ParameterAttributes, K> => {
  const { [key]: _left, ...others } = attributes;
  return others;
};

/** An expiration in the past would delete the restored parameter at once. */
const withoutPast = (attributes: ParameterAttributes, now: Millis): ParameterAttributes => {
  const lasting = (attributes.policies ?? []).filter((policy) => (expirationOf(policy) ?? Number.MAX_VALUE) > now);
  return lasting.length === 0 ? without(attributes, "policies") : { ...attributes, policies: lasting };
};

/** Only AWS sets tags with keys that begin with `aws:`, for example `aws:cloudformation:stack-name`. */
const isWritable = ([key]: readonly [string, string]): boolean => !/^aws:/i.test(key);

/** The tags that users may set. */
export const writableTags = (tags: ParameterTags): ParameterTags =>
  Object.fromEntries(Object.entries(tags).filter(isWritable));

/** Changes of tags, in the terms of AddTagsToResource and RemoveTagsFromResource. */
export interface TagChanges {
  readonly added: ReadonlyArray<readonly [key: string, value: string]>;
  /** Keys. */
  readonly removed: ReadonlyArray<string>;
}

/** The changes from the tags `former` to the tags `wanted`. AWS's own tags are left alone. */
export const tagChanges = (former: ParameterTags, wanted: ParameterTags): TagChanges => {
  const before = new Map(Object.entries(former).filter(isWritable));
  const after = new Map(Object.entries(wanted).filter(isWritable));
  return {
    added: [...after].filter(([key, value]) => before.get(key) !== value),
    removed: [...before.keys()].filter((key) => !after.has(key)),
  };
};

const withWritableTags = (attributes: ParameterAttributes): ParameterAttributes =>
  attributes.tags === undefined ? attributes : { ...attributes, tags: writableTags(attributes.tags) };

/** Whether a tag of AWS's own would be lacking. */
const lacksAwsTags = ({ tags = {} }: ParameterAttributes, live: ParameterState | undefined): boolean => {
  const now = new Map(Object.entries(live?.attributes.tags ?? {}));
  const isKnown = live === undefined || live.attributes.tags !== undefined;
  return isKnown && Object.entries(tags).some((tag) => !isWritable(tag) && now.get(tag[0]) !== tag[1]);
};

const AWS_TAGS = "tags of AWS's own (aws:…) can't be written and are left out";
const LEFT_AS_THEY_ARE = "stored by the Python package: only value and type are known, all else stays as it is";
const EXPIRED = "its expiration lies in the past and is left out";

/**
 * The state that a restore of a stored version brings back now. The Python package stored only value and type, and no
 * number. The other attributes of such a version come from the live parameter.
 */
export const wantedState = (stored: VersionFact, live: ParameterState | undefined, now: Millis): WantedState => {
  const isPartial = stored.version === undefined;
  const all = isPartial ? (live ?? stored).attributes : stored.attributes;
  const timely = withoutPast(all, now);
  const attributes = withWritableTags(stored.type === "SecureString" ? timely : without(timely, "keyId"));
  const isExpired = (all.policies?.length ?? 0) > (timely.policies?.length ?? 0);
  return {
    state: { type: stored.type, value: stored.value, attributes },
    notes: [
      ...(isPartial ? [LEFT_AS_THEY_ARE] : []),
      ...(isExpired ? [EXPIRED] : []),
      ...(lacksAwsTags(all, live) ? [AWS_TAGS] : []),
    ],
  };
};

const sorted = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...texts].sort();

const olderLabelsText = ({ olderLabels = {} }: ParameterAttributes): string =>
  sorted(Object.entries(olderLabels).map(([label, version]) => `${label} (version ${version})`)).join(", ");

/** An attribute as text, for display and comparison. SSM treats an empty text like no text. */
const textOf = ({ type, attributes }: ParameterState, attribute: Exclude<AttributeName, "value">): string => {
  if (attribute === "type") return type;
  if (attribute === "labels") return sorted(attributes.labels ?? []).join(", ");
  if (attribute === "olderLabels") return olderLabelsText(attributes);
  if (attribute === "tags")
    return sorted(Object.entries(writableTags(attributes.tags ?? {})).map((tag) => tag.join("="))).join(", ");
  if (attribute === "policies") return sorted((attributes.policies ?? []).map((p) => p.policyText ?? "")).join(", ");
  return attributes[attribute] ?? (attribute === "dataType" ? "text" : "");
};

const lacksLabels = (live: ParameterState, wanted: ParameterState): boolean =>
  (wanted.attributes.labels ?? []).some((label) => !(live.attributes.labels ?? []).includes(label));

/** The labels of older versions that the wanted state has and the live parameter lacks, by version number. */
export const lackingOlderLabels = (
  live: ParameterState,
  wanted: ParameterState,
): ReadonlyMap<number, ReadonlyArray<string>> => {
  const now = new Map(Object.entries(live.attributes.olderLabels ?? {}));
  const lacking = new Map<number, ReadonlyArray<string>>();
  for (const [label, version] of Object.entries(wanted.attributes.olderLabels ?? {})) {
    if (now.get(label) !== version) lacking.set(version, [...(lacking.get(version) ?? []), label]);
  }
  return lacking;
};

const differInTags = ({ attributes: { tags: live } }: ParameterState, { attributes: { tags } }: ParameterState) => {
  if (live === undefined || tags === undefined) return false;
  const { added, removed } = tagChanges(live, tags);
  return added.length + removed.length > 0;
};

/** Whether an attribute differs. An attribute that was not stored (SSM did not return the attribute) never differs. */
const differ = (attribute: AttributeName, live: ParameterState, wanted: ParameterState): boolean => {
  if (attribute === "value") return !live.value.equals(wanted.value);
  // The event of a label may have been lost. So a live label that was not known at the instant stays.
  if (attribute === "labels") return lacksLabels(live, wanted);
  if (attribute === "olderLabels") return lackingOlderLabels(live, wanted).size > 0;
  if (attribute === "tags") return differInTags(live, wanted);
  const was = textOf(wanted, attribute);
  if ((attribute === "tier" || attribute === "keyId") && was === "") return false;
  return textOf(live, attribute) !== was;
};

const side = (key: "is" | "was", text: string): object => (text === "" ? {} : { [key]: text });

const toDifference =
  (live: ParameterState, wanted: ParameterState, showValues: boolean) =>
  (attribute: AttributeName): AttributeDifference => {
    if (attribute === "value") {
      const shown = (state: ParameterState) => (showValues ? state.value.reveal() : String(state.value));
      return { attribute, is: shown(live), was: shown(wanted) };
    }
    return { attribute, ...side("is", textOf(live, attribute)), ...side("was", textOf(wanted, attribute)) };
  };

/**
 * The attributes in which `wanted` differs from `live`. Values appear only with `showValues`, and read `[redacted]`
 * otherwise.
 */
export const differencesOf = (
  live: ParameterState,
  wanted: ParameterState,
  showValues = false,
): ReadonlyArray<AttributeDifference> =>
  ATTRIBUTES.filter((attribute) => differ(attribute, live, wanted)).map(toDifference(live, wanted, showValues));

const isLabels = (attribute: AttributeName): attribute is "labels" | "olderLabels" =>
  attribute === "labels" || attribute === "olderLabels";

/** The changes from one stored state to another: like {@link differencesOf}, with new labels included. */
export const changesBetween = (
  before: ParameterState,
  after: ParameterState,
  showValues = false,
): ReadonlyArray<AttributeDifference> =>
  ATTRIBUTES.filter((attribute) =>
    isLabels(attribute) ? textOf(before, attribute) !== textOf(after, attribute) : differ(attribute, after, before),
  ).map(toDifference(after, before, showValues));

/** Whether SSM takes the wanted state only as a new parameter: no parameter goes from the advanced tier back to standard. */
export const needsRecreation = (live: ParameterState, wanted: ParameterState): boolean =>
  live.attributes.tier === "Advanced" && wanted.attributes.tier === "Standard";
