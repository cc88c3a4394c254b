import type { ListMessageMoveTasksResultEntry, Message } from "@aws-sdk/client-sqs";
import { isMillis } from "../../domain/model/time.ts";
import type { DeadLetter, Redrive } from "../../ports/dead-letters.ts";

const STATUSES: Readonly<Record<string, Redrive["status"]>> = {
  COMPLETED: "Completed",
  CANCELLED: "Cancelled",
  FAILED: "Failed",
};

/** Codes alone are told, as of errors. */
const REASON = /^[\w.:-]{1,100}$/;

/** Makes a redrive of SQS's message move task. */
export const toRedrive = (task: ListMessageMoveTasksResultEntry): Redrive => {
  const { StartedTimestamp = 0, Status = "", FailureReason: reason = "" } = task;
  return {
    startedAt: StartedTimestamp,
    // RUNNING and CANCELLING: the task has not ended.
    status: STATUSES[Status] ?? "Running",
    moved: task.ApproximateNumberOfMessagesMoved ?? 0,
    ...(task.ApproximateNumberOfMessagesToMove === undefined ? {} : { toMove: task.ApproximateNumberOfMessagesToMove }),
    ...(REASON.test(reason) ? { reason } : {}),
  };
};

/** Makes a dead letter of a message of SQS. */
export const toDeadLetter = ({ MessageId = "", Body = "", Attributes = {} }: Message): DeadLetter => {
  const sentAt = Number(Attributes.SentTimestamp);
  return {
    messageId: MessageId,
    body: Body,
    receives: Number(Attributes.ApproximateReceiveCount ?? 1),
    ...(isMillis(sentAt) ? { sentAt } : {}),
  };
};
