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

/** What a message move task tells of a redrive. */
export const toRedrive = (task: ListMessageMoveTasksResultEntry): Redrive => {
  const { StartedTimestamp = 0, Status = "", FailureReason: reason = "" } = task;
  return {
    startedAt: StartedTimestamp,
    // RUNNING, and CANCELLING: it has not ended.
    status: STATUSES[Status] ?? "Running",
    moved: task.ApproximateNumberOfMessagesMoved ?? 0,
    ...(task.ApproximateNumberOfMessagesToMove === undefined ? {} : { toMove: task.ApproximateNumberOfMessagesToMove }),
    ...(REASON.test(reason) ? { reason } : {}),
  };
};

/** A dead letter as SQS hands it out. */
export const toDeadLetter = ({ MessageId = "", Body = "", Attributes = {} }: Message): DeadLetter => {
  const sentAt = Number(Attributes.SentTimestamp);
  return {
    messageId: MessageId,
    body: Body,
    receives: Number(Attributes.ApproximateReceiveCount ?? 1),
    ...(isMillis(sentAt) ? { sentAt } : {}),
  };
};
