/** HTTP statuses, as the Python package answers: 200 stored, 204 deleted (or gone too early), 205 no value changed. */
export type OutcomeStatus = 200 | 204 | 205;

const STATUSES = { stored: 200, deleted: 204, gone: 204, unchanged: 205 } as const;

/** The status of a change event that was handled. */
export const statusOf = (outcome: keyof typeof STATUSES): OutcomeStatus => STATUSES[outcome];

/** The answer to Lambda's event source mapping (`ReportBatchItemFailures`): the messages to deliver again. */
export interface BatchResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}

/** The outcome of one message. */
interface MessageOutcome {
  readonly _tag: "Handled" | "Failed";
  readonly messageId: string;
}

/** Names each message with a failed record, once. */
export const toBatchResponse = (outcomes: ReadonlyArray<MessageOutcome>): BatchResponse => {
  const failed = outcomes.flatMap(({ _tag, messageId }) => (_tag === "Failed" ? [messageId] : []));
  return { batchItemFailures: [...new Set(failed)].map((itemIdentifier) => ({ itemIdentifier })) };
};
