import { type Failure, failureOf } from "./failure.ts";

/** Parameter Store refused: rights to write are missing. */
export type TargetAccessDenied = Failure<"TargetAccessDenied">;
/** The KMS key for a SecureString can't be used (disabled, deleted, no right to encrypt). */
export type TargetKeyUnavailable = Failure<"TargetKeyUnavailable">;
/** Parameter Store asked for fewer requests, after the adapter's own retries. */
export type TargetThrottled = Failure<"TargetThrottled">;
/** Parameter Store did not answer (network, timeout, server error). Whether the effect came is open: read again. */
export type TargetUnavailable = Failure<"TargetUnavailable">;
/** Parameter Store refused the state (tier, type, pattern, size); `message` names Parameter Store's error. */
export type TargetRefused = Failure<"TargetRefused">;
/** The oldest of 100 versions has a label, so Parameter Store can't drop that version and refuses a new one. */
export type TargetLocked = Failure<"TargetLocked">;
/** The name was written or deleted a moment ago: trying again later helps. */
export type TargetBusy = Failure<"TargetBusy">;
/** Somebody was faster: the parameter to create exists, or the parameter to change does not exist. */
export type TargetMoved = Failure<"TargetMoved">;
/** Anything else; `message` names the kind of error, `cause` holds it. */
export type TargetUnexpected = Failure<"TargetUnexpected">;

/** Every way in which a {@link ParameterTarget} fails. */
export type TargetError =
  | TargetAccessDenied
  | TargetKeyUnavailable
  | TargetThrottled
  | TargetUnavailable
  | TargetRefused
  | TargetLocked
  | TargetBusy
  | TargetMoved
  | TargetUnexpected;

/** Makes a {@link TargetAccessDenied}; the message holds no value of a parameter. */
export const targetAccessDenied = failureOf("TargetAccessDenied");
/** Makes a {@link TargetKeyUnavailable}; the message holds no value of a parameter. */
export const targetKeyUnavailable = failureOf("TargetKeyUnavailable");
/** Makes a {@link TargetThrottled}; the message holds no value of a parameter. */
export const targetThrottled = failureOf("TargetThrottled");
/** Makes a {@link TargetUnavailable}; the message holds no value of a parameter. */
export const targetUnavailable = failureOf("TargetUnavailable");
/** Makes a {@link TargetRefused}; the message holds no value of a parameter. */
export const targetRefused = failureOf("TargetRefused");
/** Makes a {@link TargetLocked}; the message holds no value of a parameter. */
export const targetLocked = failureOf("TargetLocked");
/** Makes a {@link TargetBusy}; the message holds no value of a parameter. */
export const targetBusy = failureOf("TargetBusy");
/** Makes a {@link TargetMoved}; the message holds no value of a parameter. */
export const targetMoved = failureOf("TargetMoved");
/** Makes a {@link TargetUnexpected}; the message holds no value of a parameter. */
export const targetUnexpected = failureOf("TargetUnexpected");
