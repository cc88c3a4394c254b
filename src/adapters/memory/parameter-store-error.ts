/** The error codes of SSM's API that {@link InMemoryParameterStore} answers with. */
export type ParameterStoreErrorCode =
  | "HierarchyLevelLimitExceededException"
  | "IncompatiblePolicyException"
  | "InvalidAllowedPatternException"
  | "InvalidPolicyAttributeException"
  | "InvalidPolicyTypeException"
  | "InvalidResourceId"
  | "ParameterAlreadyExists"
  | "ParameterMaxVersionLimitExceeded"
  | "ParameterNotFound"
  | "ParameterPatternMismatchException"
  | "ParameterVersionLabelLimitExceeded"
  | "ParameterVersionNotFound"
  | "PoliciesLimitExceededException"
  | "TooManyTagsError"
  | "TooManyUpdates"
  | "UnsupportedParameterType"
  | "ValidationException";

/**
 * A refusal of the in-memory Parameter Store. Its `name` is the error code, as on the errors of the AWS SDK, so that
 * code under test can tell refusals apart the way it does in production. The message never quotes a parameter's value.
 */
export class ParameterStoreError extends Error {
  override readonly name: ParameterStoreErrorCode;

  constructor(code: ParameterStoreErrorCode, message: string) {
    super(message);
    this.name = code;
  }
}

/** A `ValidationException`: the request itself is wrong. */
export const validationError = (message: string): ParameterStoreError =>
  new ParameterStoreError("ValidationException", message);
