/** The error codes of SSM's API that an {@link InMemoryParameterStore} throws. */
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
 * A refusal of the in-memory Parameter Store. `name` is the error code, as in errors of the AWS SDK. So code under test
 * tells refusals apart as in production. The message never quotes a parameter's value.
 */
export class ParameterStoreError extends Error {
  override readonly name: ParameterStoreErrorCode;

  constructor(code: ParameterStoreErrorCode, message: string) {
    super(message);
    this.name = code;
  }
}

/** Makes a `ValidationException`: the request is wrong. */
export const validationError = (message: string): ParameterStoreError =>
  new ParameterStoreError("ValidationException", message);
