import type { DeadLetters } from "../../ports/dead-letters.ts";
import { asDeadLetterCalls } from "./dead-letter-calls.ts";
import { sqsClientFor } from "./sqs-client-for.ts";
import { SqsDeadLetters } from "./sqs-dead-letters.ts";

/**
 * A dead-letter queue with a client of its own, configured as every AWS tool is.
 *
 * @param region In place of the configured one.
 */
export const openSqsDeadLetters = (url: string, region?: string): DeadLetters =>
  new SqsDeadLetters(asDeadLetterCalls(sqsClientFor(url, region)), url);
