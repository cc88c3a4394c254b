import type { DeadLetters } from "../../ports/dead-letters.ts";
import { asDeadLetterCalls } from "./dead-letter-calls.ts";
import { sqsClientFor } from "./sqs-client-for.ts";
import { SqsDeadLetters } from "./sqs-dead-letters.ts";

/**
 * Opens a dead-letter queue with a new client. The client takes its settings from where every AWS tool takes them.
 *
 * @param region Default: the configured region.
 */
export const openSqsDeadLetters = (url: string, region?: string): DeadLetters =>
  new SqsDeadLetters(asDeadLetterCalls(sqsClientFor(url, region)), url);
