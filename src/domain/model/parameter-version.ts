import * as t from "io-ts";
import type { ParameterName } from "./parameter-name.ts";
import type { Scope } from "./scope.ts";
import type { Secret } from "./secret.ts";
import type { Millis } from "./time.ts";

/** The three types of a parameter. */
export const ParameterType = t.keyof({ String: null, StringList: null, SecureString: null });
export type ParameterType = t.TypeOf<typeof ParameterType>;

/** A parameter policy as SSM's history returns it (`ParameterInlinePolicy`); each field may be missing there. */
export const ParameterPolicy = t.partial(
  { policyText: t.string, policyType: t.string, policyStatus: t.string },
  "ParameterPolicy",
);
export type ParameterPolicy = Readonly<t.TypeOf<typeof ParameterPolicy>>;

/** The tags of a parameter by key. */
export const ParameterTags = t.record(t.string, t.string, "ParameterTags");
export type ParameterTags = Readonly<t.TypeOf<typeof ParameterTags>>;

/**
 * What SSM keeps with a version besides its value, as `GetParameterHistory` returns it. An attribute that SSM did
 * not return is absent here; an empty description is not the same as none. Open vocabularies of AWS (tier, data type)
 * stay strings, so that a new one is kept, not refused.
 */
export const ParameterAttributes = t.partial(
  {
    description: t.string,
    /** `Standard`, `Advanced` or `Intelligent-Tiering`. */
    tier: t.string,
    /** The KMS key of a SecureString, as SSM names it (id, ARN or alias). */
    keyId: t.string,
    /** `text`, `aws:ec2:image`, `aws:ssm:integration`, … */
    dataType: t.string,
    /** Regular expression that SSM checks new values against. */
    allowedPattern: t.string,
    policies: t.readonlyArray(ParameterPolicy),
    /** Labels that were on this version when it was read. */
    labels: t.readonlyArray(t.string),
    /**
     * Labels that were on older versions of the parameter when this one was read as its newest, and those versions'
     * numbers. `{}`: there were none. Absent: they are not known.
     */
    olderLabels: t.record(t.string, t.number, "labels with version numbers"),
    /**
     * Tags that the parameter had when this version was stored as its newest one. SSM has them with the parameter, not
     * with a version. `{}`: there were none. Absent: they are not known.
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
  /** SSM's `LastModifiedUser`: the ARN of who made this version. */
  readonly modifiedBy?: string;
  readonly type: ParameterType;
  readonly value: Secret;
  readonly attributes: ParameterAttributes;
}

/** A parameter that exists now, as a listing tells of it: its newest version, without value and attributes. */
export interface ListedParameter extends Pick<ParameterVersion, "name" | "version" | "modifiedAt" | "type"> {
  /** The account and region of the parameter. Absent: unknown. */
  readonly owner?: Scope;
}

/** The versions of a parameter that exists, as SSM has them now: oldest first, at most 100, never empty. */
export type LiveHistory = readonly [ParameterVersion, ...ParameterVersion[]];

/** Whether two are one version of one parameter: numbers begin anew with each incarnation, times do not. */
export const isSameVersion = (
  a: { readonly version?: number; readonly modifiedAt: Millis },
  b: { readonly version?: number; readonly modifiedAt: Millis },
): boolean => a.version === b.version && a.modifiedAt === b.modifiedAt;

/** The newest version of a history. */
export const newestOf = (versions: LiveHistory): ParameterVersion => versions.at(-1) ?? versions[0];
