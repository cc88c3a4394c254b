import { type Failure, failureOf } from "./failure.ts";

/** Parameter Store refused: rights on the parameter are missing. Never read as "the parameter is gone". */
export type SourceAccessDenied = Failure<"SourceAccessDenied">;
/** The KMS key of a SecureString can't be used (disabled, deleted, no right to decrypt). */
export type SourceKeyUnavailable = Failure<"SourceKeyUnavailable">;
/** Parameter Store can't be reached with the present settings: no such region exists. */
export type SourceMisconfigured = Failure<"SourceMisconfigured">;
/** Parameter Store asked for fewer requests, after the adapter's own retries. */
export type SourceThrottled = Failure<"SourceThrottled">;
/** Parameter Store did not answer (network, timeout, server error). */
export type SourceUnavailable = Failure<"SourceUnavailable">;
/** Parameter Store's answer is no history (a version without value, an unknown type). */
export type SourceInvalid = Failure<"SourceInvalid">;
/** Anything else; `message` names the kind of error, `cause` holds it. */
export type SourceUnexpected = Failure<"SourceUnexpected">;

/** Every way in which a {@link ParameterSource} fails. A parameter that does not exist is no failure. */
export type SourceError =
  | SourceAccessDenied
  | SourceKeyUnavailable
  | SourceMisconfigured
  | SourceThrottled
  | SourceUnavailable
  | SourceInvalid
  | SourceUnexpected;

/** Makes a {@link SourceAccessDenied}; the message holds no value of a parameter. */
export const sourceAccessDenied = failureOf("SourceAccessDenied");
/** Makes a {@link SourceKeyUnavailable}; the message holds no value of a parameter. */
export const sourceKeyUnavailable = failureOf("SourceKeyUnavailable");
/** Makes a {@link SourceMisconfigured}; the message holds no value of a parameter. */
export const sourceMisconfigured = failureOf("SourceMisconfigured");
/** Makes a {@link SourceThrottled}; the message holds no value of a parameter. */
export const sourceThrottled = failureOf("SourceThrottled");
/** Makes a {@link SourceUnavailable}; the message holds no value of a parameter. */
export const sourceUnavailable = failureOf("SourceUnavailable");
/** Makes a {@link SourceInvalid}; the message holds no value of a parameter. */
export const sourceInvalid = failureOf("SourceInvalid");
/** Makes a {@link SourceUnexpected}; the message holds no value of a parameter. */
export const sourceUnexpected = failureOf("SourceUnexpected");
