import * as t from "io-ts";
import type { ParameterPolicy, ParameterVersion } from "../../domain/model/parameter-version.ts";
import { type Millis, parseEventTime } from "../../domain/model/time.ts";
import { ParameterStoreError, validationError } from "./parameter-store-error.ts";

/** How many policies a parameter may have (AWS Systems Manager API Reference, `PoliciesLimitExceededException`). */
export const MAX_POLICIES = 10;

const PolicyList = t.array(t.record(t.string, t.unknown));

const Expiration = t.type({ Timestamp: t.string });
const ExpirationNotification = t.type({ Before: t.string, Unit: t.string });
const NoChangeNotification = t.type({ After: t.string, Unit: t.string });

const isSpan = (count: string, unit: string): boolean => /^[1-9]\d*$/.test(count) && /^(Days|Hours)$/.test(unit);

/** The rules for the `Attributes` of each type of policy (User Guide, "Assigning parameter policies"). */
const ATTRIBUTE_RULES: ReadonlyMap<unknown, (attributes: unknown) => boolean> = new Map([
  ["Expiration", (input: unknown) => Expiration.is(input) && parseEventTime(input.Timestamp) !== undefined],
  ["ExpirationNotification", (input: unknown) => ExpirationNotification.is(input) && isSpan(input.Before, input.Unit)],
  ["NoChangeNotification", (input: unknown) => NoChangeNotification.is(input) && isSpan(input.After, input.Unit)],
]);

const parseList = (text: string): t.TypeOf<typeof PolicyList> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw validationError("Policies must be the JSON text of an array of policies.");
  }
  if (!PolicyList.is(parsed)) throw validationError("Policies must be the JSON text of an array of policies.");
  return parsed;
};

const toPolicy = (input: Readonly<Record<string, unknown>>): ParameterPolicy => {
  const type = input["Type"];
  const hasRightAttributes = ATTRIBUTE_RULES.get(type);
  if (typeof type !== "string" || hasRightAttributes === undefined) {
    throw new ParameterStoreError(
      "InvalidPolicyTypeException",
      "The policy type isn't supported: use Expiration, ExpirationNotification or NoChangeNotification.",
    );
  }
  if (input["Version"] !== "1.0" || !hasRightAttributes(input["Attributes"])) {
    throw new ParameterStoreError("InvalidPolicyAttributeException", `An attribute of the ${type} policy is invalid.`);
  }
  return { policyText: JSON.stringify(input), policyType: type, policyStatus: "Pending" };
};

/**
 * Reads the `Policies` of PutParameter: the JSON text of an array. `[{}]` and `[]` mean "no policies". Throws
 * `PoliciesLimitExceededException`, `IncompatiblePolicyException` (two expirations),
 * `InvalidPolicyTypeException`, `InvalidPolicyAttributeException` or `ValidationException`.
 */
export const parsePolicies = (text: string): ReadonlyArray<ParameterPolicy> => {
  const list = parseList(text);
  if (list.length === 1 && Object.keys(list[0] ?? {}).length === 0) return [];
  if (list.length > MAX_POLICIES) {
    throw new ParameterStoreError("PoliciesLimitExceededException", `At most ${MAX_POLICIES} policies are allowed.`);
  }
  const policies = list.map(toPolicy);
  if (policies.filter(({ policyType }) => policyType === "Expiration").length > 1) {
    throw new ParameterStoreError("IncompatiblePolicyException", "A parameter can have only one Expiration policy.");
  }
  return policies;
};

const ExpirationText = t.type({ Attributes: Expiration });

/** When a policy deletes the parameter. `undefined` for policies of another type than Expiration. */
export const expiryOf = ({ policyType, policyText }: ParameterPolicy): Millis | undefined => {
  if (policyType !== "Expiration" || policyText === undefined) return undefined;
  const policy: unknown = JSON.parse(policyText);
  return ExpirationText.is(policy) ? parseEventTime(policy.Attributes.Timestamp) : undefined;
};

/** The Expiration policy of a version; `undefined` for a version without an Expiration policy. */
const expirationOf = ({ attributes }: ParameterVersion): ParameterPolicy | undefined =>
  attributes.policies?.find(({ policyType }) => policyType === "Expiration");

/** The versions whose Expiration policy is due at `now`, each with the policy. */
export const dueExpirations = (
  versions: ReadonlyArray<ParameterVersion>,
  now: Millis,
): ReadonlyArray<{ readonly version: ParameterVersion; readonly policy: ParameterPolicy }> =>
  versions.flatMap((version) => {
    const policy = expirationOf(version);
    return policy !== undefined && (expiryOf(policy) ?? now + 1) <= now ? [{ version, policy }] : [];
  });
