import {
  type SourceError,
  sourceAccessDenied,
  sourceKeyUnavailable,
  sourceMisconfigured,
  sourceThrottled,
  sourceUnavailable,
  sourceUnexpected,
} from "../../ports/source-error.ts";
import { type AwsError, classifyAwsError, isRegionProblem } from "../aws-common/aws-error.ts";

/** Whether SSM says that the parameter does not exist. No other error means absence. */
export const isNotFound = (error: unknown): boolean => classifyAwsError(error).name === "ParameterNotFound";

/** Whether ListTagsForResource says that the parameter does not exist. */
export const isNoResource = (error: unknown): boolean => classifyAwsError(error).name === "InvalidResourceId";

/** Whether KMS refused to decrypt. SSM passes the refusal on under SSM's own name, with KMS's words. */
const isKeyError = ({ kind, name }: AwsError, error: unknown): boolean =>
  name === "InvalidKeyId" ||
  name.startsWith("KMS") ||
  (kind === "Denied" && error instanceof Error && /kms/i.test(error.message));

/** The SDK has no region to ask in. */
export const regionUnknown = (error: unknown): SourceError =>
  sourceMisconfigured("the region of Parameter Store is not known: set AWS_REGION to the name of a region", error);

/**
 * Translates an exception of the SDK. The message has the error's name, and not AWS's own message, because AWS may quote
 * the request. `cause` has both.
 *
 * @param right The right that the call needs.
 */
export const toSourceError = (error: unknown, right: string): SourceError => {
  const aws = classifyAwsError(error);
  if (isRegionProblem(aws.name)) return regionUnknown(error);
  if (isKeyError(aws, error)) {
    return sourceKeyUnavailable(
      `the KMS key of this SecureString can't be used (${aws.name}): check that it is enabled and allows kms:Decrypt`,
      error,
    );
  }
  switch (aws.kind) {
    case "Denied":
      return sourceAccessDenied(`Parameter Store refused (${aws.name}): ${aws.advice ?? `${right} is needed`}`, error);
    case "Throttled":
      return sourceThrottled(`Parameter Store is throttling (${aws.name})`, error);
    case "Unavailable":
      return sourceUnavailable(`Parameter Store did not answer (${aws.name})`, error);
    case "Other":
      return sourceUnexpected(`Parameter Store answered with ${aws.name}`, error);
  }
};
