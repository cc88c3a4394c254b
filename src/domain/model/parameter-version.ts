import * as t from "io-ts";
import type { ParameterName } from "./parameter-name.ts";
import type { Scope } from "./scope.ts";
import type { Secret } from "./secret.ts";
import type { Millis } from "./time.ts";

/** The three types of a parameter. */
export const ParameterType = t.keyof({ String: null, StringList: null, SecureString: null });
export type ParameterType = t.TypeOf<typeof ParameterType>;

/**
 * A parameter policy as `GetParameterHistory` returns the policy (`ParameterInlinePolicy`). Any field may be missing.
 */
export const ParameterPolicy = t.partial(
  { policyText: t.string, policyType: t.string, policyStatus: t.string },
  "ParameterPolicy",
);
export type ParameterPolicy = Readonly<t.TypeOf<typeof ParameterPolicy>>;

/** The tags of a parameter by key. */
export const ParameterTags = t.record(t.string, t.string, "ParameterTags");
export type ParameterTags = Readonly<t.TypeOf<typeof ParameterTags>>;

/**
 * The attributes of a version beside the value, as `GetParameterHistory` returns them. An attribute that SSM did not
 * return is absent. An empty description differs from no description. Tier and data type stay strings, so that new
 * words of AWS are stored and not refused.
 */
export const ParameterAttributes = t.partial(
  {
    description: t.string,
    /** `Standard`, `Advanced` or `Intelligent-Tiering`. */
    tier: t.string,
    /** The KMS key of a SecureString in SSM's words (id, ARN or alias). */
    keyId: t.string,
    /** `text`, `aws:ec2:image`, `aws:ssm:integration`, … */
    dataType: t.string,
    /** Regular expression for new values; SSM refuses other values. */
    allowedPattern: t.string,
    policies: t.readonlyArray(ParameterPolicy),
    /** Labels on this version when the version was read. */
    labels: t.readonlyArray(t.string),
    /**
     * Labels on older versions of the parameter, with the numbers of the older versions. Read when this version was the
     * newest. `{}`: no older version had a label. Absent: the labels are not known.
     */
    olderLabels: t.record(t.string, t.number, "labels with version numbers"),
    /**
     * Tags of the parameter when this version was stored as the newest version. SSM tags a parameter, not a version.
     * `{}`: the parameter had no tags. Absent: the tags are not known.
     */
    tags: ParameterTags,
  },
  "ParameterAttributes",
);
export type ParameterAttributes = Readonly<t.TypeOf<typeof ParameterAttributes>>;

/** One entry of a parameter's history in SSM. */
export interface ParameterVersion {
  readonly name: ParameterName;
  /** 1 for the first version, and again 1 after the parameter was deleted and re-created. */
  readonly version: number;
  /** SSM's `LastModifiedDate` of this version. */
  readonly modifiedAt: Millis;
  /** SSM's `LastModifiedUser`: the ARN of the user or role that made the version. */
  readonly modifiedBy?: string;
  readonly type: ParameterType;
  readonly value: Secret;
  readonly attributes: ParameterAttributes;
}

/** An existing parameter in a listing: the newest version, without value and attributes. */
export interface ListedParameter extends Pick<ParameterVersion, "name" | "version" | "modifiedAt" | "type"> {
  /** The account and region of the parameter. Absent: unknown. */
  readonly owner?: Scope;
}

/** The versions of an existing parameter, as SSM has the versions now: oldest first, at most 100, never empty. */
export type LiveHistory = readonly [ParameterVersion, ...ParameterVersion[]];

/**
 * Whether two versions of one parameter are the same. Every incarnation starts again at number 1, so the time is
 * compared, too.
 */
export const isSameVersion = (
  a: { readonly version?: number; readonly modifiedAt: Millis },
  b: { readonly version?: number; readonly modifiedAt: Millis },
): boolean => a.version === b.version && a.modifiedAt === b.modifiedAt;

/** The newest version of a history. */
export const newestOf = (versions: LiveHistory): ParameterVersion => versions.at(-1) ?? versions[0];
