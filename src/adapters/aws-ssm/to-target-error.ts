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

/** SSM's errors for requests that SSM takes in no state, or not in the parameter's present state. */
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
 * Translates an exception of the SDK. The message does not repeat AWS's own message: AWS may quote the request.
 *
 * @param rights The rights that the call needs, with the verb of the sentence.
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
