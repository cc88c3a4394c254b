import { type Failure, failureOf } from "./failure.ts";

/** The queue does not exist. */
export type QueueNotFound = Failure<"QueueNotFound">;
/** The queue exists, but does not fit the request. */
export type QueueUnfit = Failure<"QueueUnfit">;
/** The queue refused: rights or credentials are missing. */
export type QueueAccessDenied = Failure<"QueueAccessDenied">;
/** The queue did not answer, or asks for fewer requests, after the adapter's own retries. Trying again later helps. */
export type QueueUnavailable = Failure<"QueueUnavailable">;
/** Anything else; `message` names the kind of error, `cause` holds it. */
export type QueueUnexpected = Failure<"QueueUnexpected">;

/** Every way in which a `ChangeQueue` or `DeadLetters` fails. */
export type QueueError = QueueNotFound | QueueUnfit | QueueAccessDenied | QueueUnavailable | QueueUnexpected;

/** Makes a {@link QueueNotFound}. */
export const queueNotFound = failureOf("QueueNotFound");
/** Makes a {@link QueueUnfit}. */
export const queueUnfit = failureOf("QueueUnfit");
/** Makes a {@link QueueAccessDenied}. */
export const queueAccessDenied = failureOf("QueueAccessDenied");
/** Makes a {@link QueueUnavailable}. */
export const queueUnavailable = failureOf("QueueUnavailable");
/** Makes a {@link QueueUnexpected}. */
export const queueUnexpected = failureOf("QueueUnexpected");
