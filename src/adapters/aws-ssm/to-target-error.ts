import {
  type TargetError,
  targetAccessDenied,
  targetBusy,
  targetKeyUnavailable,
  targetLocked,
  targetMoved,
  targetRefused,
  targetThrottled,
  targetUnavailable,
  targetUnexpected,
} from "../../ports/target-error.ts";
import { classifyAwsError } from "../aws-common/aws-error.ts";

/** Errors of SSM that mean: not in this state, or not this way. */
const REFUSED =
  /^(ValidationException|HierarchyLevel|HierarchyTypeMismatch|IncompatiblePolicy|InvalidAllowedPattern|InvalidPolicy|ParameterPatternMismatch|PoliciesLimitExceeded|UnsupportedParameterType|ParameterLimitExceeded|ParameterVersionLabelLimitExceeded|TooManyTags)/;
const MOVED = /^Parameter(AlreadyExists|NotFound|VersionNotFound)$|^InvalidResourceId$/;

const isKeyError = (name: string, error: unknown): boolean =>
  name === "InvalidKeyId" || name.startsWith("KMS") || (error instanceof Error && /kms/i.test(error.message));

const byName = (name: string, error: unknown): TargetError | undefined => {
  if (name === "ParameterMaxVersionLimitExceeded") {
    return targetLocked(
      "the oldest of its 100 versions carries a label, so that no version can be added: move that label to a newer version, and restore again",
      error,
    );
  }
  if (name === "TooManyUpdates") return targetBusy(`the parameter is being changed (${name}): try again later`, error);
  if (MOVED.test(name)) return targetMoved(`somebody changed it meanwhile (${name})`, error);
  if (isKeyError(name, error)) {
    return targetKeyUnavailable(
      `the KMS key of this SecureString can't be used (${name}): check that it exists, is enabled and allows kms:Encrypt`,
      error,
    );
  }
  return REFUSED.test(name) ? targetRefused(`Parameter Store refuses this state (${name})`, error) : undefined;
};

/**
 * Translates what the SDK threw. AWS's own message is not repeated: it may quote what was sent.
 *
 * @param rights The rights that the call needs, and the verb.
 */
export const toTargetError =
  (rights: string) =>
  (error: unknown): TargetError => {
    const { kind, name, advice } = classifyAwsError(error);
    const known = byName(name, error);
    if (known !== undefined) return known;
    switch (kind) {
      case "Denied":
        return targetAccessDenied(`Parameter Store refused (${name}): ${advice ?? `${rights} needed`}`, error);
      case "Throttled":
        return targetThrottled(`Parameter Store is throttling (${name})`, error);
      case "Unavailable":
        return targetUnavailable(`Parameter Store did not answer (${name})`, error);
      case "Other":
        return targetUnexpected(`Parameter Store answered with ${name}`, error);
    }
  };
