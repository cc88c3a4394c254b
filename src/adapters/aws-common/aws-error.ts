/**
 * The kind of an error of an AWS SDK client. `Denied`: rights or credentials are missing or wrong. `Unavailable`: the
 * call got no answer, because of the network, a timeout or an error of the server.
 */
export type AwsErrorKind = "Denied" | "Throttled" | "Unavailable" | "Other";

/** The safe part of an error of an AWS SDK client: kind and name. AWS's message is left out: AWS may quote the request. */
export interface AwsError {
  readonly kind: AwsErrorKind;
  /** The error's name (`AccessDeniedException`), or the system's code for a network error (`ECONNREFUSED`). */
  readonly name: string;
  /** The remedy, where the caller's set-up is wrong. */
  readonly advice?: string;
}

/** The name of the error when the role for a call could not be assumed. */
export const ROLE_NOT_ASSUMED = "RoleNotAssumed";

const THROTTLED = /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown)/;
const DENIED =
  /^(AccessDenied|AllAccessDisabled|CredentialsProviderError|ExpiredToken|Forbidden|InvalidAccessKeyId|InvalidClientTokenId|InvalidSignature|InvalidToken|OptInRequired|RoleNotAssumed|SignatureDoesNotMatch|UnrecognizedClient)/;
const UNAVAILABLE = /^(InternalError|InternalServerError|RequestTimeout|ServiceUnavailable|TimeoutError|AbortError)/;

/** The SDK throws a plain `Error` with this message, and makes no call. */
const NO_REGION = "Region is missing";

/** The SDK's message begins with these words when the region's name is invalid. The rest of the message quotes the name. */
const BAD_REGION = "Region not accepted";

const regionProblems = [NO_REGION, BAD_REGION];

/** Whether the SDK made no call because the region is missing or invalid. `name` is that of {@link AwsError}. */
export const isRegionProblem = (name: string): boolean => regionProblems.includes(name);

const adviceOn = (name: string): string | undefined => {
  if (isRegionProblem(name)) return "set AWS_REGION to the name of a region";
  if (name === "CredentialsProviderError") return "no AWS credentials were found; set AWS_PROFILE or log in";
  if (name === ROLE_NOT_ASSUMED) {
    return "the role can't be assumed; it has to be there, to trust who asks, and who asks needs sts:AssumeRole on it";
  }
  if (/^(InvalidSignature|SignatureDoesNotMatch)/.test(name)) {
    return "the secret key does not belong to the access key, or this machine's clock is wrong";
  }
  return /^(ExpiredToken|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient)/.test(name)
    ? "the AWS credentials are not valid (any more); renew them"
    : undefined;
};

/** Accepted names of errors. The name comes from the answer, and a gateway may put any text there. */
const NAME = /^[\w.:-]{1,100}$/;

interface Fields {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

const kindOf = (name: string, status: number, network: boolean): AwsErrorKind => {
  if (THROTTLED.test(name) || status === 429) return "Throttled";
  if (isRegionProblem(name) || DENIED.test(name) || status === 401 || status === 403) return "Denied";
  return UNAVAILABLE.test(name) || status >= 500 || network ? "Unavailable" : "Other";
};

const labelOf = ({ name, message, code }: Fields, network: boolean): unknown => {
  const problem = regionProblems.find((known) => typeof message === "string" && message.startsWith(known));
  if (problem !== undefined) return problem;
  return network ? code : name;
};

/** Classifies whatever a `send` of an AWS SDK client threw. */
export const classifyAwsError = (error: unknown): AwsError => {
  const fields: Fields = typeof error === "object" && error !== null ? error : {};
  const status = Number(fields.$metadata?.httpStatusCode ?? 0);
  const network = typeof fields.code === "string" && status === 0;
  const label = labelOf(fields, network);
  const name = typeof label === "string" && (isRegionProblem(label) || NAME.test(label)) ? label : "an unknown error";
  const advice = adviceOn(name);
  return { kind: kindOf(name, status, network), name, ...(advice === undefined ? {} : { advice }) };
};
