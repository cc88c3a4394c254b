import {
  type QueueError,
  queueAccessDenied,
  queueNotFound,
  queueUnavailable,
  queueUnexpected,
} from "../../ports/queue-error.ts";
import { classifyAwsError } from "../aws-common/aws-error.ts";

const NEEDED =
  "sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:ChangeMessageVisibility and sqs:DeleteMessage are needed";

/** `InvalidAddress`: the URL names a queue in another region. */
const NOT_FOUND = /QueueDoesNotExist|NonExistentQueue|InvalidAddress/;

/**
 * Translates an exception of the SDK. The message has the error's name, and not AWS's own message; `cause` has both.
 *
 * @param needed The rights that the message names when a right is missing. Default: the rights of the worker.
 */
export const toQueueError = (error: unknown, needed = NEEDED): QueueError => {
  const { kind, name, advice } = classifyAwsError(error);
  if (NOT_FOUND.test(name)) {
    return queueNotFound(`there is no such queue in this account and region (${name}): check its URL`, error);
  }
  switch (kind) {
    case "Denied":
      return queueAccessDenied(`the queue refused (${name}): ${advice ?? needed}`, error);
    case "Throttled":
    case "Unavailable":
      return queueUnavailable(`the queue did not answer (${name})`, error);
    case "Other":
      return queueUnexpected(`the queue answered with ${name}`, error);
  }
};
