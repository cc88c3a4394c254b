import * as E from "fp-ts/lib/Either.js";
import { MAX_NAME_DEPTH, type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import {
  type ParameterAttributes,
  type ParameterPolicy,
  ParameterType,
  type ParameterVersion,
} from "../../domain/model/parameter-version.ts";
import { Secret } from "../../domain/model/secret.ts";
import { parsePolicies } from "./parameter-policies.ts";
import { ParameterStoreError, validationError } from "./parameter-store-error.ts";
import { byKey, checkTags, MAX_TAGS } from "./parameter-tags.ts";

/** The request of PutParameter, in camelCase. As in AWS, fields are plain strings, so that tests can send wrong texts. */
export interface PutParameterInput {
  /** The name with the path (`/app/db`). A top-level parameter may lack the slash: `foo` is `/foo`. */
  readonly name: string;
  readonly value: string;
  /** Needed when the parameter is created. An overwrite without a type leaves the type. */
  readonly type?: string;
  /** At most 1,024 characters. An overwrite without a description leaves the description. */
  readonly description?: string;
  /** Only with SecureString. Default: the account's own key, `alias/aws/ssm`. An overwrite without a key leaves the key. */
  readonly keyId?: string;
  /** Default: false, and then an existing parameter is refused. */
  readonly overwrite?: boolean;
  /** A regular expression for values; `""` removes the pattern. An overwrite without a pattern leaves the pattern. */
  readonly allowedPattern?: string;
  /** `Standard` (default), `Advanced` or `Intelligent-Tiering`. An overwrite without a tier leaves the tier. */
  readonly tier?: string;
  /** The JSON text of an array of policies. Policies stay until replaced; `[{}]` removes all policies. Advanced only. */
  readonly policies?: string;
  /** Default: `text`. An overwrite without a data type leaves the data type. */
  readonly dataType?: string;
  /** Refused together with `overwrite`. Tags belong to the parameter, not to a version. */
  readonly tags?: ReadonlyArray<{ readonly key: string; readonly value: string }>;
}

/** The longest ARN of a parameter: SSM counts the ARN's prefix as part of the name (`PutParameter`, `Name`). */
const MAX_ARN_LENGTH = 1011;
const MAX_DESCRIPTION_LENGTH = 1024;
const MAX_PATTERN_LENGTH = 1024;
const STANDARD_BYTES = 4096;
const ADVANCED_BYTES = 8192;
const DEFAULT_KEY = "alias/aws/ssm";

/** Reads the name of an existing parameter, in either spelling. `ValidationException` for text that can't be a name. */
export const readName = (text: string): ParameterName => {
  const trimmed = text.trim();
  const parsed = parseParameterName(trimmed);
  if (E.isLeft(parsed) || isUnqualified(trimmed))
    throw validationError("Parameter name: must be a fully qualified name.");
  return parsed.right;
};

const isUnqualified = (name: string): boolean => name.includes("/") && !name.startsWith("/");

const depthOf = (name: string): number => name.split("/").filter((segment) => segment !== "").length;

/**
 * Reads the name of a parameter to be put. Throws `HierarchyLevelLimitExceededException` for more than 15 levels.
 * Throws `ValidationException` for every other name that SSM refuses, such as a name with the reserved prefixes `aws` and
 * `ssm`, or a path without the leading slash.
 */
export const readNameToPut = (text: string, arnOf: (name: ParameterName) => string): ParameterName => {
  if (depthOf(text) > MAX_NAME_DEPTH) {
    throw new ParameterStoreError(
      "HierarchyLevelLimitExceededException",
      `A hierarchy can have at most ${MAX_NAME_DEPTH} levels.`,
    );
  }
  const name = readName(text);
  if (/^\/(aws|ssm)/i.test(name)) throw validationError('Parameter name: can\'t be prefixed with "aws" or "ssm".');
  if (arnOf(name).length > MAX_ARN_LENGTH) {
    throw validationError(`Parameter name: at most ${MAX_ARN_LENGTH} characters, counted with its ARN.`);
  }
  return name;
};

const checkTagsToPut = ({ tags = [], overwrite = false }: PutParameterInput): void => {
  if (tags.length === 0) return;
  if (overwrite) throw validationError("Tags and overwrite can't be used together.");
  if (tags.length > MAX_TAGS) throw validationError(`At most ${MAX_TAGS} tags are allowed.`);
  checkTags(byKey(tags));
};

const checkValue = (value: string): void => {
  if (value === "") throw validationError("Parameter value: must not be empty.");
  if (/\{\{.*?\}\}/s.test(value)) throw validationError("Parameter value: can't nest another parameter with {{}}.");
};

const compile = (pattern: string): RegExp => {
  try {
    if (pattern.length <= MAX_PATTERN_LENGTH) return new RegExp(pattern);
  } catch {
    // An invalid pattern gets the error of a pattern that is too long.
  }
  throw new ParameterStoreError(
    "InvalidAllowedPatternException",
    `The allowed pattern must be a regular expression of at most ${MAX_PATTERN_LENGTH} characters.`,
  );
};

const checkPattern = (pattern: string | undefined, value: string): void => {
  if (pattern === undefined || compile(pattern).test(value)) return;
  throw new ParameterStoreError(
    "ParameterPatternMismatchException",
    "The parameter value doesn't match the allowed pattern.",
  );
};

const typeOf = (input: PutParameterInput, current: ParameterVersion | undefined): ParameterType => {
  const type = input.type ?? current?.type;
  if (type === undefined) throw validationError("A parameter type is required when you create a parameter.");
  if (ParameterType.is(type)) return type;
  throw new ParameterStoreError("UnsupportedParameterType", "The type must be String, StringList or SecureString.");
};

const keyOf = (input: PutParameterInput, type: ParameterType, current?: ParameterAttributes): string | undefined => {
  if (type === "SecureString") return input.keyId ?? current?.keyId ?? DEFAULT_KEY;
  if (input.keyId !== undefined) throw validationError("KeyId goes with SecureString only.");
  return undefined;
};

const descriptionOf = (input: PutParameterInput, current?: ParameterAttributes): string | undefined => {
  const description = input.description ?? current?.description;
  if (description !== undefined && description.length > MAX_DESCRIPTION_LENGTH) {
    throw validationError(`Description: at most ${MAX_DESCRIPTION_LENGTH} characters.`);
  }
  return description;
};

const dataTypeOf = (input: PutParameterInput, type: ParameterType, current?: ParameterAttributes): string => {
  const dataType = input.dataType ?? current?.dataType ?? "text";
  if (!/^(text|aws:[a-z0-9-]+:[a-z0-9-]+)$/.test(dataType)) throw validationError("The data type is not supported.");
  if (dataType === "aws:ec2:image" && !(type === "String" && /^ami-[0-9a-f]{8,17}$/.test(input.value))) {
    throw validationError("The data type aws:ec2:image takes the id of an image, as a String.");
  }
  return dataType;
};

const wantedTier = (wanted: string | undefined, current: string | undefined, needsAdvanced: boolean): string => {
  if (wanted === undefined) return current ?? "Standard";
  if (wanted === "Intelligent-Tiering") return needsAdvanced || current === "Advanced" ? "Advanced" : "Standard";
  if (wanted !== "Standard" && wanted !== "Advanced") throw validationError("The tier is not supported.");
  if (wanted === "Standard" && current === "Advanced") {
    throw validationError("You can't downgrade a parameter from the advanced-parameter tier to the standard one.");
  }
  return wanted;
};

const tierOf = (input: PutParameterInput, hasPolicies: boolean, current?: ParameterAttributes): string => {
  const bytes = Buffer.byteLength(input.value, "utf8");
  const tier = wantedTier(input.tier, current?.tier, hasPolicies || bytes > STANDARD_BYTES);
  const limit = tier === "Advanced" ? ADVANCED_BYTES : STANDARD_BYTES;
  if (bytes > limit) throw validationError(`${tier} tier parameters support values of at most ${limit} bytes.`);
  if (hasPolicies && tier !== "Advanced") throw validationError("Policies need the advanced-parameter tier.");
  return tier;
};

/** `""` is how tools without a notion of "none" send "no pattern" (Terraform always does). */
const patternOf = (input: PutParameterInput, current?: ParameterAttributes): string | undefined =>
  (input.allowedPattern ?? current?.allowedPattern) || undefined;

/**
 * Composes type, value and attributes of the version that PutParameter makes. Throws PutParameter's refusals. An attribute
 * that an overwrite leaves out is taken from the version before. AWS documents this rule for policies only; tools rely on
 * the rule for description, pattern and key. Labels are not taken over: labels stay on their version.
 */
export const composeVersion = (
  input: PutParameterInput,
  current: ParameterVersion | undefined,
): Pick<ParameterVersion, "type" | "value" | "attributes"> => {
  checkTagsToPut(input);
  checkValue(input.value);
  const before = current?.attributes;
  const type = typeOf(input, current);
  const policies: ReadonlyArray<ParameterPolicy> =
    input.policies === undefined ? (before?.policies ?? []) : parsePolicies(input.policies);
  const description = descriptionOf(input, before);
  const keyId = keyOf(input, type, before);
  const allowedPattern = patternOf(input, before);
  checkPattern(allowedPattern, input.value);
  return {
    type,
    value: Secret.of(input.value),
    attributes: {
      ...(description === undefined ? {} : { description }),
      tier: tierOf(input, policies.length > 0, before),
      ...(keyId === undefined ? {} : { keyId }),
      dataType: dataTypeOf(input, type, before),
      ...(allowedPattern === undefined ? {} : { allowedPattern }),
      ...(policies.length === 0 ? {} : { policies }),
    },
  };
};
